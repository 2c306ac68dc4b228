package org.zulipcalls.call;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zulipcalls.demo.StandInUser;
import org.zulipcalls.testing.Cluster;

import io.restassured.response.Response;

/** Many people call at once while a replica dies, and comes back. */
class StormIT {

  private static final String API = "/api/v1/calls";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int PAIRS = 8;

  private final Queue<String> confirmed = new ConcurrentLinkedQueue<>();
  private volatile boolean storming = true;
  private Cluster cluster;

  @BeforeEach
  void start() {
    cluster = Cluster.start(2, Map.of("calls.ring-timeout", "2s", "calls.max-duration", "3s"));
  }

  @AfterEach
  void stop() {
    storming = false;
    cluster.close();
  }

  /** Two people who call each other, answer, end, and leave things as they are; now here, now there. */
  private void storm(int seed) {
    Random random = new Random(seed);
    List<StandInUser> pair = List.of(cluster.newUser(), cluster.newUser());
    while (storming) {
      int first = random.nextInt(2);
      try {
        Response created = cluster.client(pair.get(first), random.nextInt(2))
            .post(API + "/create", "user_id", pair.get(1 - first).userId());
        if (created.statusCode() == 200) {
          String callId = created.path("call_id");
          confirmed.add(callId);
          step(random, pair.get(1 - first), callId, "respond");
          step(random, pair.get(random.nextInt(2)), callId, "end");
        }
      } catch (Exception notReached) {
        // REST Assured throws a ConnectException without declaring it. Whoever gets no answer takes a breath.
        LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
      }
    }
  }

  private void step(Random random, StandInUser who, String callId, String what) {
    if (random.nextInt(10) > 0) {
      cluster.client(who, random.nextInt(2))
          .post(API + "/" + callId + "/" + what, "response", random.nextInt(4) > 0 ? "accept" : "decline");
    }
  }

  @Test
  void aStormSurvivesSigkill() {
    ExecutorService threads = Executors.newFixedThreadPool(PAIRS);
    List<CompletableFuture<Void>> storms = IntStream.range(0, PAIRS)
        .mapToObj(seed -> CompletableFuture.runAsync(() -> storm(seed), threads))
        .toList();
    await().atMost(PATIENCE).until(() -> confirmed.size() > 100);
    cluster.replica(1).kill();
    int atTheKill = confirmed.size();
    await().atMost(PATIENCE).until(() -> confirmed.size() > atTheKill + 30);
    cluster.restart(1);
    int atTheRestart = confirmed.size();
    await().atMost(PATIENCE).until(() -> confirmed.size() > atTheRestart + 50);
    storming = false;
    storms.forEach(CompletableFuture::join);
    threads.shutdown();

    noCallIsStuck();
    noCallIsLost();
    noStateIsWithoutItsEvent();
  }

  private void noCallIsStuck() {
    await().atMost(PATIENCE)
        .until(() -> cluster.database()
            .count("SELECT count(*) FROM call WHERE state IN ('initiated', 'ringing', 'active')") == 0);
  }

  private void noCallIsLost() {
    Set<String> stored = Set.copyOf(cluster.database().texts("SELECT call_id FROM call"));
    List<String> lost = new ArrayList<>(confirmed);
    lost.removeAll(stored);
    assertEquals(List.of(), lost);
  }

  private void noStateIsWithoutItsEvent() {
    List<Map<String, Object>> rows = cluster.database().rows("""
        SELECT call_id, state, end_reason, version, count(*) AS events,
          string_agg(event_type, ' ' ORDER BY id) AS log
        FROM call JOIN call_event USING (call_id) GROUP BY call_id""");
    Set<String> histories = Set.of("ended: initiated accepted ended", "declined: initiated declined",
        "cancelled: initiated cancelled", "missed: initiated missed");
    for (Map<String, Object> row : rows) {
      assertTrue(histories.contains(row.get("state") + ": " + row.get("log")), row.toString());
      assertEquals(row.get("version"), row.get("events"), row.toString());
    }
    assertEquals(cluster.database().count("SELECT count(*) FROM call"), rows.size());
    Set<Object> states = rows.stream().map(row -> row.get("state")).collect(Collectors.toSet());
    assertEquals(Set.of("ended", "declined", "cancelled", "missed"), states);
  }
}
