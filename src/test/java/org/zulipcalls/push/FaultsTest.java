package org.zulipcalls.push;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.zulipcalls.call.Call;
import org.zulipcalls.support.Background;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.FcmFault;
import org.zulipcalls.testing.FcmPush;
import org.zulipcalls.testing.LogLines;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.test.junit.QuarkusTest;

/** Pushes while FCM is unwell. */
@QuarkusTest
class FaultsTest extends PushTest {

  @Inject
  Delivery delivery;
  @Inject
  Background background;
  @Inject
  MeterRegistry registry;

  private void hasFailed(String callId, String... reasons) {
    eventually(() -> assertEquals(List.of(reasons), failuresOf(callId)));
    eventually(() -> assertEquals(0, outboxSize()));
  }

  private String pushEvents(String callId) {
    return database.texts("SELECT event_type || ' ' || metadata::text FROM call_event WHERE call_id = ? "
        + "AND event_type LIKE 'push%' ORDER BY id", UUID.fromString(callId)).toString();
  }

  private void ringsFor(String callId, Duration left) {
    String until = " = now() + interval '" + left.toMillis() + " milliseconds' WHERE call_id = ?";
    database.update("UPDATE call SET ring_until" + until, UUID.fromString(callId));
    database.update("UPDATE push_outbox SET expires_at" + until, UUID.fromString(callId));
  }

  @Test
  void anAcceptedPushIsAnEvent() {
    String token = phone(bob);
    String callId = call(alice, bob);
    comes(token, "call_invitation");
    eventually(() -> assertEquals("[push_sent {\"kind\": \"fcm\", \"message\": \"call_invitation\"}]",
        pushEvents(callId)));
    assertEquals(0, outboxSize());
  }

  @Test
  void aCallRingsThoughTheDatabaseDidNotTakeThatAtOnce() {
    String token = phone(bob);
    database.update("ALTER TABLE call ADD CONSTRAINT blip CHECK (state <> 'ringing')");
    String callId;
    try (LogLines log = LogLines.capture()) {
      callId = call(alice, bob);
      comes(token, "call_invitation");
      eventually(() -> assertTrue(log.all().stream().anyMatch(line -> line.startsWith("Cannot note that call"))));
      eventually(() -> assertEquals(0, outboxSize()));
      assertEquals("initiated", stateOf(callId));
    } finally {
      database.update("ALTER TABLE call DROP CONSTRAINT blip");
    }
    eventually(() -> assertEquals("ringing", stateOf(callId)));
    comes(token, "call_invitation");
  }

  @Test
  void aRejectedPushIsSentOnceAndSaysWhy() {
    fcm.setFault(FcmFault.REJECTED);
    String token = phone(bob);
    try (LogLines log = LogLines.capture()) {
      String callId = call(alice, bob);
      hasFailed(callId, "rejected");
      assertEquals("[push_failed {\"kind\": \"fcm\", \"reason\": \"rejected\", \"message\": \"call_invitation\"}]",
          pushEvents(callId));
      log.has(Level.SEVERE,
          "Failed to send call push notification: rejected, INVALID_ARGUMENT (call_invitation of call "
              + callId + " to user " + bob.userId() + ")");
      assertEquals("initiated", stateOf(callId));
    }
    comes(token, "call_invitation");
    assertEquals(1, devices(token));
  }

  @Test
  void anUnregisteredTokenIsRemoved() {
    String token = phone(bob);
    String other = phone(bob);
    fcm.setFault(token, FcmFault.UNREGISTERED);
    String callId = call(alice, bob);
    hasFailed(callId, "unregistered");
    assertEquals(0, devices(token));
    assertEquals(1, devices(other));
    comes(other, "call_invitation");
    comes(token, "call_invitation");
  }

  @Test
  void aTokenThatRegisteredAgainMeanwhileStays() {
    String token = phone(bob);
    fcm.setFault(FcmFault.SLOW_UNREGISTERED);
    String callId = call(alice, bob);
    comes(token, "call_invitation");
    register(bob, token);
    hasFailed(callId, "unregistered");
    assertEquals(1, devices(token));
  }

  @Test
  void ourCredentialsAreRefused() {
    fcm.setFault(FcmFault.AUTH);
    phone(bob);
    try (LogLines log = LogLines.capture()) {
      String callId = call(alice, bob);
      hasFailed(callId, "auth_refused");
      log.has(Level.SEVERE, "Failed to send call push notification: auth_refused, PERMISSION_DENIED "
          + "(call_invitation of call " + callId + " to user " + bob.userId() + ")");
    }
  }

