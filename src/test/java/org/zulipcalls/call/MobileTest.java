package org.zulipcalls.call;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.zulipcalls.demo.StandInUser;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.Expect;
import org.zulipcalls.testing.ServiceTest;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.test.junit.QuarkusTest;

/** What the existing mobile client calls beside the document's endpoints; it parses strictly. */
@QuarkusTest
class MobileTest extends ServiceTest {

  private JsonNode post(StandInUser user, String what, Object... parameters) {
    return Expect.success(Client.of(user).post(API + "/" + what, parameters));
  }

  /** The keys that the client's decoder takes for granted. */
  private static void checkStrictly(JsonNode call) {
    for (String key : List.of("call_id", "caller_id", "recipient_id", "call_type", "status", "jitsi_url")) {
      assertFalse(call.path(key).isMissingNode() || call.path(key).isNull(), key);
    }
    assertTrue(call.path("caller_id").isIntegralNumber());
    assertTrue(call.path("recipient_id").isIntegralNumber());
    assertTrue(List.of("created", "ringing", "accepted", "declined", "cancelled", "ended")
        .contains(call.path("status").asText()));
  }

  @Test
  void theRecipientsDeviceAcknowledgesAndTheCallRings() {
    String callId = call(alice, bob);
    JsonNode answer = post(bob, "acknowledge", "call_id", callId, "status", "ringing");
    assertEquals("ringing", answer.path("call_status").asText());
    checkStrictly(answer.path("call"));
    assertEquals(List.of("initiated", "acknowledged"), eventsOf(callId));
    post(bob, "acknowledge", "call_id", callId);
    assertEquals(List.of("initiated", "acknowledged"), eventsOf(callId));
  }

  @Test
  void onlyTheRecipientAcknowledgesAndOnlyARing() {
    String callId = call(alice, bob);
    Expect.refusal(Client.of(alice).post(API + "/acknowledge", "call_id", callId), 403, "NOT_AUTHORIZED",
        "Not authorized to acknowledge this call");
    post(bob, "respond", "call_id", callId, "response", "accept");
    assertEquals(409, Client.of(bob).post(API + "/acknowledge", "call_id", callId).statusCode());
  }

  @Test
  void answeringEndingAndCancellingTakeTheIdAmongTheParameters() {
    String callId = call(alice, bob);
    JsonNode accepted = post(bob, "respond", "call_id", "\"" + callId + "\"", "response", "\"accept\"");
    assertEquals("ok", accepted.path("status").asText());
    assertEquals("accepted", accepted.path("call_status").asText());
    assertEquals(accepted.path("call").path("call_url"), accepted.path("jitsi_url"));
    assertEquals("ended", post(alice, "end", "call_id", callId).path("call_status").asText());
    String other = call(alice, bob);
    assertEquals("cancelled", post(alice, "cancel", "call_id", other).path("call_status").asText());
  }

  @Test
  void withoutAnIdNothingHappens() {
    for (String what : List.of("acknowledge", "heartbeat", "cancel", "end")) {
      Expect.refusal(Client.of(alice).post(API + "/" + what), 400, "REQUEST_VARIABLE_MISSING",
          "Missing 'call_id' argument", "var_name", "call_id");
    }
  }

  @Test
  void aHeartbeatCostsNoEventAndNoVersion() {
    String callId = answeredCall(alice, bob);
    long version = versionOf(callId);
    JsonNode answer = post(alice, "heartbeat", "call_id", callId, "is_backgrounded", "false");
    assertEquals("accepted", answer.path("call_state").asText());
    checkStrictly(answer.path("call"));
    assertEquals(version, versionOf(callId));
    assertEquals(List.of("initiated", "accepted"), eventsOf(callId));
    assertEquals(1, database.count("SELECT count(*) FROM call WHERE contact_until > now() + interval '80 seconds'"));
  }

