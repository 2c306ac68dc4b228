package org.zulipcalls.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.zulipcalls.demo.StandInUser;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.Cluster;
import org.zulipcalls.testing.Crash;
import org.zulipcalls.testing.EventStream;
import org.zulipcalls.testing.Message;
import org.zulipcalls.testing.Replica;

import io.restassured.response.Response;

/** Two replicas in processes of their own on one database. Each test has its own people. */
class ReplicasIT {

  private static final String API = "/api/v1/calls";
  private static Cluster cluster;
  private static int people;

  @BeforeAll
  static void start() {
    cluster = Cluster.start(2, Map.of());
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static List<StandInUser> newUsers(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> cluster.zulip().addUser("person" + ++people + "@zulip.com", "Person " + people))
        .toList();
  }

  private static List<URI> urls() {
    return cluster.replicas().stream().map(Replica::url).toList();
  }

  private static Client at(int replica, StandInUser user) {
    return Client.of(user).at(cluster.replica(replica).url().toString());
  }

  /** A whole call, each step at another replica; gives up where the service cannot be reached. */
  private static void callOnce(StandInUser caller, StandInUser called, int replica) {
    try {
      Response created = neverFaulty(at(replica, caller).post(API + "/create", "user_id", called.userId()));
      String callId = created.path("call_id");
      if (created.statusCode() == 200 && callId != null) {
        neverFaulty(at(1 - replica, called).post(API + "/" + callId + "/respond", "response", "accept"));
        neverFaulty(at(replica, caller).post(API + "/" + callId + "/end"));
      }
    } catch (RuntimeException notReached) {
      Thread.onSpinWait();
    }
  }

  /** While the database is away, too, the answer is one of ours, and says to come again. */
  private static Response neverFaulty(Response answer) {
    assertNotEquals(500, answer.statusCode(), answer.asString());
    return answer;
  }

  /** What the log holds for this follower. */
  private static List<Long> log(Follower follower) {
    int userId = follower.user().userId();
    return cluster.database().texts("""
        SELECT e.id FROM call_event e JOIN call c USING (call_id)
        WHERE (initiator_id = ? OR recipient_id = ?) AND event_type NOT IN ('push_sent', 'push_failed') AND e.id > ?
        ORDER BY e.id""", userId, userId, follower.start()).stream().map(Long::valueOf).toList();
  }

  private static void expectExactlyTheLog(List<Follower> followers) {
    for (Follower follower : followers) {
      List<Long> log = log(follower);
      Awaitility.await()
          .atMost(30, TimeUnit.SECONDS)
          .until(() -> follower.last() >= log.get(log.size() - 1));
      assertEquals(log, follower.ids(), () -> follower.user() + ", " + follower.connections() + " connections");
    }
  }

  private static List<Follower> follow(List<StandInUser> users, int cutOneIn) {
    List<Follower> followers = new ArrayList<>();
    for (StandInUser user : users) {
      followers.add(new Follower(user, urls(), cutOneIn, user.userId()));
      followers.add(new Follower(user, urls(), 0, user.userId()));
    }
    followers.forEach(Follower::begin);
    return followers;
  }

  /** Pairs of neighbours call each other, in turn, until there is this much in the log behind {@code start}. */
  private static void callUntil(List<StandInUser> users, long start, int events) {
    CompletableFuture
        .allOf(IntStream.range(0, users.size() / 2).mapToObj(pair -> CompletableFuture.runAsync(() -> {
          for (int i = 0; count(start) < events; i++) {
            callOnce(users.get(2 * pair + i % 2), users.get(2 * pair + 1 - i % 2), i % 2);
          }
        })).toArray(CompletableFuture<?>[]::new))
        .orTimeout(3, TimeUnit.MINUTES)
        .join();
  }

  /** What was cut off in the middle of a call leaves it open, and whoever is in one can neither call nor be called. */
  private static void hangUp(List<StandInUser> users) {
    users.forEach(user -> assertEquals(200, at(0, user).post(API + "/end-all").statusCode()));
  }

