package org.zulipcalls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import org.zulipcalls.HostileRequests.Request;
import org.zulipcalls.demo.StandInUser;
import org.zulipcalls.testing.EndpointList;
import org.zulipcalls.testing.Expect;
import org.zulipcalls.testing.RawHttp;
import org.zulipcalls.testing.RawHttp.Answer;
import org.zulipcalls.testing.ServiceTest;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;

/** Whatever is sent: an answer in JSON of the right class, no 5xx, and nothing changed by what was refused. */
@QuarkusTest
class HostileTest extends ServiceTest {

  private static final int REQUESTS = 2_500;
  private static final long SEED = 20260101;
  /** After so many requests it is forgotten who has sent wrong keys; else the right ones were refused, too. */
  private static final int FORGIVE_EVERY = 20;

  private HostileRequests requests;

  private void prepare() {
    StandInUser carol = newUser("carol");
    List<String> callIds = List.of(call(alice, bob), answeredCall(alice, newUser("dave")),
        call(carol, newUser("erin")));
    settle();
    requests = new HostileRequests(SEED, endpoints(), callIds, database.texts("SELECT jitsi_room_name FROM call"),
        alice.basic(), zulip.newSession(bob));
  }

  /**
   * What was taken is not to change anything later, by itself: no deadline comes during the test, and nobody waits for
   * somebody to be free.
   */
  private void settle() {
    database.update("DELETE FROM call_queue");
    database.update("""
        UPDATE call SET state = CASE WHEN state = 'initiated' THEN 'ringing' ELSE state END,
          ring_until = CASE WHEN ring_until IS NOT NULL THEN now() + interval '1 hour' END,
          contact_until = NULL, leave_until = NULL, empty_until = NULL""");
  }

  /** All that there are at the API's port; the stream of events as a poll, since it would not end. */
  private static List<String> endpoints() {
    String stream = "GET " + API + "/events";
    return EndpointList.all()
        .stream()
        .filter(each -> !each.contains(" /q/"))
        .map(each -> each.equals(stream) ? each + "?wait=0" : each)
        .toList();
  }

  @Test
  void everyHostileRequestIsAnsweredAsTheContractSays() {
    System.out.println("The seed of the hostile requests is " + SEED);
    prepare();
    Map<Integer, Integer> statuses = new TreeMap<>();
    List<String> failures = new ArrayList<>();
    int changes = 0;
    String before = database.fingerprint();
    for (int i = 0; i < REQUESTS; i++) {
      Request request = requests.next();
      if (i % FORGIVE_EVERY == 0) {
        database.update("DELETE FROM limit_hit");
      }
      try {
        Answer answer = RawHttp.exchange(RestAssured.port, request.bytes());
        statuses.merge(answer.status(), 1, Integer::sum);
        check(request, answer);
        String earlier = before;
        before = database.fingerprint();
        assertTrue(answer.status() < 400 || before.equals(earlier), "It changed the database");
        if (!before.equals(earlier)) {
          changes++;
          settle();
          before = database.fingerprint();
        }
      } catch (AssertionError | IOException | RuntimeException failure) {
        failures.add(i + ": " + request.name() + "\n" + failure);
      }
    }
    assertEquals("", String.join("\n\n", failures), failures.size() + " of " + REQUESTS);
    System.out.println("They changed " + changes + " times what is there; the answers: " + statuses);
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
