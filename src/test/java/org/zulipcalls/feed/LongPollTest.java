package org.zulipcalls.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Inject;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.EventStream;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

@QuarkusTest
class LongPollTest extends FeedTestBase {

  @Inject
  Streams streams;

  private UUID call;
  private long first;

  @BeforeEach
  void oneEvent() {
    call = writeCall();
    first = write(call, "initiated");
    feed.wake();
    Awaitility.await().until(() -> feed.position() == head());
  }

  private JsonNode poll(Object... parameters) {
    Response answer = Client.of(alice).get(EventStream.PATH, parameters);
    assertEquals(200, answer.statusCode(), answer.asString());
    assertTrue(answer.contentType().startsWith("application/json"), answer.contentType());
    JsonNode body = answer.as(JsonNode.class);
    assertEquals("no-store", answer.header("Cache-Control"));
    assertEquals("success", body.path("result").textValue());
    assertEquals("", body.path("msg").textValue());
    assertTrue(body.path("server_time").isTextual());
    return body;
  }

  private static List<Long> ids(JsonNode body) {
    List<Long> ids = new ArrayList<>();
    body.path("events").forEach(event -> ids.add(event.path("id").longValue()));
    return ids;
  }

  private void awaitAStream() {
    Awaitility.await().until(() -> {
      boolean[] any = {false};
      streams.forEach(stream -> any[0] = true);
      return any[0];
    });
  }

  @Test
  void whoComesForTheFirstTimeGetsTheOpenCallsAtOnce() {
    long start = System.nanoTime();
    JsonNode body = poll("wait", 50);
    assertEquals(1, body.path("events").size());
    assertEquals("snapshot", body.at("/events/0/type").textValue());
    assertEquals(call.toString(), body.at("/events/0/calls/0/call_id").textValue());
    assertEquals(first, body.path("last_event_id").longValue());
    assertTrue(System.nanoTime() - start < 10e9);
  }

  @Test
  void whoComesForTheFirstTimeGetsThemWithoutWaitingToo() {
    assertEquals("snapshot", poll("wait", 0).at("/events/0/type").textValue());
  }

  @Test
  void whatWasMissedIsAnsweredAtOnce() {
    long second = write(call, "accepted");
    long third = write(call, "ended");
    feed.wake();
    Awaitility.await().until(() -> feed.position() == third);
    JsonNode body = poll("wait", 50, "last_event_id", first);
    assertEquals(List.of(second, third), ids(body));
    assertEquals(third, body.path("last_event_id").longValue());
    assertEquals("call", body.at("/events/0/type").textValue());
    assertEquals("accepted", body.at("/events/0/op").textValue());
  }

  /** Whether what the poll has missed is being read, or would be if nobody held the log. */
  private boolean isPastAwaited() {
    return database.count("""
        SELECT count(*) FROM pg_stat_activity
        WHERE wait_event_type = 'Lock' AND query LIKE '%AS status FROM (SELECT%' AND pid <> pg_backend_pid()""") == 1;
  }

  /** However long the database takes to say what it is. */
  @Test
  void whatWasMissedIsAnsweredToWhoDoesNotWait() throws SQLException {
    long second = write(call, "ended");
    feed.wake();
    Awaitility.await().until(() -> feed.position() == second);
    try (Connection held = database.connect(); Statement statement = held.createStatement()) {
      held.setAutoCommit(false);
      statement.execute("LOCK TABLE call_event IN ACCESS EXCLUSIVE MODE");
      CompletableFuture<JsonNode> answer = CompletableFuture
          .supplyAsync(() -> poll("wait", 0, "last_event_id", first));
      Awaitility.await().during(Duration.ofMillis(200)).until(this::isPastAwaited);
      assertFalse(answer.isDone());
      held.rollback();
      assertEquals(List.of(second), ids(answer.orTimeout(10, TimeUnit.SECONDS).join()));
    }
  }

