package org.zulipcalls.call;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zulipcalls.testing.CallRows;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.EventSync;
import org.zulipcalls.testing.QueryPlan;
import org.zulipcalls.testing.ServiceTest;
import org.zulipcalls.testing.Statements;

import io.quarkus.test.junit.QuarkusTest;

/** No statement of the product reads all of a table of 200,000 calls and their events. */
@QuarkusTest
class ExplainTest extends ServiceTest {

  private static final int CALLS = 200_000;
  private static final UUID ID = UUID.fromString("0196d9c0-0000-7000-8000-000000000001");
  private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");
  /** More than five, so that PostgreSQL may come to prefer its generic plans. */
  private static final int ROUNDS = 7;

  private final Map<String, Object> values = new HashMap<>();

  @BeforeEach
  void fill() {
    String realm = zulip.realm("").url();
    CallRows.insertMany(database, CALLS, realm);
    values.putAll(Map.of("callId", ID, "realm", realm, "type", "video", "key", "key 4", "initiatorId", 1500L,
        "initiatorName", "a", "initiatorEmail", "a@zulip.com", "initiatorAvatar", "https://a", "recipientId", 1600L));
    values.putAll(Map.of("recipientName", "b", "recipientEmail", "b@zulip.com", "recipientAvatar", "https://b",
        "roomName", "room", "roomUrl", "https://meet.example/room", "ringMillis", 45_000L,
        "windowMillis", 60_000L,
        "times", 10L, "messageId", 1L, "version", 1L));
    values.put("seenState", "ringing");
    values.putAll(Map.of("state", "active", "open", true, "reason", "hangup", "event", "accepted", "actor", 1500L,
        "maxMillis", 60_000L, "metadata", "{}", "one", 1500L, "other", 1600L, "limit", 200));
    values.putAll(Map.of("userId", 1500L, "reach", 51L, "offset", 0, "id", ID, "queueId", ID, "patienceMillis", 1000L,
        "contactMillis", 90_000L, "room", "zulip-call-1", "stays",
        "[{}]", "place", ""));
    values.putAll(Map.of("end", 1_700_000_000L, "at", OffsetDateTime.ofInstant(THEN, ZoneOffset.UTC)));
    LocalDate day = LocalDate.ofInstant(THEN, ZoneOffset.UTC);
    values.putAll(Map.of("keepMillis", Duration.ofDays(90).toMillis(), "from", day, "to", day, "pairTimes", 5L,
        "pairMillis", 60_000L, "reachMillis", 105_000L, "invited", true, "but", "{}", "queueIds", "{" + ID + "}",
        "keptMillis", 90_000L));
  }

  @AfterEach
  void empty() {
    database.update("TRUNCATE call CASCADE");
  }

  private List<String> statements() {
    List<String> statements = new ArrayList<>(Statements.of(CallStore.class, CallLookup.class, CallLimits.class,
        CallQueue.class, Heartbeats.class, Retention.class, Totals.class, RoomStays.class).values());
    statements.addAll(countingFunctions());
    assertTrue(statements.size() >= 12, statements.toString());
    return statements;
  }

  /** A realm of which the statistics know nothing, so that one index of it looks as good as another. */
  @Test
  void noStatementReadsAllOfANewRealm() {
    values.put("realm", "https://new.example");
    statements().forEach(this::noRealmScan);
    historyFilters().forEach(filter -> noRealmScan(History.sql(filter)));
  }

  /** When no call is open, PostgreSQL takes all indexes of open calls for empty, so that one looks as good as another. */
  @Test
  void noStatementReadsAWholeIndexOfOpenCalls() {
    database.update("DELETE FROM call WHERE state IN ('initiated', 'ringing', 'active')");
    database.update("VACUUM ANALYZE call");
    List<String> ofAll = List.of(CallLookup.COUNT_OPEN, CallLookup.ROOM_SERVERS, CallStore.INSERT_NEXT);
    statements().stream()
        .filter(sql -> !ofAll.contains(sql))
        .forEach(sql -> assertEquals(List.of(), QueryPlan.wholeIndexes(database, sql, values), sql));
    ofAll.forEach(this::noSequentialScan);
  }

  private void noRealmScan(String sql) {
    assertEquals(List.of(), QueryPlan.realmScans(database, sql, values), sql);
  }