  @Test
  void whenNeitherBeatsAnyMoreContactIsLost() {
    String callId = answeredCall(alice, bob);
    post(bob, "heartbeat", "call_id", callId);
    database.update("UPDATE call SET contact_until = now()");
    await().atMost(Duration.ofSeconds(10)).until(() -> stateOf(callId).equals("ended"));
    assertEquals("contact_lost", database.value(String.class, "SELECT end_reason FROM call"));
  }

  @Test
  void aHeartbeatOfSomebodyElseIsRefused() {
    String callId = answeredCall(alice, bob);
    assertEquals(403, Client.of(newUser("mallory")).post(API + "/heartbeat", "call_id", callId).statusCode());
    assertEquals(0, database.count("SELECT count(*) FROM call WHERE contact_until IS NOT NULL"));
  }

  @Test
  void aStatusIsToldInAnActiveCallOnly() {
    String callId = call(alice, bob);
    assertEquals(409,
        Client.of(alice).post(API + "/status", "call_id", callId, "status", "muted").statusCode());
    post(bob, "respond", "call_id", callId, "response", "accept");
    post(alice, "status", "call_id", callId, "status", "muted");
    assertEquals(List.of("initiated", "accepted", "status_update"), eventsOf(callId));
    assertEquals("muted", database.value(String.class,
        "SELECT metadata ->> 'status' FROM call_event WHERE event_type = 'status_update'"));
    assertEquals("active", stateOf(callId));
    assertEquals(400, Client.of(alice).post(API + "/status", "call_id", callId, "status", "bored").statusCode());
  }

  @Test
  void theRecipientLeavesAndTheCallGoesOnUntilTheInitiatorIsGone() {
    String callId = answeredCall(alice, bob);
    Expect.success(Client.of(bob).post(path(callId, "leave")));
    assertEquals("active", stateOf(callId));
    assertEquals(List.of("initiated", "accepted", "participant_left"), eventsOf(callId));
    Expect.success(Client.of(alice).post(path(callId, "leave")));
    assertEquals("ended", stateOf(callId));
  }

  @Test
  void theActiveCallsAreThoseThatAreOpen() {
    String outgoing = call(alice, bob);
    String incoming = call(newUser("carol"), alice);
    Client.of(alice).post(path(call(alice, newUser("dave")), "cancel"));
    JsonNode answer = Expect.success(Client.of(alice).get(API + "/active"));
    assertEquals(2, answer.path("count").asInt());
    JsonNode first = answer.path("active_calls").path(0);
    assertEquals(outgoing, first.path("call_id").asText());
    assertTrue(first.path("is_outgoing").asBoolean());
    assertEquals(alice.userId(), first.path("sender_id").asInt());
    assertEquals(bob.userId(), first.path("receiver_id").asInt());
    assertEquals(incoming, answer.path("active_calls").path(1).path("call_id").asText());
    assertFalse(answer.path("active_calls").path(1).path("is_outgoing").asBoolean());
  }

  @Test
  void endAllEndsEveryOpenCallOfTheCaller() {
    String ringing = call(alice, bob);
    String incoming = call(newUser("carol"), alice);
    String others = call(newUser("dave"), newUser("erin"));
    assertEquals(2, post(alice, "end-all").path("calls_ended").asInt());
    assertEquals("cancelled", stateOf(ringing));
    assertEquals("declined", stateOf(incoming));
    assertEquals("initiated", stateOf(others));
    assertEquals(0, post(alice, "end-all").path("calls_ended").asInt());
  }

  @Test
  void theOlderNamesCreateToo() {
    JsonNode initiated = post(alice, "initiate", "user_id", bob.userId(), "is_video_call", "\"true\"");
    assertEquals(initiated.path("room_name"), initiated.path("room_id"));
    checkStrictly(initiated.path("call"));
    for (String key : List.of("user_id", "full_name", "email")) {
      assertNotNull(initiated.path("recipient").get(key), key);
    }
    post(alice, "end-all");
    checkStrictly(post(alice, "start", "user_id", bob.userId()).path("call"));
  }
}
