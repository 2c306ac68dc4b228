package org.zulipcalls.zulip;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.zulipcalls.demo.DirectMessages;
import org.zulipcalls.demo.Fault;
import org.zulipcalls.demo.StandInMessage;
import org.zulipcalls.demo.ZulipStandIn;
import org.zulipcalls.testing.AtOnce;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.Expect;
import org.zulipcalls.testing.ServiceTest;

import io.quarkus.test.junit.QuarkusTest;

/** The invitation as the caller's own message, and Zulip's say in it. */
@QuarkusTest
class InvitationMessageTest extends ServiceTest {

  @AfterEach
  void allowMessages() {
    zulip.realm("").setDirectMessages(DirectMessages.ALLOWED);
    zulip.setTls(false);
  }

  private StandInMessage only() {
    List<StandInMessage> messages = zulip.messages();
    assertEquals(1, messages.size());
    return messages.get(0);
  }

  private void becomes(String content) {
    await().atMost(Duration.ofSeconds(10)).until(() -> only().content().equals(content));
  }

  @Test
  void theCallerInvitesWithALinkToTheCallPage() {
    String callId = call(alice, bob);
    assertEquals(alice.userId(), only().senderId());
    assertTrue(only().recipientIds().contains(bob.userId()));
    assertEquals("I am calling you: [join the video call](" + zulip.realm("").url() + "/calls/embed/" + callId + ")",
        only().content());
  }

  @Test
  void aBrowserSessionInvitesToo() {
    Expect.success(Client.browser(zulip, alice)
        .post(API + "/create-embedded", "user_id", bob.userId(), "is_video_call", "false"));
    assertEquals(alice.userId(), only().senderId());
    assertTrue(only().content().contains("join the voice call"));
  }

  /** There Django wants to see a Referer. */
  @Test
  void aBrowserSessionInvitesWhereZulipIsReachedByTls() {
    zulip.setTls(true);
    Client browser = Client.browser(zulip, alice);
    String callId = browser.post(API + "/create", "user_id", bob.userId()).path("call_id");
    assertEquals(alice.userId(), only().senderId());
    Expect.success(browser.post(path(callId, "cancel")));
    becomes("Cancelled video call");
  }

  @Test
  void thereZulipDecidesForABrowserSessionToo() {
    zulip.setTls(true);
    zulip.realm("").setDirectMessages(DirectMessages.DISABLED);
    Expect.refusal(Client.browser(zulip, alice).post(API + "/create", "user_id", bob.userId()), 403,
        "DIRECT_MESSAGE_NOT_PERMITTED", "Direct messages are disabled in this organization.");
  }

  @Test
  void whomZulipDoesNotLetWriteDoesNotCall() {
    zulip.realm("").setDirectMessages(DirectMessages.DISABLED);
    Expect.refusal(Client.of(alice).post(API + "/create", "user_id", bob.userId()), 403,
        "DIRECT_MESSAGE_NOT_PERMITTED", "Direct messages are disabled in this organization.");
    assertEquals(0, database.count("SELECT count(*) FROM call"));
  }

  /** Zulip looks for the CSRF cookie of the other name, and refuses for another reason than that nobody may write. */
  @Test
  void whoMakesZulipRefuseTheSessionDoesNotCall() {
    zulip.realm("").setDirectMessages(DirectMessages.DISABLED);
    String secret = ZulipStandIn.csrfSecret();
    Client forged = Client.anonymous()
        .cookie("__Host-sessionid", zulip.newSession(alice))
        .cookie("csrftoken", secret)
        .with("X-CSRFToken", secret);
    assertEquals("CSRF_FAILED", forged.post(API + "/create", "user_id", bob.userId()).path("code"));
    assertEquals(0, database.count("SELECT count(*) FROM call"));
  }

  /** Their requests are their own to use up. */
  @Test
  void whoMakesZulipRefuseTheMessageDoesNotCall() {
    call(alice, newUser("carol"));
    // One for who the other is; none for the message.
    zulip.setRateLimit(1);
    assertEquals(429, Client.of(alice).post(API + "/create", "user_id", bob.userId()).statusCode());
    assertEquals(1, database.count("SELECT count(*) FROM call"));
  }

  @Test
  void whatIsInTheWayIsFoundBeforeAMessageIsSent() {
    call(alice, bob);
    zulip.clearRequests();
    assertEquals(409, Client.of(bob).post(API + "/create", "user_id", alice.userId()).statusCode());
    assertEquals(List.of(), zulip.messages());
  }

  @Test
  void aZulipThatTakesItsTimeHoldsTheCallUpForTwoSecondsAtMost() {
    call(alice, newUser("carol"));
    zulip.setFault(Fault.SLOW, "/messages");
    long start = System.nanoTime();
    String callId = call(alice, bob);
    assertTrue(Duration.ofNanos(System.nanoTime() - start).compareTo(Duration.ofMillis(4_900)) < 0);
    assertEquals("initiated", stateOf(callId));
  }

  /** A client that has not waited long enough. */
  @Test
  void whoAsksTwiceAtOnceWithOneKeySendsOneInvitation() {
    call(alice, newUser("carol"));
    zulip.setFault(Fault.SLOW, "/messages");
    zulip.clearRequests();
    List<String> calls = AtOnce.run(2, n -> Client.of(alice)
        .with("Idempotency-Key", "once " + bob.userId())
        .post(API + "/create", "user_id", bob.userId())
        .path("call_id"));
    assertEquals(calls.get(0), calls.get(1));
    assertEquals(1, zulip.requests().stream().filter(request -> request.path().endsWith("/messages")).count());
  }

  @Test
  void theMessageTellsHowTheCallEnded() {
    String callId = answeredCall(alice, bob);
    database.update("UPDATE call SET started_at = started_at - interval '4 minutes'");
    Expect.success(Client.of(alice).post(path(callId, "end")));
    becomes("Video call, 4 min");
  }

  @Test
  void aCancelledCallsMessageSaysSo() {
    String callId = call(alice, bob, "is_video_call", "false");
    Expect.success(Client.of(alice).post(path(callId, "cancel")));
    becomes("Cancelled voice call");
  }

  @Test
  void aMissedCallsMessageSaysSoWhenTheInitiatorIsHeardOfAgain() {
    String callId = call(alice, bob);
    database.update("UPDATE call SET ring_until = now()");
    await().until(() -> stateOf(callId).equals("missed"));
    assertEquals(409, Client.of(alice).post(path(callId, "end")).statusCode());
    becomes("Missed video call");
  }

  @Test
  void theRecipientCannotEditIt() {
    String callId = answeredCall(alice, bob);
    Expect.success(Client.of(bob).post(path(callId, "end")));
    assertFalse(only().edited());
  }

  @Test
  void whenTheTimeForEditingIsOverTheMessageStays() {
    String callId = answeredCall(alice, bob);
    zulip.ageMessages(Duration.ofHours(1));
    Expect.success(Client.of(alice).post(path(callId, "end")));
    await().until(() -> zulip.requests().stream().anyMatch(request -> request.method().equals("PATCH")));
    assertFalse(only().edited());
  }
}
