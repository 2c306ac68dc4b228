package org.zulipcalls.push;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.zulipcalls.testing.Client;

import io.quarkus.test.junit.QuarkusTest;

/** Who gets what. */
@QuarkusTest
class WhoIsToldTest extends PushTest {

  @Test
  void theRecipientsDevicesAllGetAnInvitationAndTheInitiatorsNone() {
    String one = phone(bob);
    String other = phone(bob);
    String own = phone(alice);
    call(alice, bob);
    comes(one, "call_invitation");
    comes(other, "call_invitation");
    comes(own);
  }

  @Test
  void acceptingTellsTheInitiatorAndStopsTheOtherDevices() {
    String answering = "token-" + UUID.randomUUID();
    String deviceId = register(bob, answering);
    String other = phone(bob);
    String own = phone(alice);
    String callId = call(alice, bob);
    comes(answering, "call_invitation");
    comes(other, "call_invitation");

    respond(bob, callId, "accept", "device_id", deviceId);
    comes(other, "call_invitation", "call_answered_elsewhere");
    comes(own, "call_accepted");
    comes(answering, "call_invitation");
    assertEquals("accept", fcm.pushesTo(other).get(1).data("action"));
  }

  @Test
  void anAnswerThatNamesNoDeviceStopsThemAll() {
    String phone = phone(bob);
    String callId = call(alice, bob);
    comes(phone, "call_invitation");
    respond(bob, callId, "accept");
    comes(phone, "call_invitation", "call_answered_elsewhere");
  }

  @Test
  void decliningTellsTheInitiatorAndStopsTheOtherDevices() {
    String answering = "token-" + UUID.randomUUID();
    String deviceId = register(bob, answering);
    String other = phone(bob);
    String own = phone(alice);
    String callId = call(alice, bob);
    comes(answering, "call_invitation");
    comes(other, "call_invitation");
    respond(bob, callId, "decline", "device_id", deviceId);
    comes(other, "call_invitation", "call_answered_elsewhere");
    comes(own, "call_declined");
    comes(answering, "call_invitation");
    assertEquals("decline", fcm.pushesTo(other).get(1).data("action"));
  }

  @Test
  void theRingStopsWhenTheCallerHasGone() {
    String phone = phone(bob);
    String own = phone(alice);
    String callId = call(alice, bob);
    comes(phone, "call_invitation");
    Client.of(alice).post(path(callId, "cancel")).then().statusCode(200);
    comes(phone, "call_invitation", "call_cancelled");
    comes(own);
  }

  @Test
  void theRingStopsWhenItsTimeIsOver() {
    String phone = phone(bob);
    String callId = call(alice, bob);
    comes(phone, "call_invitation");
    database.update("UPDATE call SET ring_until = now() WHERE call_id = ?", UUID.fromString(callId));
    comes(phone, "call_invitation", "call_missed");
  }

  @Test
  void theEndOfACallIsToldToTheRecipientsDevices() {
    String phone = phone(bob);
    String callId = call(alice, bob);
    comes(phone, "call_invitation");
    respond(bob, callId, "accept");
    comes(phone, "call_invitation", "call_answered_elsewhere");
    Client.of(alice).post(path(callId, "end")).then().statusCode(200);
    comes(phone, "call_invitation", "call_answered_elsewhere", "call_ended");
  }

  @Test
  void anAcceptedPushIsARealNotification() {
    String phone = phone(bob);
    String callId = call(alice, bob);
    comes(phone, "call_invitation");
    eventually(() -> assertEquals("ringing", stateOf(callId)));
    assertEquals(List.of("initiated", "push_sent", "ringing"), eventsOf(callId));
  }

  @Test
  void aCallToSomebodyWithoutADeviceIsNotRingingYet() {
    phone(alice);
    String callId = call(alice, bob);
    respond(bob, callId, "accept");
    eventually(() -> assertEquals(List.of("initiated", "accepted", "push_sent"), eventsOf(callId)));
  }

  @Test
  void aDeviceOfAnotherRealmWithTheSameUserIdHearsNothing() {
    String phone = phone(bob);
    database.update("UPDATE push_device SET realm = 'https://other.example'");
    call(alice, bob);
    comes(phone);
    assertEquals(0, outboxSize());
  }
}