  private static long count(long start) {
    return cluster.database().count("SELECT count(*) FROM call_event WHERE id > ?", start);
  }

  private static long head() {
    return cluster.database().count("SELECT coalesce(max(id), 0) FROM call_event");
  }

  @Test
  void streamsOnBothReplicasSeeTheSameInTheSameOrder() {
    List<StandInUser> two = newUsers(2);
    try (EventStream first = cluster.stream(two.get(0), 0); EventStream second = cluster.stream(two.get(1), 1)) {
      for (int i = 0; i < 20; i++) {
        callOnce(two.get(i % 2), two.get(1 - i % 2), i % 2);
      }
      List<String> seen = new ArrayList<>();
      for (Message message = first.told(); seen.size() < 60; message = first.told()) {
        Message other = second.told();
        assertEquals(message.id(), other.id());
        assertEquals(message.op(), other.op());
        if (!message.op().equals("acknowledged")) {
          seen.add(message.op());
        }
        if (seen.size() == 60) {
          break;
        }
      }
      for (int i = 0; i < 60; i += 3) {
        assertEquals(List.of("created", "accepted", "ended"), seen.subList(i, i + 3));
      }
    }
  }

  @Test
  void aThousandChangesReachEverybodyWhoeverIsCutOff() {
    List<StandInUser> users = newUsers(6);
    List<Follower> followers = follow(users, 15);
    callUntil(users, head(), 1_000);
    expectExactlyTheLog(followers);
    followers.forEach(Follower::close);
    int connections = followers.stream().mapToInt(Follower::connections).sum();
    assertTrue(connections > followers.size() + 50, "The connections were hardly cut: " + connections);
  }

  @Test
  void nothingIsLostWhenTheDatabaseCrashes() {
    List<StandInUser> users = newUsers(4);
    List<Follower> followers = follow(users, 40);
    long start = head();
    callUntil(users, start, 100);

    CompletableFuture<Void> writers = CompletableFuture.allOf(IntStream.range(0, 2)
        .mapToObj(pair -> CompletableFuture.runAsync(() -> {
          for (int i = 0; i < 60; i++) {
            callOnce(users.get(2 * pair), users.get(2 * pair + 1), i % 2);
          }
        }))
        .toArray(CompletableFuture<?>[]::new));
    Awaitility.await().until(() -> count(start) > 140);
    Crash crash = Crash.of(cluster.database());
    StandInUser anybody = users.get(0);
    Awaitility.await()
        .atMost(20, TimeUnit.SECONDS)
        .until(() -> at(0, anybody).get(API + "/" + UUID.randomUUID() + "/status").statusCode() == 503);
    crash.mend();
    writers.join();

    Awaitility.await()
        .atMost(20, TimeUnit.SECONDS)
        .until(() -> at(0, anybody).get(API + "/history").statusCode() == 200
            && at(1, anybody).get(API + "/history").statusCode() == 200);
    hangUp(users);
    callUntil(users, head(), 200);
    expectExactlyTheLog(followers);
    followers.forEach(Follower::close);
    Awaitility.await()
        .atMost(10, TimeUnit.SECONDS)
        .untilAsserted(() -> assertEquals(2,
            cluster.database().count("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")));
  }

  @Test
  void aReplicaTellsTheOtherFasterThanThatOnePolls() {
    List<StandInUser> two = newUsers(2);
    List<Long> millis = new ArrayList<>();
    try (EventStream called = cluster.stream(two.get(1), 1)) {
      for (int i = 0; i < 10; i++) {
        long start = System.nanoTime();
        String callId = at(0, two.get(0)).post(API + "/create", "user_id", two.get(1).userId()).path("call_id");
        while (!called.told().op().equals("created")) {
          Thread.onSpinWait();
        }
        millis.add((System.nanoTime() - start) / 1_000_000);
        at(0, two.get(0)).post(API + "/" + callId + "/cancel");
        while (!called.told().op().equals("cancelled")) {
          Thread.onSpinWait();
        }
      }
    }
    millis.sort(null);
    assertTrue(millis.get(5) < 200, "Milliseconds: " + millis);
  }
}
