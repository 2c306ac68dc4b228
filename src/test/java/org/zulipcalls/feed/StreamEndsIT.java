package org.zulipcalls.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.zulipcalls.demo.StandInUser;
import org.zulipcalls.testing.Cluster;
import org.zulipcalls.testing.EventStream;
import org.zulipcalls.testing.Message;

/** How streams end, and readers who do not read. A session's end is noticed within a minute, so its test comes last. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StreamEndsIT {

  private static final int CHANGES = 5_000;
  private static final int CALLS = 10;
  private static Cluster cluster;
  private static StandInUser leaving;
  private static EventStream ofWhoLogsOut;
  private static EventStream ofWhoStays;

  @BeforeAll
  static void start() {
    cluster = Cluster.start(2, Map.of(), "-Xmx128m");
    leaving = cluster.zulip().addUser("leaving@zulip.com", "Leaving");
    String session = cluster.zulip().newSession(leaving);
    ofWhoLogsOut = EventStream.open(cluster.replica(0).url(), EventStream.PATH, "Cookie",
        "__Host-sessionid=" + session);
    ofWhoStays = stream(0, cluster.zulip().addUser("staying@zulip.com", "Staying"));
    assertEquals("snapshot", ofWhoLogsOut.next().name());
    cluster.zulip().endSession(session);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static EventStream stream(int replica, StandInUser user) {
    EventStream stream = EventStream.open(cluster.replica(replica).url(), EventStream.PATH, "Authorization",
        user.basic());
    assertEquals("snapshot", stream.next().name());
    return stream;
  }

  private static UUID writeCall(StandInUser initiator, StandInUser recipient, int number) {
    return cluster.database()
        .value(UUID.class, """
            INSERT INTO call (call_id, realm, call_type, state, initiator_id, initiator_name, initiator_email,
              recipient_id, recipient_name, recipient_email, jitsi_room_name, jitsi_room_url, created_at, ended_at,
              end_reason)
            VALUES (gen_random_uuid(), ?, 'video', 'ended', ?, 'A', 'a@zulip.com', ?, 'B', 'b@zulip.com', 'room',
              'https://meet.example/room' || ?, now(), now(), 'hangup') RETURNING call_id""",
            cluster.zulip().realm("").url(), initiator.userId(), recipient.userId(), number);
  }

  @Test
  @Order(1)
  void aReaderWhoNeverReadsHoldsNobodyUpAndNoMemory() {
    StandInUser silent = cluster.zulip().addUser("silent@zulip.com", "Silent");
    StandInUser lively = cluster.zulip().addUser("lively@zulip.com", "Lively");
    List<URI> urls = List.of(cluster.replica(0).url());
    List<EventStream> never = IntStream.range(0, 20)
        .mapToObj(i -> EventStream.narrow(urls.get(0), EventStream.PATH, "Authorization", silent.basic()))
        .toList();
    try (EventStream settled = EventStream.narrow(urls.get(0), EventStream.PATH, "Authorization", silent.basic());
        Follower follower = new Follower(lively, urls, 0, 1).begin()) {
      settled.readHead();
      settled.next();
      List<UUID> calls = IntStream.range(0, CALLS).mapToObj(i -> writeCall(silent, lively, i)).toList();
      List<Long> written = change(calls, follower);
      assertEquals(written, follower.ids());

      List<Message> late = new ArrayList<>();
      while (late.isEmpty() || late.get(late.size() - 1).id() < written.get(CHANGES - 1)) {
        late.add(settled.told());
      }
      List<Long> ids = late.stream().map(Message::id).toList();
      assertEquals(ids.stream().sorted().distinct().toList(), ids, "In order");
      Set<String> newest = new HashSet<>();
      late.subList(late.size() - CALLS, late.size()).forEach(one -> newest.add(one.json().path("call_id").asText()));
      assertEquals(CALLS, newest.size(), "The newest of each call");
      assertTrue(late.size() < CHANGES, "Whoever does not read is told the newest only: " + late.size());
    }
    assertTrue(cluster.replica(0).process().isAlive());
    assertFalse(cluster.replica(0).log().contains("OutOfMemory"));
    never.forEach(EventStream::close);
  }

  /** So many changes, as another replica would log and tell them, in bursts as fast as this reader takes them. */
  private static List<Long> change(List<UUID> calls, Follower follower) {
    List<Long> ids = new ArrayList<>();
    while (ids.size() < CHANGES) {
      for (UUID call : calls) {
        cluster.database()
            .texts("""
                INSERT INTO call_event (call_id, event_type, metadata)
                SELECT ?, 'status_update', jsonb_build_object('status', repeat('x', 1000)) FROM generate_series(1, 20)
                RETURNING id""", call)
            .forEach(id -> ids.add(Long.valueOf(id)));
      }
      cluster.database().texts("SELECT pg_notify('zulip_calls', 'test')::text");
      Awaitility.await()
          .atMost(20, TimeUnit.SECONDS)
          .pollInterval(Duration.ofMillis(1))
          .until(() -> follower.last() == ids.get(ids.size() - 1));
    }
    return ids;
  }

  @Test
  @Order(2)
  void aReplicaThatStopsSendsItsReadersElsewhere() throws InterruptedException {
    StandInUser user = cluster.zulip().addUser("moving@zulip.com", "Moving");
    EventStream poll = EventStream.silent(cluster.replica(1).url(), EventStream.PATH + "?wait=50&last_event_id=0",
        "Authorization", user.basic());
    List<EventStream> streams = IntStream.range(0, 20).mapToObj(i -> stream(1, user)).toList();
    Process process = cluster.replica(1).process();
    long start = System.nanoTime();
    cluster.replica(1).terminate();
    Set<Integer> retries = new HashSet<>();
    for (EventStream stream : streams) {
      List<Message> last = stream.rest();
      assertEquals(1, last.size(), last.toString());
      assertTrue(stream.isWhole(), "Ended, not cut");
      Message farewell = last.get(0);
      assertNull(farewell.name());
      assertTrue(farewell.retry() >= 500 && farewell.retry() < 4_000, farewell.toString());
      retries.add(farewell.retry());
    }
    assertTrue(retries.size() > 5, "Not all at once: " + retries);
    poll.readHead();
    assertEquals(200, poll.status());
    poll.close();
    assertTrue(process.waitFor(15, TimeUnit.SECONDS), "Still there");
    assertTrue(Duration.ofNanos(System.nanoTime() - start).toSeconds() <= 12);
    assertFalse(cluster.replica(1).log().contains("ERROR"), cluster.replica(1).log());
    streams.forEach(EventStream::close);
  }

  @Test
  @Order(3)
  void whoHasLoggedOutIsToldSoWithinAMinute() {
    List<Message> rest = new ArrayList<>();
    while (!ofWhoLogsOut.isOver()) {
      Message next = ofWhoLogsOut.poll(Duration.ofSeconds(70));
      if (next != null) {
        rest.add(next);
      }
    }
    Message last = rest.get(rest.size() - 1);
    assertEquals("session_ended", last.name(), rest.toString());
    assertNull(last.id());
    assertEquals("session_ended", last.json().path("type").textValue());
    assertTrue(ofWhoLogsOut.isWhole());
    assertTrue(rest.stream().filter(Message::comment).count() >= 2, "Signs of life meanwhile: " + rest);
    assertTrue(asked("staying@zulip.com") <= 2, "Asked for once a minute, not at each sign of life");
    assertFalse(ofWhoStays.isOver());
    assertTrue(ofWhoStays.next().comment());
  }

  private static long asked(String email) {
    return cluster.zulip()
        .requests()
        .stream()
        .filter(request -> email.equals(request.user()) && request.path().endsWith("/users/me"))
        .count();
  }
}
