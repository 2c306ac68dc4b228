package org.zulipcalls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jboss.resteasy.reactive.server.mapping.RuntimeResource;
import org.jboss.resteasy.reactive.server.util.RuntimeResourceVisitor;
import org.junit.jupiter.api.Test;
import org.zulipcalls.HostileRequests.Request;
import org.zulipcalls.demo.StandInUser;
import org.zulipcalls.testing.Expect;
import org.zulipcalls.testing.RawHttp;
import org.zulipcalls.testing.RawHttp.Answer;
import org.zulipcalls.testing.ServiceTest;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.resteasy.reactive.server.runtime.ResteasyReactiveRecorder;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;

/** Whatever is sent: an answer in JSON of the right class, no 5xx, and nothing changed by what was refused. */
@QuarkusTest
class HostileTest extends ServiceTest {

  private static final int REQUESTS = 2_500;
  private static final long SEED = 20260101;

  private HostileRequests requests;

  private void prepare() {
    StandInUser carol = newUser("carol");
    List<String> callIds = List.of(call(alice, bob), answeredCall(alice, newUser("dave")),
        call(carol, newUser("erin")));
    // What rings already is not made to ring by a poll, a moment after its answer.
    database.update("""
        UPDATE call SET state = CASE WHEN state = 'initiated' THEN 'ringing' ELSE state END,
          ring_until = ring_until + interval '1 hour'""");
    requests = new HostileRequests(SEED, endpoints(), callIds, alice.basic(), zulip.newSession(bob));
  }

  /** All that there are; the stream of events as a poll, since it would not end. */
  private static List<String> endpoints() {
    List<String> endpoints = new ArrayList<>();
    RuntimeResourceVisitor.visitRuntimeResources("/", ResteasyReactiveRecorder.getCurrentDeployment().getClassMappers(),
        new RuntimeResourceVisitor() {
          @Override
          public void visitRuntimeResource(String method, String path, RuntimeResource resource) {
            endpoints.add(method + " " + path + (path.equals(API + "/events") ? "?wait=0" : ""));
          }
        });
    return endpoints.stream().sorted().toList();
  }

  @Test
  void everyHostileRequestIsAnsweredAsTheContractSays() {
    System.out.println("The seed of the hostile requests is " + SEED);
    prepare();
    Map<Integer, Integer> statuses = new TreeMap<>();
    List<String> failures = new ArrayList<>();
    String before = database.fingerprint();
    for (int i = 0; i < REQUESTS; i++) {
      Request request = requests.next();
      try {
        Answer answer = RawHttp.exchange(RestAssured.port, request.bytes());
        statuses.merge(answer.status(), 1, Integer::sum);
        check(request, answer);
        String earlier = before;
        before = database.fingerprint();
        assertTrue(answer.status() < 400 || before.equals(earlier), "It changed the database");
      } catch (AssertionError | IOException | RuntimeException failure) {
        failures.add(i + ": " + request.name() + "\n" + failure);
      }
    }
    assertEquals("", String.join("\n\n", failures), failures.size() + " of " + REQUESTS);
    assertTrue(statuses.keySet().containsAll(List.of(200, 400, 401, 403, 404, 405, 413)), statuses.toString());
  }

  private static void check(Request request, Answer answer) {
    assertTrue(answer.status() >= 200 && answer.status() < 500, answer.status() + " " + answer.body());
    if (List.of("HEAD", "OPTIONS").contains(request.method()) || request.isPage()) {
      return;
    }
    JsonNode body = Expect.json(answer.body());
    assertTrue(answer.headers().getOrDefault("Content-Type", "").startsWith("application/json"),
        answer.headers().toString());
    assertEquals(answer.status() < 400 ? "success" : "error", body.path("result").asText(), answer.body());
    assertTrue(body.path("msg").isTextual(), answer.body());
    if (answer.status() >= 400) {
      assertTrue(body.path("code").isTextual() && body.path("message").equals(body.path("msg")), answer.body());
    }
  }
}