  @Test
  void aQuotaIsWaitedFor() {
    fcm.setFault(FcmFault.QUOTA);
    String token = phone(bob);
    String callId = call(alice, bob);
    comes(token, "call_invitation");
    fcm.setFault(FcmFault.NONE);
    comes(token, "call_invitation", "call_invitation");
    List<FcmPush> pushes = fcm.pushesTo(token);
    Duration pause = Duration.between(pushes.get(0).at(), pushes.get(1).at());
    assertTrue(pause.toMillis() >= 1_000, "Retry-After is 1 s, we came after " + pause);
    eventually(() -> assertEquals("ringing", stateOf(callId)));
    assertEquals(List.of(), failuresOf(callId));
  }

  @Test
  void aQuotaThatLastsLongerThanTheRingIsAFailureAtOnce() {
    fcm.setFault(FcmFault.QUOTA_FOR_LONG);
    String token = phone(bob);
    hasFailed(call(alice, bob), "quota");
    comes(token, "call_invitation");
  }

  @ParameterizedTest
  @EnumSource(names = {"UNAVAILABLE", "UNAVAILABLE_HTML", "CUT", "STRANGE"})
  void whatMayPassIsTriedAgainByOurOwnSchedule(FcmFault fault) {
    fcm.setFault(fault);
    String token = phone(bob);
    String callId = call(alice, bob);
    comes(token, "call_invitation", "call_invitation");
    fcm.setFault(FcmFault.NONE);
    comes(token, "call_invitation", "call_invitation", "call_invitation");
    List<FcmPush> pushes = fcm.pushesTo(token);
    long first = Duration.between(pushes.get(0).at(), pushes.get(1).at()).toMillis();
    long second = Duration.between(pushes.get(1).at(), pushes.get(2).at()).toMillis();
    assertTrue(first >= 240 && first < 2_400, "again after " + first);
    assertTrue(second >= 800 && second < 4_000, "again after " + second);
    assertEquals(pushes.get(0).collapseKey(), pushes.get(2).collapseKey());
    eventually(() -> assertEquals(List.of(), failuresOf(callId)));
    eventually(() -> assertEquals("ringing", stateOf(callId)));
  }