  @Test
  void whatHappensIsAnsweredAsSoonAsItHappens() {
    CompletableFuture<JsonNode> answer = CompletableFuture.supplyAsync(() -> poll("wait", 50, "last_event_id", first));
    awaitAStream();
    assertFalse(answer.isDone());
    long next = write(call, "ended");
    feed.wake();
    JsonNode body = answer.orTimeout(10, TimeUnit.SECONDS).join();
    assertEquals(List.of(next), ids(body));
    assertEquals(next, body.path("last_event_id").longValue());
  }

  @Test
  void withoutNewsTheAnswerIsEmptyAfterTheWait() {
    long start = System.nanoTime();
    JsonNode body = poll("wait", 1, "last_event_id", first);
    double seconds = (System.nanoTime() - start) / 1e9;
    assertEquals(List.of(), ids(body));
    assertEquals(first, body.path("last_event_id").longValue());
    assertTrue(seconds >= 1 && seconds < 8, seconds + " s");
  }

  @Test
  void pollAfterPollNothingIsLost() {
    long last = first;
    List<Long> written = new ArrayList<>();
    List<Long> got = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      written.add(write(call, "status_update"));
      if (i % 3 == 0) {
        feed.wake();
      }
      JsonNode body = poll("wait", 0, "last_event_id", last);
      got.addAll(ids(body));
      last = body.path("last_event_id").longValue();
    }
    while (last < head()) {
      JsonNode body = poll("wait", 5, "last_event_id", last);
      got.addAll(ids(body));
      last = body.path("last_event_id").longValue();
    }
    assertEquals(written, got);
  }

  @Test
  void moreThanOneAnswerHoldsComesInTheNext() {
    database.update("INSERT INTO call_event (call_id, event_type) SELECT ?, 'status_update' "
        + "FROM generate_series(1, 600)", call);
    feed.wake();
    Awaitility.await().until(() -> feed.position() == head());
    long last = first;
    List<Long> got = new ArrayList<>();
    while (last < head()) {
      JsonNode body = poll("wait", 5, "last_event_id", last);
      got.addAll(ids(body));
      last = body.path("last_event_id").longValue();
    }
    assertEquals(600, got.size());
    assertEquals(got.stream().sorted().distinct().toList(), got);
  }

  @Test
  void theHeaderNamesTheLastEventToo() {
    long next = write(call, "ended");
    feed.wake();
    Awaitility.await().until(() -> feed.position() == next);
    JsonNode body = Client.of(alice)
        .with("Last-Event-ID", String.valueOf(first))
        .get(EventStream.PATH, "wait", 50)
        .as(JsonNode.class);
    assertEquals(List.of(next), ids(body));
  }

  @Test
  void aCallRingsWhenAPollOfItsRecipientHasTakenIt() {
    CompletableFuture<Response> answer = CompletableFuture
        .supplyAsync(() -> Client.of(bob).get(EventStream.PATH, "wait", 50, "last_event_id", head()));
    awaitAStream();
    database.update("DELETE FROM call WHERE call_id = ?", call);
    String ringing = call(alice, bob);
    assertEquals("created", answer.join().path("events[0].op"));
    Awaitility.await().until(() -> stateOf(ringing).equals("ringing"));
    assertEquals(List.of("initiated", "ringing"), eventsOf(ringing));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "61", "x", "1.5", ""})
  void theWaitHasBounds(String wait) {
    Client.of(alice)
        .get(EventStream.PATH, "wait", wait)
        .then()
        .statusCode(400)
        .body("msg", org.hamcrest.Matchers.equalTo("wait is not an integer from 0 to 60"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void whatNobodyReadsIsNamedHereToo(int wait) {
    JsonNode body = poll("wait", wait, "last_event_id", first, "zeta", "1", "alpha", "2");
    assertEquals("[\"alpha\",\"zeta\"]", body.path("ignored_parameters_unsupported").toString());
    assertFalse(poll("wait", wait, "last_event_id", first).has("ignored_parameters_unsupported"));
  }

  @Test
  void aPollLeavesNoStreamBehind() {
    poll("wait", 0);
    poll("wait", 0, "last_event_id", first);
    Awaitility.await().until(() -> {
      boolean[] any = {false};
      streams.forEach(stream -> any[0] = true);
      return !any[0];
    });
  }
}
