package org.zulipcalls.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.sql.Connection;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zulipcalls.call.Retention;
import org.zulipcalls.call.Totals;
import org.zulipcalls.call.Totals.Day;
import org.zulipcalls.limit.HitCounter;
import org.zulipcalls.ops.CleanUp.Removed;
import org.zulipcalls.push.StaleDevices;
import org.zulipcalls.support.Chores;
import org.zulipcalls.support.Stopping;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.Database;
import org.zulipcalls.testing.ServiceTest;
import org.zulipcalls.testing.Settings;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.junit.QuarkusTest;

/** What the clean-up takes, what it leaves, and that no figure is lost. */
@QuarkusTest
class CleanUpTest extends ServiceTest {

  private static final String OLD = "now() - interval '91 days'";
  private static final LocalDate FIRST = LocalDate.parse("2000-01-01");
  private static final LocalDate LAST = LocalDate.parse("2099-12-31");

  @Inject
  Retention retention;
  @Inject
  StaleDevices devices;
  @Inject
  HitCounter counter;
  @Inject
  Totals totals;
  @Inject
  Stopping stopping;

  @BeforeEach
  @AfterEach
  void forget() {
    database.update("DELETE FROM call_total");
    database.update("DELETE FROM push_device");
  }

  private Removed pass(String keep) {
    CleanUp cleanUp = new CleanUp(retention, devices, counter, Settings.of("calls.retention", keep),
        new Chores(new SimpleMeterRegistry()), stopping);
    return result(cleanUp::pass);
  }

  private List<Day> days() {
    return result(() -> totals.between(FIRST, LAST));
  }

  /** Ended calls that simply are there; {@code endedAt} is SQL and may use n. They were answered a minute before. */
  static void insert(Database database, int count, String realm, String state, String endedAt) {
    database.update(
        """
            INSERT INTO call (call_id, realm, call_type, state, end_reason, initiator_id, initiator_name, initiator_email,
              recipient_id, recipient_name, recipient_email, jitsi_room_name, jitsi_room_url, created_at, started_at, ended_at)
            SELECT gen_random_uuid(), ?, 'video', ?, CASE WHEN ? = 'ended' THEN 'hangup' ELSE ? END, n, 'a', 'a@x.org',
              -n, 'b', 'b@x.org', 'room', 'https://meet.example/room', t - interval '70 seconds',
              CASE WHEN ? = 'ended' THEN t - interval '60.7 seconds' END, t
            FROM (SELECT n, %s AS t FROM generate_series(1, ?) AS n) AS ends"""
            .formatted(endedAt),
        realm, state, state,
        state, state, count);
    database.update("""
        INSERT INTO call_event (call_id, event_type) SELECT call_id, type FROM call,
          unnest(ARRAY['initiated', 'accepted', 'ended']) AS type
        WHERE realm = ? AND NOT EXISTS (SELECT FROM call_event e WHERE e.call_id = call.call_id)""", realm);
  }

  private void age(String callId, String interval) {
    database.update("UPDATE call SET created_at = created_at - CAST(? AS interval), ended_at = ended_at - "
        + "CAST(? AS interval) WHERE call_id = ?", interval, interval, UUID.fromString(callId));
  }

  private long calls() {
    return database.count("SELECT count(*) FROM call");
  }

  @Test
  void anOldCallGoesWithEverythingThatHangsOnIt() {
    String old = answeredCall(alice, bob);
    Client.of(alice).post(path(old, "end")).then().statusCode(200);
    UUID id = UUID.fromString(old);
    database.update("INSERT INTO page_token (token_hash, kind, call_id, user_id, expires_at) "
        + "VALUES (?, 'page', ?, 1, now() + interval '1 day')", "hash of " + old, id);
    database.update("INSERT INTO push_outbox (call_id, device_id, message, due_at, expires_at) VALUES (?, ?, "
        + "'call_ended', now() + interval '1 hour', now() + interval '1 day')", id, id);
    age(old, "91 days");
    assertEquals(new Removed(1, 0), pass("90d"));
    for (String table : List.of("call", "call_event", "page_token", "push_outbox")) {
      assertEquals(0, database.count("SELECT count(*) FROM " + table + " WHERE call_id = ?", id), table);
    }
  }

  @Test
  void whatIsOpenOrYoungerStays() {
    String open = call(alice, bob);
    age(open, "400 days");
    String younger = answeredCall(newUser("carol"), newUser("dave"));
    Client.of(zulip.user("hamlet")).get(API + "/history").then().statusCode(200);
    database.update("UPDATE call SET state = 'ended', end_reason = 'hangup', active_until = NULL, "
        + "ended_at = now() - interval '89 days' WHERE call_id = ?", UUID.fromString(younger));
    assertEquals(new Removed(0, 0), pass("90d"));
    assertEquals(2, calls());
  }

