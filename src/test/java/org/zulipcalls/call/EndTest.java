package org.zulipcalls.call;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.zulipcalls.demo.StandInUser;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.Expect;
import org.zulipcalls.testing.ServiceTest;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

/** Ending and cancelling. */
@QuarkusTest
class EndTest extends ServiceTest {

  private static final Set<String> FIELDS = Set.of("server_time", "call", "message");

  private Response end(StandInUser who, String callId, Object... parameters) {
    return Client.of(who).post(path(callId, "end"), parameters);
  }

  private Response cancel(String callId) {
    return Client.of(alice).post(path(callId, "cancel"));
  }

  private void became(Response answer, boolean initiatorReads, String state, String reason) {
    JsonNode body = Expect.success(answer, FIELDS);
    assertEquals(state, body.path("call").path("state").asText());
    assertEquals(reason, body.path("call").path("end_reason").asText());
    CallShape.checkServerTime(body);
    CallShape.check(body.get("call"), initiatorReads, database);
  }

  @Test
  void eitherSideHangsUp() {
    String first = answeredCall(alice, bob);
    Response byInitiator = end(alice, first);
    became(byInitiator, true, "ended", "hangup");
    assertEquals("Call ended successfully", byInitiator.path("message"));
    assertEquals(List.of("initiated", "accepted", "ended"), eventsOf(first));

    became(end(bob, answeredCall(alice, bob)), false, "ended", "hangup");
  }

  @Test
  void theInitiatorsEndBeforeTheAnswerCancels() {
    String callId = call(alice, bob);
    became(end(alice, callId), true, "cancelled", "cancelled");
    assertEquals(List.of("initiated", "cancelled"), eventsOf(callId));
  }

  @Test
  void theRecipientsEndBeforeTheAnswerDeclines() {
    String callId = call(alice, bob);
    became(end(bob, callId), false, "declined", "declined");
    assertEquals(List.of("initiated", "declined"), eventsOf(callId));
  }

  @Test
  void theInitiatorCancels() {
    String callId = call(alice, bob);
    Response answer = cancel(callId);
    became(answer, true, "cancelled", "cancelled");
    assertEquals("Call cancelled successfully", answer.path("message"));
    assertEquals(List.of("initiated", "cancelled"), eventsOf(callId));
  }

  @Test
  void endingTwiceChangesNothingMore() {
    String callId = answeredCall(alice, bob);
    became(end(bob, callId), false, "ended", "hangup");
    String before = database.fingerprint();
    became(end(bob, callId), false, "ended", "hangup");
    assertEquals(before, database.fingerprint());
  }

  @Test
  void cancellingTwiceInAnyOfItsWordsChangesNothingMore() {
    String callId = call(alice, bob);
    became(cancel(callId), true, "cancelled", "cancelled");
    String before = database.fingerprint();
    became(cancel(callId), true, "cancelled", "cancelled");
    became(end(alice, callId), true, "cancelled", "cancelled");
    assertEquals(before, database.fingerprint());
  }

  @Test
  void whatTheOtherEndedCannotBeEndedAgain() {
    String callId = answeredCall(alice, bob);
    end(alice, callId);
    Response late = end(bob, callId);
    Expect.refusal(late, 409, "INVALID_CALL_STATE", "Cannot end call in state: ended", "state", "ended", "call",
        Expect.json(late).get("call"), "server_time", Expect.json(late).path("server_time").asText());
    CallShape.check(Expect.json(late).get("call"), false, database);
  }

  @Test
  void anAnsweredCallCannotBeCancelled() {
    String callId = answeredCall(alice, bob);
    Response late = cancel(callId);
    Expect.refusal(late, 409, "INVALID_CALL_STATE", "Cannot cancel call in state: active", "state", "active", "call",
        Expect.json(late).get("call"), "server_time", Expect.json(late).path("server_time").asText());
    CallShape.check(Expect.json(late).get("call"), true, database);
    assertEquals("active", stateOf(callId));
  }

  @Test
  void onlyTheInitiatorCancels() {
    String callId = call(alice, bob);
    Expect.refusal(Client.of(bob).post(path(callId, "cancel")), 403, "NOT_AUTHORIZED",
        "Not authorized to cancel this call");
    assertEquals("initiated", stateOf(callId));
  }

  @Test
  void whatTheClientSaysOfTheEndIsKeptInTheEvent() {
    String callId = answeredCall(alice, bob);
    became(end(alice, callId, "reason", "battery \"low\" 🔋 שלום", "duration", 61), true, "ended", "hangup");
    String metadata = database.value(Object.class, "SELECT metadata FROM call_event WHERE event_type = 'ended'")
        .toString();
    assertEquals(Expect.json("{\"reason\":\"battery \\\"low\\\" 🔋 שלום\",\"duration\":61}"), Expect.json(metadata));
  }

  @Test
  void withoutWordsTheEventHoldsNone() {
    end(alice, answeredCall(alice, bob));
    assertEquals("{}", database.value(Object.class, "SELECT metadata FROM call_event WHERE event_type = 'ended'")
        .toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "long", "1.5", "99999999999"})
  void aStrangeDurationIsRefusedAndTheCallGoesOn(String duration) {
    String callId = answeredCall(alice, bob);
    Expect.refusal(end(alice, callId, "duration", duration), 400, "BAD_REQUEST",
        "duration is not an integer from 0 to 31622400");
    assertEquals("active", stateOf(callId));
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void afterTheEndBothMayCallEachOtherAgain(boolean initiatorEnds) {
    end(initiatorEnds ? alice : bob, answeredCall(alice, bob));
    call(bob, alice);
    assertEquals(2, database.count("SELECT count(*) FROM call"));
  }
}
