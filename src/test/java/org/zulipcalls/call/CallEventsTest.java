package org.zulipcalls.call;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.ServiceTest;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;

/** One call's own log. */
@QuarkusTest
class CallEventsTest extends ServiceTest {

  @Test
  void bothUsersReadTheLogInOrder() {
    String callId = answeredCall(alice, bob);
    Client.of(alice).post(path(callId, "end"), "reason", "hangup", "duration", 5).then().statusCode(200);
    for (Client reader : List.of(Client.of(alice), Client.of(bob))) {
      reader.get(path(callId, "events"))
          .then()
          .statusCode(200)
          .body("result", equalTo("success"))
          .body("events.event_type", contains("initiated", "accepted", "ended"))
          .body("events.user_id", contains(alice.userId(), bob.userId(), alice.userId()))
          .body("events[0].timestamp", matchesPattern("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z"))
          .body("events[1].metadata.size()", equalTo(0))
          .body("events[2].metadata.reason", equalTo("hangup"))
          .body("events[2].metadata.duration", equalTo(5));
    }
    List<Long> ids = Client.of(alice).get(path(callId, "events")).jsonPath().getList("events.id", Long.class);
    assertEquals(ids.stream().sorted().distinct().toList(), ids);
  }

  @Test
  void whatTheServiceDidHasNoUser() {
    String callId = call(alice, bob);
    database.update("INSERT INTO call_event (call_id, event_type) VALUES (?, 'push_sent')", UUID.fromString(callId));
    Client.of(bob)
        .get(path(callId, "events"))
        .then()
        .body("events.event_type", contains("initiated", "push_sent"))
        .body("events[1].user_id", equalTo(null));
  }

  @Test
  void ofAVeryLongLogTheNewestAreTold() {
    String callId = call(alice, bob);
    database.update("INSERT INTO call_event (call_id, event_type) SELECT ?, 'push_sent' FROM generate_series(1, 1500)",
        UUID.fromString(callId));
    List<Long> ids = Client.of(bob).get(path(callId, "events")).jsonPath().getList("events.id", Long.class);
    assertEquals(1_000, ids.size());
    assertEquals(ids.stream().sorted().toList(), ids);
    assertEquals(database.count("SELECT max(id) FROM call_event"), ids.get(999));
  }

  @Test
  void aVeryLongLogIsReadPieceByPiece() {
    String callId = call(alice, bob);
    database.update("INSERT INTO call_event (call_id, event_type) SELECT ?, 'push_sent' FROM generate_series(1, 1500)",
        UUID.fromString(callId));
    JsonPath first = Client.of(bob).get(path(callId, "events"), "after", 0).jsonPath();
    List<Long> ids = first.getList("events.id", Long.class);
    assertEquals("initiated", first.getString("events[0].event_type"));
    assertEquals(1_000, ids.size());
    assertTrue(first.getBoolean("has_more"));
    JsonPath rest = Client.of(bob).get(path(callId, "events"), "after", ids.get(999)).jsonPath();
    assertEquals(501, rest.getList("events").size());
    assertFalse(rest.getBoolean("has_more"));
    assertEquals(400, Client.of(bob).get(path(callId, "events"), "after", "x").statusCode());
  }

  @Test
  void othersAreRefused() {
    String callId = call(alice, bob);
    Client.of(newUser("carol"))
        .get(path(callId, "events"))
        .then()
        .statusCode(403)
        .body("code", equalTo("NOT_AUTHORIZED"));
    Client.anonymous().get(path(callId, "events")).then().statusCode(401);
  }

  @Test
  void anUnknownCallHasNoLog() {
    for (String callId : List.of(UUID.randomUUID().toString(), "x", "1-1-1-1-1")) {
      Client.of(alice)
          .get(path(callId, "events"))
          .then()
          .statusCode(404)
          .body("code", equalTo("CALL_NOT_FOUND"));
    }
  }

  @Test
  void aCallOfAnotherRealmIsNotFound() {
    String callId = call(alice, bob);
    database.update("UPDATE call SET realm = 'https://elsewhere.example' WHERE call_id = ?", UUID.fromString(callId));
    Client.of(alice).get(path(callId, "events")).then().statusCode(404).body("code", equalTo("CALL_NOT_FOUND"));
  }
}