  @Test
  void noStatementReadsAWholeTable() {
    statements().forEach(this::noSequentialScan);
    historyFilters().forEach(filter -> noSequentialScan(History.sql(filter)));
    noSequentialScan("SELECT " + CallRow.COLUMNS + " FROM call WHERE call_id = :callId");
    noSequentialScan("SELECT * FROM call_event WHERE call_id = :callId ORDER BY id");
    whatTheServiceRunsReadsNoWholeTable();
  }

  private void noSequentialScan(String sql) {
    List<String> scans = QueryPlan.sequentialScans(database, sql, values)
        .stream()
        .filter(scan -> scan.matches(".* on call(_event|_presence)?"))
        .toList();
    assertEquals(List.of(), scans, sql);
  }

  /** What the functions of V11__counts.sql ask, by the names that are used here. */
  private List<String> countingFunctions() {
    List<String> bodies = database
        .texts("SELECT prosrc FROM pg_proc WHERE proname IN ('calls_started', 'calls_answered')");
    assertEquals(2, bodies.size());
    return bodies.stream()
        .map(body -> body.substring(body.indexOf("SELECT"), body.lastIndexOf(')'))
            .replace("p_realm", ":realm")
            .replace("p_initiator", ":initiatorId")
            .replace("p_recipient", "CAST(:recipientId AS bigint)")
            .replace("p_window", "CAST(:windowMillis AS bigint)")
            .replace("p_reach", "CAST(:reachMillis AS bigint)"))
        .toList();
  }

  private static Stream<History.Filter> historyFilters() {
    Optional<Cursor> cursor = Optional.of(new Cursor(THEN, ID));
    return Stream.of(Optional.<CallType>empty(), Optional.of(CallType.AUDIO))
        .flatMap(type -> Stream.of("", "answered", "missed", "ringing")
            .map(state -> Optional.of(state).filter(word -> !word.isEmpty()))
            .flatMap(state -> Stream.of(new History.Filter(type, state, Optional.empty()),
                new History.Filter(type, state, cursor))));
  }

  /** PostgreSQL itself counts scans: whatever the endpoints, the feed and the sweeps do must add no sequential one. */
  private void whatTheServiceRunsReadsNoWholeTable() {
    database.rows("SELECT 1 FROM pg_stat_force_next_flush()");
    long sequential = scans("seq_scan");
    long byIndex = scans("idx_scan");
    for (int round = 0; round < ROUNDS; round++) {
      useEverything(round);
    }
    // Each backend counts for itself and reports a little later: when all those scans by index are in, so are others.
    await().atMost(Duration.ofSeconds(60)).until(() -> scans("idx_scan") - byIndex > 15 * ROUNDS);
    await().during(Duration.ofSeconds(1)).until(() -> scans("seq_scan") == sequential);
  }

  private void useEverything(int round) {
    String callId = call(alice, bob, "is_video_call", "" + (round % 2 == 0));
    assertEquals(409, Client.of(bob).post(API + "/create", "user_id", alice.userId()).statusCode());
    for (String path : List.of(path(callId, "status"), path(callId, "events"), API + "/history", API + "/active",
        API + "/history?state=answered", API + "/history?call_type=audio&state=missed", API + "/queue",
        API + "/history?offset=3&limit=2", API + "/events?wait=0", API + "/events?wait=0&last_event_id=5")) {
      assertEquals(200, Client.of(alice).get(path).statusCode(), path);
    }
    ok(Client.of(bob).post(API + "/acknowledge", "call_id", callId).statusCode());
    ok(Client.of(bob).post(path(callId, "respond"), "response", "accept").statusCode());
    ok(Client.of(bob).post(API + "/heartbeat", "call_id", callId).statusCode());
    new EventSync(database.value(String.class, "SELECT jitsi_room_name FROM call WHERE call_id = ?",
        UUID.fromString(callId))).join("a@b/c", alice.userId(), EventSync.MAIN).send();
    ok(Client.of(alice).post(path(callId, "end")).statusCode());
    Client keyed = Client.of(alice).with("Idempotency-Key", "key " + round);
    String kept = keyed.post(API + "/create", "user_id", bob.userId()).path("call_id");
    assertEquals(kept, keyed.post(API + "/create", "user_id", bob.userId()).<String>path("call_id"));
    database.update("UPDATE call SET ring_until = now() WHERE call_id = ?", UUID.fromString(kept));
    await().until(() -> stateOf(kept).equals("missed"));
  }

  private static void ok(int status) {
    assertEquals(200, status);
  }

  private long scans(String kind) {
    return database.value(Number.class,
        "SELECT sum(" + kind + ") FROM pg_stat_user_tables WHERE relname IN ('call', 'call_event', 'call_presence')")
        .longValue();
  }
}
