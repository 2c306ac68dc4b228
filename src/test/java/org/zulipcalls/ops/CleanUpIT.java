package org.zulipcalls.ops;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zulipcalls.demo.StandInUser;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.Cluster;
import org.zulipcalls.testing.EventStream;
import org.zulipcalls.testing.Message;
import org.zulipcalls.testing.Replica;

/** Two replicas clean up together, one of them is killed over it, and calls ring meanwhile. */
class CleanUpIT {

  private static final String API = "/api/v1/calls";
  private static final int OLD_CALLS = 9_000;
  private static final Duration PATIENCE = Duration.ofSeconds(150);
  /** One may be held up by a busy machine, but not half of them. */
  private static final double LATEST_SECONDS = 10;
  private static final double SOON_SECONDS = 1;
  private static final String PASSWORD = "from a mounted file";

  /** Every old call is either there or counted, at any moment; one statement, and so one view. */
  private static final String INVARIANT = """
      SELECT (SELECT count(*) FROM call WHERE realm LIKE 'https://old%')
        + (SELECT coalesce(sum(calls), 0) FROM call_total) AS calls,
        (SELECT coalesce(sum(floor(extract(epoch FROM ended_at - started_at))), 0) FROM call
          WHERE realm LIKE 'https://old%') + (SELECT coalesce(sum(seconds), 0) FROM call_total) AS seconds""";

  private Cluster cluster;

  private void expectNothingLost() {
    Map<String, Object> sums = cluster.database().rows(INVARIANT).get(0);
    assertEquals(OLD_CALLS, ((Number) sums.get("calls")).longValue());
    assertEquals(OLD_CALLS * 60L, ((Number) sums.get("seconds")).longValue());
  }

  private long left() {
    return cluster.database().count("SELECT count(*) FROM call WHERE realm LIKE 'https://old%'");
  }

  /** How many calls this replica says that it has removed. */
  private static long removedBy(Replica replica) {
    return replica.log()
        .lines()
        .filter(line -> line.contains("The clean-up has removed "))
        .mapToLong(line -> Long.parseLong(line.replaceAll(".* removed (\\d+) calls.*", "$1")))
        .sum();
  }

  /** A pass at this replica, as its operator asks for one; the answer's status, 0 where the replica dies over it. */
  private CompletableFuture<Integer> pass(int number) {
    Client operator = Client.basic("operator:" + PASSWORD).at(cluster.replica(number).managementUrl());
    return CompletableFuture.supplyAsync(() -> operator.post("/q/operator/clean-up"))
        .handle((answer, died) -> answer == null ? 0 : answer.statusCode());
  }

  @Test
  void whatIsOldGoesOnceAndWhatRingsRings(@TempDir Path directory) throws Exception {
    Path password = Files.writeString(directory.resolve("password"), PASSWORD + "\n");
    cluster = Cluster.start(2,
        Map.of("calls.retention", "30d", "calls.operator.password-file", password.toString()));
    try {
      StandInUser caller = cluster.newUser();
      StandInUser called = cluster.newUser();
      EventStream stream = EventStream.open(cluster.replica(1).url(), EventStream.PATH, "Authorization",
          called.basic());
      assertEquals("snapshot", stream.next().name());
      // A slow disk, so that both are at work for a while, and one is killed in the middle of a statement.
      cluster.database()
          .update("""
              CREATE FUNCTION be_slow() RETURNS trigger LANGUAGE plpgsql AS
              $$ BEGIN PERFORM pg_sleep(0.002); RETURN OLD; END $$""");
      cluster.database().update("CREATE TRIGGER slow BEFORE DELETE ON call FOR EACH ROW EXECUTE FUNCTION be_slow()");
      for (int realm = 0; realm < 3; realm++) {
        CleanUpTest.insert(cluster.database(), OLD_CALLS / 3, "https://old" + realm + ".example", "ended",
            "now() - n * interval '1 minute'");
      }
      // The feed has read their events before they are old, as it is in life.
      ring(caller, called, stream);
      cluster.database().update("""
          UPDATE call SET created_at = created_at - interval '40 days', started_at = started_at - interval '40 days',
            ended_at = ended_at - interval '40 days' WHERE realm LIKE 'https://old%'""");
      CompletableFuture<Integer> dies = pass(0);
      CompletableFuture<Integer> lives = pass(1);
      await().atMost(PATIENCE).until(() -> left() < OLD_CALLS - 1_000);
      cluster.restart(0);
      assertEquals(0, dies.join());
      expectNothingLost();
      CompletableFuture<Integer> again = pass(0);
      List<Double> seconds = new ArrayList<>();
      await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).until(() -> {
        expectNothingLost();
        if (left() > 0) {
          seconds.add(secondsOfARing(caller, called, stream));
        }
        if (lives.isDone() && again.isDone() && left() > 0) {
          assertEquals(200, pass(0).join());
        }
        return left() == 0;
      });
      ringSoon(seconds);
      assertEquals(List.of(200, 200), List.of(lives.join(), again.join()));
      expectNothingLost();
      assertEquals(0, cluster.database()
          .count("SELECT count(*) FROM call_event WHERE timestamp < now() - interval '30 days'"));
      assertTrue(removedBy(cluster.replica(0)) > 0, cluster.replica(0).log());
      assertTrue(removedBy(cluster.replica(1)) > 0, cluster.replica(1).log());
      List.of(0, 1)
          .forEach(number -> assertFalse(cluster.replica(number).log().contains("ERROR"),
              cluster.replica(number).log()));
    } finally {
      cluster.close();
    }
  }

  private double secondsOfARing(StandInUser caller, StandInUser called, EventStream stream) {
    long before = System.nanoTime();
    ring(caller, called, stream);
    return (System.nanoTime() - before) / 1e9;
  }

  private static void ringSoon(List<Double> seconds) {
    List<Double> sorted = seconds.stream().sorted().toList();
    assertTrue(sorted.get(sorted.size() / 2) < SOON_SECONDS && sorted.get(sorted.size() - 1) < LATEST_SECONDS,
        sorted + " s");
  }

  /** A call until the other side's stream has heard of it. */
  private void ring(StandInUser caller, StandInUser called, EventStream stream) {
    String callId = cluster.client(caller, 1).post(API + "/create", "user_id", called.userId()).path("call_id");
    Message event = stream.next();
    while (event.data() == null || !event.data().contains(callId)) {
      event = stream.next();
    }
    cluster.client(caller, 1).post(API + "/" + UUID.fromString(callId) + "/cancel").then().statusCode(200);
  }
}
