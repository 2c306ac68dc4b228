package org.zulipcalls.call;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.zulipcalls.demo.Fault;
import org.zulipcalls.support.Background;
import org.zulipcalls.support.Chores;
import org.zulipcalls.testing.CallRows;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.ServiceTest;

import io.quarkus.scheduler.Scheduler;
import io.quarkus.test.junit.QuarkusTest;

/** What the sweep ends, when a deadline is past. */
@QuarkusTest
class DeadlineTest extends ServiceTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int STUCK = 250;

  @Inject
  Scheduler scheduler;
  @Inject
  CallLookup lookup;
  @Inject
  Calls calls;
  @Inject
  Heartbeats heartbeats;
  @Inject
  Hearing hearing;
  @Inject
  RoomPresence rooms;
  @Inject
  Chores chores;
  @Inject
  Background background;

  private void past(String callId, String deadline) {
    database.update(
        "UPDATE call SET " + deadline + " = now() - interval '1 millisecond' WHERE call_id = ? AND ended_at IS NULL",
        UUID.fromString(callId));
  }

  private void becomes(String callId, String state, String reason, List<String> events) {
    await().atMost(PATIENCE).until(() -> stateOf(callId).equals(state));
    assertEquals(reason, database.value(String.class, "SELECT end_reason FROM call WHERE call_id = ?",
        UUID.fromString(callId)));
    assertEquals(events, eventsOf(callId));
    assertEquals(1, database.count("SELECT count(*) FROM call_event WHERE call_id = ? AND user_id IS NULL",
        UUID.fromString(callId)));
  }

  @Test
  void anUnansweredCallIsMissed() {
    String callId = call(alice, bob);
    past(callId, "ring_until");
    becomes(callId, "missed", "missed", List.of("initiated", "missed"));
  }

  @Test
  void aLongCallHitsTheTimeLimit() {
    String callId = answeredCall(alice, bob);
    past(callId, "active_until");
    becomes(callId, "ended", "time_limit", List.of("initiated", "accepted", "ended"));
  }

  /** Again and again, since everybody gets the whole time once more where Zulip was away a moment ago. */
  private void fallsSilent(String callId) {
    await().atMost(PATIENCE).until(() -> {
      past(callId, "contact_until");
      return stateOf(callId).equals("ended");
    });
  }

  @Test
  void aCallThatNobodyIsHeardFromLostContact() {
    String callId = answeredCall(alice, bob);
    fallsSilent(callId);
    becomes(callId, "ended", "contact_lost", List.of("initiated", "accepted", "ended"));
  }

  /** A database that was away, say, heard nobody. */
  @Test
  void whoCouldNotBeHeardHasNotLostContact() {
    scheduler.pause();
    try {
      String callId = answeredCall(alice, bob);
      past(callId, "contact_until");
      DeadlineSweep begun = newSweep();
      sweep(begun);
      assertTrue(hasTheWholeTime(callId));
      past(callId, "contact_until");
      sweep(begun);
      becomes(callId, "ended", "contact_lost", List.of("initiated", "accepted", "ended"));
    } finally {
      scheduler.resume();
    }
  }

  private DeadlineSweep newSweep() {
    return new DeadlineSweep(lookup, calls, heartbeats, hearing, rooms, chores, background);
  }

  private void sweep(DeadlineSweep sweep) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    background.run(sweep::sweep, done::complete, done::completeExceptionally);
    done.orTimeout(20, TimeUnit.SECONDS).join();
  }

  private boolean hasTheWholeTime(String callId) {
    assertEquals("active", stateOf(callId));
    return database.count(
        "SELECT count(*) FROM call WHERE call_id = ? AND contact_until > now() + interval '80 seconds'",
        UUID.fromString(callId)) == 1;
  }

  /** Also those whose time would be over soon after its return. */
  @Test
  void withoutZulipNobodyLosesContact() {
    String callId = answeredCall(alice, bob);
    String other = answeredCall(newUser("carol"), newUser("dave"));
    zulip.setFault(Fault.DROP);
    assertEquals(503, Client.of(newUser("erin")).get(API + "/history").statusCode());
    for (int round = 0; round < 3; round++) {
      past(callId, "contact_until");
      database.update("UPDATE call SET contact_until = now() + interval '9 seconds' WHERE call_id = ?",
          UUID.fromString(other));
      await().atMost(PATIENCE).until(() -> hasTheWholeTime(callId) && hasTheWholeTime(other));
    }
    zulip.setFault(Fault.NONE);
    await().atMost(PATIENCE).until(() -> !hearing.isAway());
    fallsSilent(callId);
    assertTrue(hasTheWholeTime(other));
  }

  /** The other replica's users are those whose heartbeats fail. */
  @Test
  void whoHasNotAskedZulipForLongAsksBeforeItEndsACall() {
    scheduler.pause();
    try {
      String callId = answeredCall(alice, bob);
      DeadlineSweep sweep = newSweep();
      sweep(sweep);
      zulip.setFault(Fault.DROP);
      await().pollDelay(Duration.ofSeconds(6)).until(() -> !hearing.isAway());
      past(callId, "contact_until");
      sweep(sweep);
      assertTrue(hasTheWholeTime(callId));
    } finally {
      scheduler.resume();
    }
  }

  /** A heartbeat that comes while the sweep is at work. */
  @Test
  void whoIsHeardInTheLastMomentHasNotLostContact() {
    scheduler.pause();
    try {
      String callId = answeredCall(alice, bob);
      past(callId, "contact_until");
      CompletableFuture<Call> end = new CompletableFuture<>();
      background.run(() -> lookup.byId(UUID.fromString(callId))
          .invoke(() -> database.update(
              "UPDATE call SET contact_until = now() + interval '90 seconds'"))
          .chain(seen -> calls.change(seen, Trigger.CONTACT_LOST)), end::complete, end::completeExceptionally);
      assertNull(end.orTimeout(20, TimeUnit.SECONDS).join());
      assertEquals("active", stateOf(callId));
    } finally {
      scheduler.resume();
    }
  }

  @Test
  void theEarlierOfTwoDeadlinesSaysWhy() {
    String callId = answeredCall(alice, bob);
    database.update("""
        UPDATE call SET active_until = now() - interval '2 seconds', contact_until = now() - interval '1 second'
        WHERE call_id = ?""", UUID.fromString(callId));
    becomes(callId, "ended", "time_limit", List.of("initiated", "accepted", "ended"));
  }

  @Test
  void manyAtOnceAreEndedOnceEach() {
    database.update("""
        INSERT INTO call (call_id, realm, call_type, state, initiator_id, initiator_name, initiator_email,
          recipient_id, recipient_name, recipient_email, jitsi_room_name, jitsi_room_url, ring_until)
        SELECT gen_random_uuid(), 'https://other.example', 'video', 'ringing', n, 'a', 'a@x.org', -n, 'b', 'b@x.org',
          'room', 'https://meet.example/room', now() FROM generate_series(1, 1000) AS n""");
    await().atMost(PATIENCE)
        .until(() -> database.count("SELECT count(*) FROM call WHERE state = 'missed'") == 1000);
    assertEquals(1000, database.count("SELECT count(*) FROM call_event WHERE event_type = 'missed'"));
    assertEquals(1000, database.count("SELECT count(*) FROM call WHERE version = 2"));
  }

  @Test
  void oneThatCannotBeEndedHoldsNobodyElseUp() {
    String stuck = call(alice, bob);
    String due = call(newUser("carol"), newUser("dave"));
    // As many more as one statement of the sweep finds.
    CallRows.insertEnded(database, STUCK, "https://stuck.example", 1, 2, "now() - interval '1 hour'");
    database.update("UPDATE call SET state = 'ringing', end_reason = NULL, ended_by = NULL, ended_at = NULL, "
        + "started_at = NULL, ring_until = now() - interval '1 hour', initiator_id = abs(hashtext(call_id::text)), "
        + "recipient_id = 0 WHERE realm = 'https://stuck.example'");
    database.update("ALTER TABLE call ADD CONSTRAINT stuck CHECK (state <> 'missed' OR (call_id <> '" + stuck
        + "' AND realm <> 'https://stuck.example'))");
    try {
      past(stuck, "ring_until");
      past(due, "ring_until");
      becomes(due, "missed", "missed", List.of("initiated", "missed"));
      assertEquals("initiated", stateOf(stuck));
    } finally {
      database.update("ALTER TABLE call DROP CONSTRAINT stuck");
      database.update("DELETE FROM call WHERE realm = 'https://stuck.example'");
    }
    becomes(stuck, "missed", "missed", List.of("initiated", "missed"));
  }

  @Test
  void whatIsNotDueGoesOn() {
    String waiting = call(alice, newUser("carol"));
    String active = answeredCall(alice, newUser("dave"));
    String due = call(alice, bob);
    past(due, "ring_until");
    becomes(due, "missed", "missed", List.of("initiated", "missed"));
    assertEquals("initiated", stateOf(waiting));
    assertEquals("active", stateOf(active));
  }
}
