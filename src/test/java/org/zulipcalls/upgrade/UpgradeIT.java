package org.zulipcalls.upgrade;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.sql.Connection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.zulipcalls.demo.StandInUser;
import org.zulipcalls.demo.ZulipStandIn;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.Database;
import org.zulipcalls.testing.Expect;
import org.zulipcalls.testing.Replica;

/** The packaged service comes to the tables of an earlier version, while that one goes on. */
class UpgradeIT {

  private static final String API = "/api/v1/calls";
  private static final int GENEROUS = 1_000_000;
  private static final int WITH_QUEUE_AND_DEVICES = 6;
  private static final int OLD_CALLS = 60_000;
  /** How long the version before may have to wait for a statement: what a caller does not take for a failure. */
  private static final long PATIENCE_MILLIS = 10_000;
  /** How many calls the version before makes while the new one is there. */
  private static final int CALLS_BESIDE = 20;
  private static ZulipStandIn zulip;
  private static String realm;
  private static StandInUser alice;
  private static StandInUser bob;

  @BeforeAll
  static void start() {
    zulip = ZulipStandIn.start(0);
    zulip.setRateLimit(GENEROUS);
    alice = zulip.addUser("alice@zulip.com", "Alice");
    bob = zulip.addUser("bob@zulip.com", "Bob");
    realm = Client.anonymous().at(zulip.url().toString()).get("/api/v1/server_settings").path("realm_url");
  }

  @AfterAll
  static void stop() {
    zulip.close();
  }

  private static Replica replica(Database database) {
    Map<String, String> settings = new HashMap<>(database.settings());
    settings.put("calls.zulip.url", zulip.url().toString());
    settings.put("calls.zulip.invite-message", "false");
    settings.put("calls.limit.create", GENEROUS + "/1m");
    return Replica.start(settings, "-Xmx128m");
  }

  private static Client client(StandInUser user, Replica replica) {
    return Client.of(user).at(replica.url().toString()).with("Host", zulip.url().getAuthority());
  }

  /** A table that has grown. */
  private static void fill(Database database) {
    database.update(
        """
            INSERT INTO call (call_id, realm, call_type, state, end_reason, ended_by, initiator_id, initiator_name,
              initiator_email, recipient_id, recipient_name, recipient_email, jitsi_room_name, jitsi_room_url, created_at,
              started_at, ended_at, version)
            SELECT gen_random_uuid(), ?, 'audio', 'ended', 'hangup', ?, ?, 'Alice', 'alice@zulip.com', ?, 'Bob',
              'bob@zulip.com', 'room' || n, 'https://meet.example/room' || n, t, t, t + interval '1 minute', 3
            FROM (SELECT n, now() - n * interval '1 minute' - interval '1 hour' AS t FROM generate_series(1, ?) AS n) AS old""",
        realm, (long) alice.userId(), (long) alice.userId(), (long) bob.userId(), OLD_CALLS);
    database.update("INSERT INTO call_event (call_id, event_type) SELECT call_id, 'ended' FROM call");
  }

  /** Somebody who waits for somebody who is free, as the version before writes it; and a phone of Bob's. */
  private static void fillQueueAndDevices(Database database) {
    database.update(
        """
            INSERT INTO call_queue (queue_id, realm, call_type, initiator_id, initiator_name, initiator_email, recipient_id,
              recipient_name, recipient_email, jitsi_room_name, jitsi_room_url, invite_message_id, expires_at)
            VALUES (gen_random_uuid(), ?, 'audio', 900005, 'Carol', 'carol@zulip.com', 900006, 'Dave', 'dave@zulip.com',
              'waited', 'https://meet.example/waited', NULL, now() + interval '5 minutes')""",
        realm);
    database.update("INSERT INTO push_device (realm, user_id, kind, token) VALUES (?, ?, 'fcm', 'a-phone')", realm,
        (long) bob.userId());
  }

  private static void ringsThroughForWhoWaited(Database database) {
    Awaitility.await()
        .until(() -> database.count("SELECT count(*) FROM call WHERE jitsi_room_name = 'waited'") == 1);
    assertEquals(1, database.count("SELECT count(*) FROM push_device WHERE token = 'a-phone'"));
  }

  static List<Integer> earlier() throws IOException {
    return List.of(1, Migrations.latest() - 1);
  }

  @ParameterizedTest
  @MethodSource("earlier")
  void theVersionBeforeGoesOnWhileTheNewOneUpgradesItsTables(int version) throws Exception {
    try (Database database = Migrations.databaseAt(version);
        OldVersion old = new OldVersion(database, realm);
        OldVersion another = new OldVersion(database, realm)) {
      fill(database);
      if (version >= WITH_QUEUE_AND_DEVICES) {
        fillQueueAndDevices(database);
      }
      UUID answeredByTheNew = UUID.randomUUID();
      old.begin(answeredByTheNew, alice.userId(), bob.userId());
      List<CompletableFuture<List<UUID>>> traffic = List.of(old.callAlways(900_001, 900_002),
          another.callAlways(900_003, 900_004));

      try (Replica replica = replica(database).awaitReady()) {
        assertEquals(Migrations.latest(),
            database.count("SELECT max(CAST(version AS integer))::bigint FROM flyway_schema_history WHERE success"));
        takesOver(replica, database, answeredByTheNew);
        endsWhatTheNewBegan(replica, database);
        if (version >= WITH_QUEUE_AND_DEVICES) {
          ringsThroughForWhoWaited(database);
        }
        old.stopAfter(CALLS_BESIDE);
        another.stopAfter(CALLS_BESIDE);
        for (CompletableFuture<List<UUID>> calls : traffic) {
          allIsThere(database, calls.get(60, TimeUnit.SECONDS));
        }
      }
      long slowest = Math.max(old.slowestMillis(), another.slowestMillis());
      System.out
          .println("From version " + version + " on, the longest that a statement had to wait: " + slowest + " ms");
      assertTrue(slowest < PATIENCE_MILLIS, slowest + " ms");
    }
  }

