package org.zulipcalls.support;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zulipcalls.demo.Fault;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.EventStream;
import org.zulipcalls.testing.LogLines;
import org.zulipcalls.testing.ServiceTest;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;

/** A request has one name: nginx's, in every line of our log that it sets off, in its answer, and in its 5xx body. */
@QuarkusTest
class RequestIdTest extends ServiceTest {

  private static final String MADE = "[0-9a-f-]{36}";

  @Test
  void nginxsNameIsKept() {
    Response answer = Client.of(alice).with(RequestId.HEADER, "0123456789abcdef").get(API + "/history");
    assertEquals("0123456789abcdef", answer.header(RequestId.HEADER));
  }

  @ParameterizedTest
  @ValueSource(strings = {"short", "with a space", "line\\nbreak", "<b>0123456789</b>", "$(0123456789)"})
  void whatIsNoNameIsReplaced(String given) {
    Response answer = Client.of(alice).with(RequestId.HEADER, given).get(API + "/history");
    assertTrue(answer.header(RequestId.HEADER).matches(MADE), answer.header(RequestId.HEADER));
  }

  @Test
  void everyLineOfARequestHasItsName() {
    try (LogLines log = LogLines.capture()) {
      String callId = call(alice, bob);
      assertEquals(200,
          Client.of(bob)
              .with(RequestId.HEADER, "name-of-accept")
              .post(path(callId, "respond"), "response", "accept")
              .statusCode());
      assertEquals("name-of-accept", log.requestOf("Call " + callId + " is active"));
      String attempt = log.requestOf("Attempting to create call");
      assertTrue(attempt.matches(MADE), attempt);
      assertEquals(attempt, log.requestOf("Call " + callId + " is initiated"));
    }
  }

  /** Also what no request waits for. */
  @Test
  void everyLineOfTheServiceItselfHasOne() {
    try (LogLines log = LogLines.capture();
        EventStream stream = EventStream.open(URI.create("http://127.0.0.1:" + RestAssured.port), EventStream.PATH,
            "Authorization", bob.basic())) {
      assertEquals("snapshot", stream.told().name());
      String callId = call(alice, bob);
      await().until(() -> stateOf(callId).equals("ringing"));
      String ringing = log.requestOf("Call " + callId + " is ringing");
      assertTrue(ringing.matches(MADE), ringing);
      assertNotEquals(log.requestOf("Call " + callId + " is initiated"), ringing);
      database.update("UPDATE call SET ring_until = now() WHERE call_id = ?", UUID.fromString(callId));
      await().until(() -> stateOf(callId).equals("missed"));
      String missed = log.requestOf("Call " + callId + " is missed");
      assertTrue(missed.matches(MADE), missed);
    }
  }

  @Test
  void aFailureTellsIt() {
    zulip.setFault(Fault.SERVER_ERROR);
    Response answer = Client.of(newUser("carol")).with(RequestId.HEADER, "name-of-failure").get(API + "/history");
    assertEquals(503, answer.statusCode());
    assertEquals("name-of-failure", answer.path("request_id"));
    assertEquals("name-of-failure", answer.header(RequestId.HEADER));
  }
}
