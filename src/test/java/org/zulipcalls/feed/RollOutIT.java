package org.zulipcalls.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.zulipcalls.demo.StandInUser;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.Cluster;
import org.zulipcalls.testing.Replica;

import io.restassured.response.Response;

/**
 * A new version comes as the chart's Deployment brings it: the new replica is ready before the old one leaves, and the old
 * one is asked to stop when nobody is sent to it any more.
 */
class RollOutIT {

  private static final String API = "/api/v1/calls";
  private static final Duration PRE_STOP = Duration.ofSeconds(1);
  /** Where a Service would send one now. */
  private final List<URI> servers = new CopyOnWriteArrayList<>();
  private final AtomicInteger turn = new AtomicInteger();
  private volatile boolean over;

  private Client at(StandInUser user) {
    return Client.of(user).at(servers.get(turn.incrementAndGet() % servers.size()).toString());
  }

  /** Whole calls, one after the other; nothing of them may fail. */
  private int callAlways(StandInUser caller, StandInUser called) {
    int calls = 0;
    for (; !over; calls++) {
      String callId = taken(at(caller).post(API + "/create", "user_id", called.userId())).path("call_id");
      taken(at(called).post(API + "/" + callId + "/respond", "response", "accept"));
      taken(at(caller).post(API + "/" + callId + "/end"));
    }
    return calls;
  }

  private static Response taken(Response answer) {
    assertEquals(200, answer.statusCode(), answer.asString());
    return answer;
  }

  @Test
  void nobodyIsTurnedAwayAndNoTransitionIsLost() throws Exception {
    try (Cluster cluster = Cluster.start(2, Map.of(), "-Xmx128m")) {
      cluster.replicas().forEach(replica -> servers.add(replica.url()));
      List<StandInUser> users = Stream.generate(cluster::newUser).limit(4).toList();
      List<Follower> followers = users.stream().map(user -> new Follower(user, servers, 0, user.userId())).toList();
      followers.forEach(Follower::begin);
      List<CompletableFuture<Integer>> callers = List.of(
          CompletableFuture.supplyAsync(() -> callAlways(users.get(0), users.get(1))),
          CompletableFuture.supplyAsync(() -> callAlways(users.get(2), users.get(3))));
      for (int i = 0; i < 2; i++) {
        Replica old = cluster.replica(i);
        cluster.replace(i);
        servers.set(i, cluster.replica(i).url());
        TimeUnit.NANOSECONDS.sleep(PRE_STOP.toNanos());
        old.terminate();
        assertEquals(143, old.exitCode());
      }
      over = true;
      for (CompletableFuture<Integer> caller : callers) {
        assertTrue(caller.get(30, TimeUnit.SECONDS) > 20);
      }
      for (Follower follower : followers) {
        int userId = follower.user().userId();
        List<Long> log = cluster.database()
            .texts("SELECT e.id FROM call_event e JOIN call c USING (call_id) "
                + "WHERE (initiator_id = ? OR recipient_id = ?) AND e.id > ? ORDER BY e.id", userId, userId,
                follower.start())
            .stream()
            .map(Long::valueOf)
            .toList();
        Awaitility.await().atMost(30, TimeUnit.SECONDS).until(() -> follower.last() >= log.get(log.size() - 1));
        assertEquals(log, follower.ids());
        assertTrue(follower.connections() >= 2, "It was never told to come back");
        follower.close();
      }
    }
  }
}
