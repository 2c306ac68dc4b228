package org.zulipcalls.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.Expect;
import org.zulipcalls.testing.FcmPush;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.test.junit.QuarkusTest;

/** What a phone is told (spec/api.md, "Push"). */
@QuarkusTest
class InvitationPushTest extends PushTest {

  private FcmPush only(String token, String type) {
    eventually(() -> assertTrue(fcm.typesTo(token).contains(type)));
    return fcm.pushesTo(token).stream().filter(push -> push.type().equals(type)).findFirst().orElseThrow();
  }

  private static void everyValueIsAString(FcmPush push) {
    push.message().path("data").forEach(value -> assertTrue(value.isTextual(), push.message().toString()));
  }

  @Test
  void theInvitationIsTheDocumentsAndMore() {
    String token = phone(bob);
    String callId = call(alice, bob, "is_video_call", "false");
    FcmPush push = only(token, "call_invitation");
    assertEquals(new TreeSet<>(Set.of("type", "call_id", "call_url", "call_type", "caller_name", "caller_id",
        "room_name", "caller_avatar_url", "realm_url", "ring_ms_left", "sent_at")),
        Expect.names(push.message().path("data")));
    everyValueIsAString(push);

    JsonNode call = Expect.success(Client.of(bob).get(path(callId, "status"))).get("call");
    assertEquals(callId, push.data("call_id"));
    assertEquals(call.path("call_url").asText(), push.data("call_url"));
    assertEquals("audio", push.data("call_type"));
    assertEquals(alice.fullName(), push.data("caller_name"));
    assertEquals(Long.toString(alice.userId()), push.data("caller_id"));
    assertEquals(call.path("room_name").asText(), push.data("room_name"));
    assertEquals(call.path("caller_avatar_url").asText(), push.data("caller_avatar_url"));
    assertEquals(zulip.realm("").url(), push.data("realm_url"));
    Duration age = Duration.between(Instant.parse(push.data("sent_at")), push.at());
    assertTrue(age.abs().toMillis() < 5_000, age.toString());
  }

  @Test
  void theParticipantsLinkGoesOutNeverTheModerators() {
    String token = phone(bob);
    String own = phone(alice);
    String callId = call(alice, bob);
    String moderators = Expect.success(Client.of(alice).get(path(callId, "status"))).at("/call/call_url").asText();
    only(token, "call_invitation");
    respond(bob, callId, "accept");
    only(own, "call_accepted");
    fcm.pushes().forEach(push -> assertFalse(push.message().toString().contains(moderators)));
  }

  @Test
  void itLivesAsLongAsTheRing() {
    String token = phone(bob);
    call(alice, bob);
    FcmPush push = only(token, "call_invitation");
    long left = Long.parseLong(push.data("ring_ms_left"));
    assertTrue(left > 40_000 && left <= 45_000, "rings for " + left);
    assertEquals(left, push.timeToLive(), 1);
    long expiration = push.message().at("/apns/headers/apns-expiration").asLong();
    assertEquals(push.at().plusMillis(left).getEpochSecond(), expiration, 1);
  }

  @Test
  void allPushesOfACallHaveItsCollapseKeyAndHighPriority() {
    String token = phone(bob);
    String callId = call(alice, bob);
    only(token, "call_invitation");
    Client.of(alice).post(path(callId, "cancel")).then().statusCode(200);
    only(token, "call_cancelled");
    fcm.pushesTo(token).forEach(push -> {
      assertEquals(callId, push.collapseKey());
      assertEquals(callId, push.message().at("/apns/headers/apns-collapse-id").asText());
      assertEquals("high", push.message().at("/android/priority").asText());
      assertEquals("10", push.message().at("/apns/headers/apns-priority").asText());
    });
  }

  @Test
  void anAppInTheBackgroundShowsSomething() {
    String token = phone(bob);
    call(alice, bob);
    JsonNode aps = only(token, "call_invitation").message().at("/apns/payload/aps");
    assertEquals(alice.fullName(), aps.at("/alert/title").asText());
    assertEquals("Incoming video call", aps.at("/alert/body").asText());
  }

  @Test
  void whatStopsARingNamesTypeCallAndRealm() {
    String token = phone(bob);
    String own = phone(alice);
    String callId = call(alice, bob);
    only(token, "call_invitation");
    respond(bob, callId, "decline");
    for (FcmPush push : new FcmPush[]{only(token, "call_answered_elsewhere"), only(own, "call_declined")}) {
      assertEquals(callId, push.data("call_id"));
      assertEquals(zulip.realm("").url(), push.data("realm_url"));
      assertEquals(null, push.data("call_url"));
      everyValueIsAString(push);
    }
    assertEquals(bob.fullName(), only(own, "call_declined").data("recipient_name"));
  }

  @Test
  void aStopLivesTenSecondsAtLeast() {
    String token = phone(bob);
    String callId = answeredCall(alice, bob);
    Client.of(alice).post(path(callId, "end")).then().statusCode(200);
    long timeToLive = only(token, "call_ended").timeToLive();
    assertTrue(timeToLive > 8_000 && timeToLive <= 10_000, "lives for " + timeToLive);
  }
}
