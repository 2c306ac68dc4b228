package org.zulipcalls.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.EventStream;
import org.zulipcalls.testing.Message;

import io.quarkus.test.junit.QuarkusTest;

/** Clients that come back with the id of the last event that they have. */
@QuarkusTest
class ResumeTest extends FeedTestBase {

  private UUID call;
  private long first;

  @BeforeEach
  void tenEvents() {
    call = writeCall();
    first = write(call, "initiated");
    database.update("INSERT INTO call_event (call_id, event_type) SELECT ?, 'status_update' FROM generate_series(1, 9)",
        call);
    feed.wake();
    Awaitility.await().until(() -> feed.position() == head());
  }

  private static List<Long> ids(EventStream stream, int count) {
    return LongStream.range(0, count).mapToObj(i -> stream.told().id()).toList();
  }

  private void expectTheLastFour(EventStream stream) {
    Message snapshot = stream.next();
    assertEquals("snapshot", snapshot.name());
    assertEquals(first + 5, snapshot.id());
    assertEquals(1, snapshot.json().path("calls").size());
    long next = write(call, "ended");
    feed.wake();
    assertEquals(List.of(first + 6, first + 7, first + 8, first + 9, next), ids(stream, 5));
  }

  @Test
  void theHeaderAsksForWhatWasMissed() {
    try (EventStream stream = stream(alice, "Last-Event-ID", String.valueOf(first + 5))) {
      expectTheLastFour(stream);
    }
  }

  /** Another server has taken over that had not got the last of the log. */
  @Test
  void whoHasSeenWhatIsLostBeginsAnewAndMissesNothing() {
    try (EventStream stream = stream(alice)) {
      assertEquals("snapshot", stream.next().name());
      loseEventsBehind(first + 5);
      Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
        stream.poll(Duration.ofMillis(100));
        return stream.isOver();
      });
    }
    Awaitility.await().until(() -> feed.position() == first + 5);
    try (EventStream stream = stream(alice, "Last-Event-ID", String.valueOf(first + 9))) {
      assertEquals(first + 5, stream.next().id());
      assertEquals(first + 6, write(call, "ended"));
      feed.wake();
      assertEquals(List.of(first + 6), ids(stream, 1));
    }
  }

  @Test
  void soDoesTheParameter() {
    try (EventStream stream = streamAt("?last_event_id=" + (first + 5), alice)) {
      expectTheLastFour(stream);
    }
  }

  @Test
  void aBrowserThatComesBackToTheSameAddressIsBelievedItsHeader() {
    try (EventStream stream = streamAt("?last_event_id=" + first, alice, "Last-Event-ID", String.valueOf(first + 5))) {
      expectTheLastFour(stream);
    }
  }

  @Test
  void whoHasEverythingIsToldOnlyWhatIsNew() {
    try (EventStream stream = stream(alice, "Last-Event-ID", String.valueOf(first + 9))) {
      assertEquals(first + 9, stream.next().id());
      long next = write(call, "ended");
      feed.wake();
      assertEquals(List.of(next), ids(stream, 1));
    }
  }

  @Test
  void whoHasNothingIsToldTheWholeLog() {
    try (EventStream stream = stream(alice, "Last-Event-ID", "0")) {
      assertEquals(0, stream.next().id());
      assertEquals(LongStream.rangeClosed(first, first + 9).boxed().toList(), ids(stream, 10));
    }
  }

  @Test
  void anIdOfAnotherLogBeginsAnew() {
    try (EventStream stream = stream(alice, "Last-Event-ID", "999999999999999999")) {
      Message snapshot = stream.next();
      assertEquals(first + 9, snapshot.id());
      long next = write(call, "ended");
      feed.wake();
      assertEquals(List.of(next), ids(stream, 1));
    }
  }

  @Test
  void eventsOfCallsThatAreGoneAreNotMissed() {
    database.update("DELETE FROM call WHERE call_id = ?", call);
    try (EventStream stream = stream(alice, "Last-Event-ID", String.valueOf(first))) {
      assertEquals(0, stream.next().json().path("calls").size());
      UUID other = writeCall();
      long next = write(other, "status_update");
      feed.wake();
      assertEquals(List.of(next), ids(stream, 1));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "-1", "1.5", "1e3", "12345678901234567890", "1 2", "0x10"})
  void aMalformedHeaderIsRefused(String value) {
    Client.of(alice)
        .with("Last-Event-ID", value)
        .get(EventStream.PATH)
        .then()
        .statusCode(400)
        .body("code", org.hamcrest.Matchers.equalTo("BAD_REQUEST"))
        .body("msg", org.hamcrest.Matchers.containsString("Last-Event-ID"));
  }

  @Test
  void anEmptyHeaderIsNone() {
    try (EventStream stream = stream(alice, "Last-Event-ID", "")) {
      assertEquals(first + 9, stream.next().id());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "-1", "1.5", "", "12345678901234567890"})
  void aMalformedParameterIsRefused(String value) {
    Client.of(alice)
        .get(EventStream.PATH, "last_event_id", value)
        .then()
        .statusCode(400)
        .body("msg", org.hamcrest.Matchers.containsString("last_event_id"));
  }
}
