package org.zulipcalls.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.Expect;
import org.zulipcalls.testing.ServiceTest;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

@QuarkusTest
class RespondTest extends ServiceTest {

  private static final Set<String> FIELDS = Set.of("server_time", "call", "action", "call_url", "message");

  private Response respond(String callId, Object response) {
    return Client.of(bob).post(path(callId, "respond"), "response", response);
  }

  private JsonNode answered(Response answer, String action, String message) {
    JsonNode body = Expect.success(answer, FIELDS);
    assertEquals(action, body.path("action").asText());
    assertEquals(message, body.path("message").asText());
    assertEquals(body.path("call").path("call_url"), body.path("call_url"));
    CallShape.checkServerTime(body);
    CallShape.check(body.get("call"), false, database);
    return body.get("call");
  }

  private void accepted(Response answer) {
    assertEquals("active", answered(answer, "accept", "Call accepted successfully").path("state").asText());
  }

  private void declined(Response answer) {
    JsonNode call = answered(answer, "decline", "Call declined successfully");
    assertEquals("declined", call.path("state").asText());
    assertEquals("declined", call.path("end_reason").asText());
  }

  @ParameterizedTest
  @ValueSource(strings = {"accept", "\"accept\"", "Accept", "ACCEPT"})
  void acceptStartsTheCall(String response) {
    String callId = call(alice, bob);
    accepted(respond(callId, response));
    assertEquals(List.of("initiated", "accepted"), eventsOf(callId));
    Map<String, Object> row = database.rows("SELECT * FROM call").get(0);
    assertEquals(2L, row.get("version"));
    assertEquals(null, row.get("ring_until"));
    assertEquals(4 * 3600L, database.value(Number.class,
        "SELECT extract(epoch FROM active_until - started_at) FROM call").longValue());
    assertEquals((long) bob.userId(), database.value(Long.class,
        "SELECT user_id FROM call_event WHERE event_type = 'accepted'"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"decline", "\"decline\"", "reject", "\"reject\"", "Decline"})
  void declineEndsTheCall(String response) {
    String callId = call(alice, bob);
    declined(respond(callId, response));
    assertEquals(List.of("initiated", "declined"), eventsOf(callId));
    assertEquals(null, database.rows("SELECT started_at FROM call").get(0).get("started_at"));
  }

  @Test
  void aRingingCallIsAnsweredJustTheSame() {
    for (String response : List.of("accept", "decline")) {
      String callId = call(alice, newestBob());
      database.update("UPDATE call SET state = 'ringing', version = 2 WHERE call_id = ?", UUID.fromString(callId));
      Expect.success(respond(callId, response), FIELDS);
      assertEquals(3L, database.value(Long.class, "SELECT version FROM call WHERE call_id = ?",
          UUID.fromString(callId)));
    }
  }

  private org.zulipcalls.demo.StandInUser newestBob() {
    bob = newUser("bob");
    return bob;
  }

  @Test
  void aJsonBodyDoesToo() {
    String callId = call(alice, bob);
    accepted(Client.of(bob)
        .request()
        .contentType("application/json")
        .body("{\"response\":\"accept\"}")
        .post(path(callId, "respond")));
  }

  @Test
  void acceptingTwiceChangesNothingMore() {
    String callId = call(alice, bob);
    accepted(respond(callId, "accept"));
    String before = database.fingerprint();
    accepted(respond(callId, "accept"));
    assertEquals(before, database.fingerprint());
  }

  @Test
  void decliningTwiceChangesNothingMore() {
    String callId = call(alice, bob);
    declined(respond(callId, "decline"));
    String before = database.fingerprint();
    declined(respond(callId, "decline"));
    declined(respond(callId, "reject"));
    assertEquals(before, database.fingerprint());
  }

  @Test
  void theRecipientsLinkIsNeverTheModerators() {
    String callId = call(alice, bob);
    for (String response : List.of("accept", "accept")) {
      String text = respond(callId, response).asString();
      assertEquals(-1, text.indexOf("enableInsecureRoomNameWarning"), text);
      assertTrue(text.contains("config.startWithAudioMuted=true"), text);
    }
  }

  private void late(Response answer, String verb, String state) {
    JsonNode body = Expect.json(answer);
    CallShape.check(body.get("call"), false, database);
    Expect.refusal(answer, 409, "INVALID_CALL_STATE", "Cannot " + verb + " call in state: " + state, "state", state,
        "call", body.get("call"), "server_time", body.path("server_time").asText());
  }

  @Test
  void whoIsLateLearnsTheStateAndTheCall() {
    String declined = call(alice, bob);
    respond(declined, "decline");
    late(respond(declined, "accept"), "respond to", "declined");

    String active = answeredCall(alice, bob);
    late(respond(active, "decline"), "respond to", "active");
    Client.of(alice).post(path(active, "end"));
    late(respond(active, "accept"), "respond to", "ended");
    late(respond(active, "decline"), "respond to", "ended");

    String cancelled = call(alice, bob);
    Client.of(alice).post(path(cancelled, "cancel"));
    late(respond(cancelled, "accept"), "respond to", "cancelled");
  }

  @Test
  void aMissedCallCannotBeAnswered() {
    String callId = call(alice, bob);
    database.update("UPDATE call SET state = 'missed', end_reason = 'missed', ended_at = now(), version = 2");
    late(respond(callId, "accept"), "respond to", "missed");
  }

  @Test
  void onlyTheRecipientResponds() {
    String callId = call(alice, bob);
    for (String response : List.of("accept", "decline")) {
      Expect.refusal(Client.of(alice).post(path(callId, "respond"), "response", response), 403, "NOT_AUTHORIZED",
          "Not authorized to respond to this call");
    }
    assertEquals("initiated", stateOf(callId));
  }

  @Test
  void theResponseIsNeeded() {
    String callId = call(alice, bob);
    Expect.refusal(Client.of(bob).post(path(callId, "respond")), 400, "REQUEST_VARIABLE_MISSING",
        "Missing 'response' argument", "var_name", "response");
    for (String strange : List.of("", "maybe", "accepted", "true", "[\"accept\"]", "\"accept\" or \"decline\"",
        "\"accept\"\"")) {
      Expect.refusal(respond(callId, strange), 400, "BAD_REQUEST", "response is not one of: accept, decline, reject");
    }
    assertEquals("initiated", stateOf(callId));
  }
}