  @Test
  void zeroKeepsEverything() {
    insert(database, 3, "https://one.example", "ended", "now() - interval '20 years'");
    assertEquals(new Removed(0, 0), pass("0"));
    assertEquals(3, calls());
  }

  @Test
  void theFiguresAreTheSameBeforeWhileAndAfter() {
    String midnight = "date_trunc('day', " + OLD + ", 'UTC') + n * interval '1 second' - interval '120 seconds'";
    insert(database, 240, "https://one.example", "ended", midnight);
    insert(database, 7, "https://one.example", "missed", OLD);
    insert(database, 5, "https://one.example", "declined", OLD);
    insert(database, 3, "https://one.example", "cancelled", OLD);
    insert(database, 90, "https://other.example", "ended", OLD);
    insert(database, 4, "https://other.example", "ended", "now() - interval '1 day'");
    List<Day> before = days();
    assertEquals(4, before.size(), before.toString());
    assertEquals(60L * 240,
        before.stream().filter(day -> day.realm().endsWith("one.example")).mapToLong(Day::seconds).sum());
    Day busiest = before.get(1);
    assertEquals(List.of(136L, 121L, 7L, 5L),
        List.of(busiest.calls(), busiest.answered(), busiest.missed(), busiest.declined()), busiest.toString());
    assertEquals(Retention.BATCH, result(() -> retention.remove(Duration.ofDays(90))));
    assertEquals(before, days());
    assertEquals(new Removed(345 - Retention.BATCH, 0), pass("90d"));
    assertEquals(before, days());
    assertEquals(4, calls());
    assertEquals(new Removed(0, 0), pass("90d"));
    assertEquals(before, days());
  }

  @Test
  void theDaysAreThoseThatWereAskedFor() {
    insert(database, 5, "https://one.example", "missed", "timestamptz '2024-02-28 00:00Z' + n * interval '12 hours'");
    List<Day> expected = List.of(new Day(LocalDate.parse("2024-02-29"), "https://one.example", 2, 0, 2, 0, 0));
    LocalDate leap = LocalDate.parse("2024-02-29");
    assertEquals(expected, result(() -> totals.between(leap, leap)));
    pass("90d");
    assertEquals(expected, result(() -> totals.between(leap, leap)));
    assertEquals(List.of(), result(() -> totals.between(leap.plusDays(2), LAST)));
  }

  @Test
  void aCallIsNotRemovedWithoutBeingCounted() {
    insert(database, 5, "https://one.example", "ended", OLD);
    List<Day> before = days();
    database.update("ALTER TABLE call_total ADD CONSTRAINT refused CHECK (calls < 0)");
    try {
      assertThrows(RuntimeException.class, () -> pass("90d"));
    } finally {
      database.update("ALTER TABLE call_total DROP CONSTRAINT refused");
    }
    assertEquals(5, calls());
    assertEquals(before, days());
  }

  @Test
  void whatAnotherHasInHandIsPassedOver() throws Exception {
    insert(database, 30, "https://one.example", "ended", OLD);
    try (Connection other = database.connect()) {
      other.setAutoCommit(false);
      other.createStatement().execute("SELECT FROM call LIMIT 10 FOR UPDATE");
      assertTimeoutPreemptively(Duration.ofSeconds(10), () -> assertEquals(new Removed(20, 0), pass("90d")));
      other.rollback();
    }
    assertEquals(new Removed(10, 0), pass("90d"));
  }

  @Test
  void aPassIsOverSoonAndTheNextGoesOn() {
    insert(database, 5_300, "https://one.example", "missed", OLD);
    assertEquals(5_000, pass("90d").calls());
    assertEquals(300, pass("90d").calls());
    assertEquals(Map.of("calls", 5_300L), database.rows("SELECT calls FROM call_total").get(0));
  }

  @Test
  void aDeviceThatNobodyHasHeardOfIsForgotten() {
    database.update("""
        INSERT INTO push_device (realm, user_id, kind, token, seen_at)
        SELECT 'realm', n, 'fcm', 'token ' || n, now() - n * interval '1 minute' - interval '59 days 12 hours'
        FROM generate_series(1, 1440) AS n""");
    long before = database.count("SELECT count(*) FROM push_device");
    assertEquals(720 + 1, pass("0").devices());
    assertEquals(before - 721, database.count("SELECT count(*) FROM push_device"));
    assertEquals(0, database.count(
        "SELECT count(*) FROM push_device WHERE seen_at < now() - interval '60 days'"));
  }
}
