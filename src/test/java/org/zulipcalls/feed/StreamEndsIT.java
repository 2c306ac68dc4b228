package org.zulipcalls.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

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

/** How streams end. A session's end is noticed within a minute, so its test comes last. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StreamEndsIT {

  /** A minute, the sign of life at which it is told, and what a busy machine takes. */
  private static final Duration AT_MOST = Duration.ofSeconds(100);
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
    ofWhoStays = cluster.stream(cluster.zulip().addUser("staying@zulip.com", "Staying"), 0);
    assertEquals("snapshot", ofWhoLogsOut.next().name());
    cluster.zulip().endSession(session);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  @Order(2)
  void aReplicaThatStopsSendsItsReadersElsewhere() throws InterruptedException {
    StandInUser user = cluster.zulip().addUser("moving@zulip.com", "Moving");
    EventStream poll = EventStream.silent(cluster.replica(1).url(), EventStream.PATH + "?wait=50&last_event_id=0",
        "Authorization", user.basic());
    List<EventStream> streams = IntStream.range(0, 20).mapToObj(i -> cluster.stream(user, 1)).toList();
    Process process = cluster.replica(1).process();
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
    assertTrue(process.waitFor(30, TimeUnit.SECONDS), "Still there");
    assertFalse(cluster.replica(1).log().contains("ERROR"), cluster.replica(1).log());
    streams.forEach(EventStream::close);
  }

  @Test
  @Order(3)
  void whoHasLoggedOutIsToldSoWithinAMinute() {
    List<Message> rest = new ArrayList<>();
    long until = System.nanoTime() + AT_MOST.toNanos();
    while (!ofWhoLogsOut.isOver()) {
      assertTrue(System.nanoTime() < until, () -> "Nobody said so: " + rest);
      Message next = ofWhoLogsOut.poll(Duration.ofSeconds(25));
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