  @Test
  void nothingIsLostWhileFcmFailsForThreeOfTen() {
    fcm.setFault(FcmFault.FLAKY);
    List<String> tokens = IntStream.range(0, 20).mapToObj(i -> phone(bob)).toList();
    String callId = call(alice, bob);
    await().atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> tokens.forEach(token -> assertEquals(1,
            fcm.pushesTo(token).stream().filter(FcmPush::taken).count())));
    eventually(() -> assertEquals(0, outboxSize()));
    assertEquals(List.of(), failuresOf(callId));
    assertEquals(20, eventsOf(callId).stream().filter("push_sent"::equals).count());
  }

  @Test
  void nothingIsSentAfterTheRingsEnd() {
    fcm.setFault(FcmFault.UNAVAILABLE);
    String token = phone(bob);
    String callId = call(alice, bob);
    comes(token, "call_invitation");
    ringsFor(callId, Duration.ofMillis(1_500));
    await().atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertTrue(fcm.typesTo(token).contains("call_missed")));
    fcm.setFault(FcmFault.NONE);
    await().atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertTrue(fcm.pushesTo(token).stream().anyMatch(FcmPush::taken)));
    assertFalse(fcm.pushesTo(token).stream().anyMatch(push -> push.taken() && push.type().equals("call_invitation")));
  }

  @Test
  void aRingThatCouldNotBeToldInTimeHasFailed() {
    fcm.setFault(FcmFault.QUOTA);
    String token = phone(bob);
    String callId = call(alice, bob);
    comes(token, "call_invitation");
    ringsFor(callId, Duration.ofMillis(1_400));
    fcm.setFault(token, FcmFault.UNAVAILABLE);
    eventually(() -> assertTrue(failuresOf(callId).contains("unavailable")));
  }

  /** Between the lease and the send, that is. */
  @Test
  void whatComesTooLateToBeSentHasExpired() {
    String callId = call(alice, bob);
    UUID device = UUID.fromString(register(bob, "token-" + callId));
    long id = database.value(Long.class, """
        INSERT INTO push_outbox (call_id, device_id, message, expires_at, leased_until)
        VALUES (?::uuid, ?, 'call_invitation', now(), now() + interval '1 minute') RETURNING id""", callId, device);
    OutboxRow row = new OutboxRow(id, UUID.fromString(callId), device, MessageType.CALL_INVITATION, 1, Duration.ZERO,
        Duration.ZERO, (long) bob.userId(), "token-" + callId, OffsetDateTime.now());
    double before = expired();
    try (LogLines log = LogLines.capture()) {
      CompletableFuture<Duration> settled = new CompletableFuture<>();
      background.run(() -> Panache.withSession(() -> Call.<Call>findById(row.callId()))
          .chain(call -> delivery.deliver(row, call, Instant.now())), settled::complete,
          settled::completeExceptionally);
      assertNull(settled.orTimeout(20, TimeUnit.SECONDS).join());
      log.has(Level.SEVERE, "Failed to send call push notification: expired (call_invitation of call " + callId
          + " to user " + bob.userId() + ")");
    }
    hasFailed(callId, "expired");
    assertEquals(before + 1, expired());
    comes("token-" + callId);
  }

  private double expired() {
    return registry.get("calls.push").tags("message", "call_invitation", "outcome", "expired").counter().count();
  }

  @Test
  void anInvitationThatWaitsGivesWayToWhatStopsIt() {
    fcm.setFault(FcmFault.UNAVAILABLE);
    String token = phone(bob);
    String callId = call(alice, bob);
    comes(token, "call_invitation", "call_invitation", "call_invitation");
    fcm.setFault(FcmFault.NONE);
    long before = System.nanoTime();
    Client.of(alice).post(path(callId, "cancel")).then().statusCode(200);
    comes(token, "call_invitation", "call_invitation", "call_invitation", "call_cancelled");
    // The invitation waits for 2.4 s at least.
    assertTrue(System.nanoTime() - before < Duration.ofMillis(2_300).toNanos());
  }

  /** As when its sending failed at the very moment of the change. */
  @Test
  void noInvitationHoldsUpWhatStopsItHoweverLongItWaits() {
    String token = phone(bob);
    String callId = call(alice, bob);
    comes(token, "call_invitation");
    eventually(() -> assertEquals(0, outboxSize()));
    database.update("""
        INSERT INTO push_outbox (call_id, device_id, message, due_at, expires_at)
        SELECT ?, id, message, now() + wait, now() + interval '2 hours'
        FROM push_device, (VALUES ('call_invitation', interval '1 hour'), ('call_cancelled', interval '0'))
          AS message (message, wait)
        WHERE token = ? ORDER BY wait DESC""", UUID.fromString(callId), token);
    comes(token, "call_invitation", "call_cancelled");
  }

  @Test
  void whatStopsARingNeverOvertakesIt() {
    String token = phone(bob);
    fcm.setFault(FcmFault.SLOW);
    String callId = call(alice, bob);
    comes(token, "call_invitation");
    fcm.setFault(FcmFault.NONE);
    Client.of(alice).post(path(callId, "cancel")).then().statusCode(200);
    await().atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertEquals(List.of("call_invitation", "call_cancelled"), fcm.typesTo(token)));
    List<FcmPush> pushes = fcm.pushesTo(token);
    assertTrue(Duration.between(pushes.get(0).at(), pushes.get(1).at()).toMillis() > 4_500);
    assertEquals("cancelled", stateOf(callId));
  }

  @Test
  void noLogLineHoldsATokenOrALink() {
    String token = phone(bob);
    try (LogLines log = LogLines.capture()) {
      for (FcmFault fault : new FcmFault[]{FcmFault.NONE, FcmFault.REJECTED, FcmFault.AUTH, FcmFault.QUOTA_FOR_LONG,
          FcmFault.CUT, FcmFault.UNREGISTERED}) {
        fcm.setFault(fault);
        int before = fcm.pushes().size();
        String callId = call(alice, bob);
        eventually(() -> assertTrue(fcm.pushes().size() > before));
        eventually(() -> assertTrue(fault == FcmFault.CUT || outboxSize() == 0));
        Client.of(alice).post(path(callId, "cancel")).then().statusCode(200);
      }
      log.all().forEach(line -> assertFalse(line.contains(token) || line.contains("https://meet"), line));
    }
  }
}
