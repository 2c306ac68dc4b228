package org.zulipcalls.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.zulipcalls.demo.StandInUser;
import org.zulipcalls.testing.AtOnce;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.Cluster;
import org.zulipcalls.testing.EventStream;
import org.zulipcalls.testing.Message;

/** Readers who read nothing while thousands of changes go by, at a replica in a process of its own. */
class SlowReadersIT {

  private static final String API = "/api/v1/calls";
  /** With every reader's own, more than the replica's heap. */
  private static final int CHANGES = 2_500;
  private static final int STREAMS = 40;
  private static final int AT_ONCE = 4;
  /** What the connection holds, one batch that is on its way, and one backlog; far from all. */
  private static final int MOST = 1_000;
  private static Cluster cluster;

  @BeforeAll
  static void start() {
    cluster = Cluster.start(1, Map.of(), "-Xmx128m");
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static EventStream narrow(StandInUser user, String... headers) {
    EventStream stream = EventStream.narrow(cluster.replica(0).url(), EventStream.PATH,
        Stream.concat(Stream.of("Authorization", user.basic()), Stream.of(headers)).toArray(String[]::new));
    stream.readHead();
    assertEquals(200, stream.status());
    return stream;
  }

  private static List<EventStream> slowStreams(StandInUser user) {
    List<EventStream> streams = IntStream.range(0, STREAMS).mapToObj(i -> narrow(user)).toList();
    streams.forEach(stream -> assertEquals("snapshot", stream.next().name()));
    return streams;
  }

  private static Follower follower(StandInUser user) {
    return new Follower(user, List.of(cluster.replica(0).url()), 0, user.userId()).begin();
  }

  private static long written(Follower reader) {
    return cluster.database().count("SELECT count(*) FROM call_event WHERE id > ?", reader.start());
  }

  private static List<Long> log(Follower reader) {
    return cluster.database()
        .texts("SELECT id FROM call_event WHERE id > ? ORDER BY id", reader.start())
        .stream()
        .map(Long::valueOf)
        .toList();
  }

  /** Each call's last event. */
  private static Map<String, Long> newest(Follower reader) {
    Map<String, Long> newest = new HashMap<>();
    cluster.database()
        .rows("SELECT CAST(call_id AS text), max(id) FROM call_event WHERE id > ? GROUP BY call_id", reader.start())
        .forEach(row -> newest.put((String) row.get("call_id"), (Long) row.get("max")));
    return newest;
  }

  private static Map<String, Long> newest(List<Message> told) {
    Map<String, Long> newest = new HashMap<>();
    told.forEach(message -> newest.put(message.json().path("call_id").textValue(), message.id()));
    return newest;
  }

  private static List<Long> ids(List<Message> told) {
    return told.stream().map(Message::id).toList();
  }

  /** Somebody who reads is told everything, as ever. */
  private static void expectWhole(Follower reader) {
    List<Long> log = log(reader);
    Awaitility.await().atMost(30, TimeUnit.SECONDS).until(() -> reader.last() == log.get(log.size() - 1));
    assertEquals(log, reader.ids());
    assertEquals(1, reader.connections());
  }

  private static void expectNewest(Follower reader, List<Message> told) {
    assertEquals(ids(told).stream().sorted().distinct().toList(), ids(told));
    assertEquals(newest(reader), newest(told));
  }

  /** The calls' events of a stream, up to this one. */
  private static List<Message> upTo(EventStream stream, long last) {
    List<Message> told = new ArrayList<>();
    do {
      told.add(stream.told());
    } while (told.get(told.size() - 1).id() < last);
    return calls(told);
  }

  private static List<Message> calls(List<Message> told) {
    return told.stream().filter(message -> "call".equals(message.name())).toList();
  }

  /** Side by side: each that is read may wait for its sender's next try. */
  private static void allAtOnce(List<EventStream> streams, Consumer<EventStream> read) {
    AtOnce.run(streams.size(), n -> {
      read.accept(streams.get(n));
      return n;
    });
  }

  private static int streams() throws IOException, InterruptedException {
    return cluster.replica(0)
        .managed("/q/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("calls_feed_streams "))
        .mapToInt(line -> (int) Double.parseDouble(line.split(" ")[1]))
        .sum();
  }

  @Test
  void whoIsBehindOnOneCallIsToldItsNewestView() {
    StandInUser initiator = cluster.newUser();
    StandInUser recipient = cluster.newUser();
    Client talking = cluster.client(initiator, 0);
    String callId = talking.post(API + "/create", "user_id", recipient.userId()).path("call_id");
    cluster.client(recipient, 0).post(API + "/" + callId + "/respond", "response", "accept");
    List<EventStream> slow = slowStreams(recipient);
    Follower reading = follower(recipient);
    AtOnce.run(AT_ONCE, n -> {
      for (int i = 0; i < CHANGES / AT_ONCE; i++) {
        talking.post(API + "/status", "call_id", callId, "status", i % 2 == 0 ? "muted" : "connected")
            .then()
            .statusCode(200);
      }
      return n;
    });

    assertEquals(CHANGES, written(reading));
    expectWhole(reading);
    allAtOnce(slow, stream -> {
      List<Message> told = upTo(stream, reading.last());
      assertTrue(told.size() < MOST, told.size() + " events were kept");
      expectNewest(reading, told);
      assertFalse(stream.isOver());
      stream.close();
    });
    reading.close();
  }

  @Test
  void whoIsBehindOnManyCallsIsSentAwayAndComesBackForTheRest() {
    StandInUser recipient = cluster.newUser();
    List<EventStream> slow = slowStreams(recipient);
    Follower reading = follower(recipient);
    Awaitility.await().untilAsserted(() -> assertEquals(STREAMS + 1, streams()));
    AtOnce.run(AT_ONCE, n -> {
      Client caller = cluster.client(cluster.newUser(), 0);
      while (written(reading) < CHANGES) {
        for (int i = 0; i < 20; i++) {
          String callId = caller.post(API + "/create", "user_id", recipient.userId()).path("call_id");
          caller.post(API + "/" + callId + "/cancel").then().statusCode(200);
        }
      }
      return n;
    });

    Awaitility.await().untilAsserted(() -> assertEquals(1, streams()));
    expectWhole(reading);
    allAtOnce(slow, stream -> {
      List<Message> told = new ArrayList<>(calls(stream.rest()));
      assertTrue(stream.isWhole(), "Ended, not cut");
      assertTrue(told.size() < MOST, told.size() + " events were kept");
      stream.close();
      String last = told.get(told.size() - 1).id().toString();
      try (EventStream again = narrow(recipient, "Last-Event-ID", last)) {
        told.addAll(upTo(again, reading.last()));
      }
      expectNewest(reading, told);
    });
    reading.close();
  }
}