  /** A call that the old version began is answered at the new one, and everything old is in the history. */
  private static void takesOver(Replica replica, Database database, UUID callId) {
    Expect.success(client(bob, replica).post(API + "/" + callId + "/respond", "response", "accept"));
    Expect.success(client(alice, replica).post(API + "/" + callId + "/end"));
    assertEquals(List.of("initiated", "accepted", "ended"), eventsOf(database, callId));
    assertEquals(100, Expect.success(client(alice, replica).get(API + "/history", "limit", 100)).path("calls").size());
    assertEquals(OLD_CALLS, database.count("SELECT count(*) FROM call WHERE jitsi_room_name LIKE 'room%'"));
  }

  /** The other way round, by the statements of the version before, which then is still there. */
  private static void endsWhatTheNewBegan(Replica replica, Database database) throws Exception {
    UUID callId = UUID.fromString(Expect.success(client(alice, replica).post(API + "/create", "user_id", bob.userId()))
        .path("call_id")
        .asText());
    try (OldVersion old = new OldVersion(database, realm)) {
      old.change(callId, 1, "active", null, "accepted");
      old.change(callId, 2, "ended", "hangup", "ended");
    }
    assertEquals("ended", Expect.success(client(bob, replica).get(API + "/" + callId + "/status"))
        .path("call")
        .path("state")
        .asText());
  }

  private static void allIsThere(Database database, List<UUID> calls) {
    for (UUID callId : List.of(calls.get(0), calls.get(calls.size() / 2), calls.get(calls.size() - 1))) {
      assertEquals(List.of("initiated", "accepted", "ended"), eventsOf(database, callId));
    }
    assertEquals(calls.size(), database.count("SELECT count(*) FROM call WHERE state = 'ended' AND call_id = ANY(?)",
        (Object) calls.toArray(UUID[]::new)));
  }

  private static List<String> eventsOf(Database database, UUID callId) {
    return database.texts("SELECT event_type FROM call_event WHERE call_id = ? ORDER BY id", callId);
  }

  /** Version 7 changes a table. A backup holds a lock on all of them for as long as it takes. */
  @Test
  void aMigrationThatWaitsForALockGivesUpBeforeAllOthersWaitForIt() throws Exception {
    try (Database database = Migrations.databaseAt(6);
        OldVersion old = new OldVersion(database, realm);
        Connection backup = database.connect()) {
      backup.setAutoCommit(false);
      backup.createStatement().execute("LOCK TABLE call IN ACCESS SHARE MODE");
      CompletableFuture<List<UUID>> traffic = old.callAlways(900_001, 900_002);
      try (Replica early = replica(database)) {
        assertNotEquals(0, early.exitCode());
        assertTrue(early.log().contains("lock timeout"), early.log());
      }
      backup.rollback();
      try (Replica again = replica(database).awaitReady()) {
        Expect.success(client(alice, again).get(API + "/history"));
      }
      old.stopAfter(CALLS_BESIDE);
      allIsThere(database, traffic.get(60, TimeUnit.SECONDS));
    }
  }

  /** What an operator does who goes back: this version starts where a newer one has been. */
  @Test
  void thisVersionStartsOnTheTablesOfTheNext() throws Exception {
    try (Database database = Migrations.databaseAt(Migrations.latest())) {
      database.update("ALTER TABLE call ADD COLUMN of_the_future text, ADD COLUMN counted integer NOT NULL DEFAULT 7");
      database.update("ALTER TABLE call_event ADD COLUMN of_the_future text");
      database.update("""
          INSERT INTO flyway_schema_history (installed_rank, version, description, type, script, checksum, installed_by,
            execution_time, success)
          SELECT max(installed_rank) + 1, '999', 'future', 'SQL', 'V999__future.sql', 1, 'postgres', 1, true
          FROM flyway_schema_history""");
      try (Replica replica = replica(database).awaitReady()) {
        String callId = Expect.success(client(alice, replica).post(API + "/create", "user_id", bob.userId()))
            .path("call_id")
            .asText();
        Expect.success(client(bob, replica).post(API + "/" + callId + "/respond", "response", "accept"));
        Expect.success(client(bob, replica).post(API + "/" + callId + "/end"));
        assertFalse(replica.log().contains("ERROR"), replica.log());
        assertEquals(7L, database.count("SELECT sum(counted) FROM call"));
      }
    }
  }
}
