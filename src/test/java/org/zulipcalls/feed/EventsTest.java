package org.zulipcalls.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.zulipcalls.demo.StandInUser;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.EventStream;
import org.zulipcalls.testing.Message;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class EventsTest extends FeedTestBase {

  @Inject
  Streams streams;

  private void expect(EventStream stream, String callId, String op, Long userId) {
    Message message = stream.told();
    JsonNode data = message.json();
    assertEquals("call", message.name());
    assertEquals("call", data.path("type").textValue());
    assertEquals(op, data.path("op").textValue());
    assertEquals(callId, data.path("call_id").textValue());
    assertEquals(callId, data.at("/call/call_id").textValue());
    assertEquals(message.id(), data.path("id").longValue());
    assertEquals(userId, data.path("user_id").isNull() ? null : data.path("user_id").longValue());
    assertTrue(data.path("server_time").textValue().endsWith("Z"));
    assertTrue(data.at("/call/version").longValue() > 0);
  }

  @Test
  void isAnEventStreamThatNoProxyHoldsBack() {
    try (EventStream stream = stream(alice)) {
      assertEquals(200, stream.status());
      assertEquals("text/event-stream;charset=utf-8", stream.header("content-type").replace(" ", "").toLowerCase());
      assertEquals("no", stream.header("x-accel-buffering"));
      assertEquals("no-store", stream.header("cache-control"));
    }
  }

  @Test
  void beginsWithTheOpenCalls() {
    String callId = call(alice, bob);
    String over = call(alice, newUser("carol"));
    Client.of(alice).post(path(over, "cancel")).then().statusCode(200);
    Awaitility.await().until(() -> feed.position() == head());
    try (EventStream stream = stream(alice)) {
      Message snapshot = stream.next();
      assertEquals("snapshot", snapshot.name());
      assertEquals(head(), snapshot.id());
      assertNotNull(snapshot.retry());
      JsonNode data = snapshot.json();
      assertEquals("snapshot", data.path("type").textValue());
      assertEquals(snapshot.id(), data.path("last_event_id").longValue());
      assertTrue(Duration.between(Instant.parse(data.path("server_time").textValue()), Instant.now()).toSeconds() < 10);
      assertEquals(1, data.path("calls").size());
      assertEquals(callId, data.at("/calls/0/call_id").textValue());
      assertEquals("initiated", data.at("/calls/0/state").textValue());
      assertTrue(data.at("/calls/0/ring_ms_left").longValue() > 0);
    }
  }

  @Test
  void tellsACallFromItsBeginningToItsEnd() {
    try (EventStream caller = stream(alice); EventStream called = stream(bob)) {
      caller.next();
      called.next();
      String callId = call(alice, bob);
      long by = alice.userId();
      expect(caller, callId, "created", by);
      expect(called, callId, "created", by);
      expect(caller, callId, "acknowledged", null);
      expect(called, callId, "acknowledged", null);
      Client.of(bob).post(path(callId, "respond"), "response", "accept").then().statusCode(200);
      expect(caller, callId, "accepted", (long) bob.userId());
      expect(called, callId, "accepted", (long) bob.userId());
      Client.of(alice).post(path(callId, "end")).then().statusCode(200);
      expect(called, callId, "ended", by);
      Message last = caller.told();
      assertEquals("ended", last.op());
      assertEquals("hangup", last.json().at("/call/end_reason").textValue());
      assertEquals(last.json().at("/call/duration_seconds"), last.json().path("duration"));
      assertTrue(last.json().path("duration").isIntegralNumber());
    }
  }

  @Test
  void tellsRefusalsAndWhatNobodyAnswers() {
    try (EventStream caller = stream(alice)) {
      caller.next();
      String declined = call(alice, bob);
      Client.of(bob).post(path(declined, "respond"), "response", "decline").then().statusCode(200);
      expect(caller, declined, "created", (long) alice.userId());
      expect(caller, declined, "declined", (long) bob.userId());
      String cancelled = call(alice, bob);
      Client.of(alice).post(path(cancelled, "cancel")).then().statusCode(200);
      expect(caller, cancelled, "created", (long) alice.userId());
      expect(caller, cancelled, "cancelled", (long) alice.userId());
      String missed = call(alice, bob);
      expect(caller, missed, "created", (long) alice.userId());
      database.update("UPDATE call SET ring_until = now() WHERE call_id = ?", UUID.fromString(missed));
      expect(caller, missed, "missed", null);
    }
  }

  @Test
  void tellsWhatOtherPartsOfTheServiceLogButNotTheirPushes() {
    UUID call = writeCall();
    try (EventStream caller = stream(alice)) {
      caller.next();
      for (String type : List.of("push_sent", "acknowledged", "push_failed", "participant_joined", "participant_left",
          "status_update")) {
        write(call, type);
      }
      feed.wake();
      for (String op : List.of("acknowledged", "participant_joined", "participant_left", "status_update")) {
        expect(caller, call.toString(), op, null);
      }
    }
  }

  @Test
  void findsByItselfWhatNobodyNotifiedItOf() {
    UUID call = writeCall();
    try (EventStream caller = stream(alice)) {
      caller.next();
      write(call, "status_update");
      expect(caller, call.toString(), "status_update", null);
    }
  }

  @Test
  void showsEachReaderTheirOwnLink() {
    try (EventStream caller = stream(alice); EventStream called = stream(bob)) {
      caller.next();
      called.next();
      String callId = call(alice, bob);
      JsonNode ofCaller = caller.told().json().path("call");
      JsonNode ofCalled = called.told().json().path("call");
      JsonNode status = Client.of(alice).get(path(callId, "status")).as(JsonNode.class).path("call");
      assertEquals(status.path("call_url"), ofCaller.path("call_url"));
      JsonNode statusOfCalled = Client.of(bob).get(path(callId, "status")).as(JsonNode.class).path("call");
      assertEquals(statusOfCalled.path("call_url"), ofCalled.path("call_url"));
      assertFalse(ofCaller.path("call_url").equals(ofCalled.path("call_url")), "One of them is the moderator");
      assertTrue(ofCaller.path("is_outgoing").booleanValue());
      assertFalse(ofCalled.path("is_outgoing").booleanValue());
      assertEquals(alice.userId(), ofCalled.at("/other_user/user_id").intValue());
      assertEquals(List.copyOf(names(status)), List.copyOf(names(ofCaller)), "The whole view");
    }
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new java.util.ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void tellsEveryStreamOfAUser() {
    try (EventStream phone = stream(bob); EventStream browser = stream(bob)) {
      phone.next();
      browser.next();
      String callId = call(alice, bob);
      expect(phone, callId, "created", (long) alice.userId());
      expect(browser, callId, "created", (long) alice.userId());
    }
  }

  @Test
  void tellsNothingOfOtherPeoplesCalls() {
    StandInUser carol = newUser("carol");
    String before = call(alice, bob);
    try (EventStream stranger = stream(carol)) {
      assertEquals(0, stranger.next().json().path("calls").size());
      Client.of(bob).post(path(before, "respond"), "response", "accept").then().statusCode(200);
      Client.of(bob).post(path(before, "end")).then().statusCode(200);
      String own = call(alice, carol);
      expect(stranger, own, "created", (long) alice.userId());
    }
  }

  @Test
  void tellsNothingOfAnotherRealmWhereSomebodyHasTheSameId() {
    String realm = "https://elsewhere.example";
    UUID foreign = writeCall(realm, alice.userId(), bob.userId());
    long missed = write(foreign, "initiated");
    try (EventStream stream = stream(alice, "Last-Event-ID", String.valueOf(missed - 1))) {
      assertEquals(0, stream.next().json().path("calls").size(), "Not in the snapshot");
      write(foreign, "accepted");
      UUID own = writeCall();
      write(own, "status_update");
      feed.wake();
      expect(stream, own.toString(), "status_update", null);
    }
    assertEquals(0, Client.of(alice)
        .get(EventStream.PATH, "wait", 0, "last_event_id", head())
        .as(JsonNode.class)
        .path("events")
        .size());
    Client.of(alice).get(path(foreign.toString(), "events")).then().statusCode(404);
  }

  @Test
  void ringsWhenAStreamOfTheRecipientHasTakenIt() {
    try (EventStream called = stream(bob)) {
      called.next();
      String callId = call(alice, bob);
      expect(called, callId, "created", (long) alice.userId());
      expect(called, callId, "acknowledged", null);
      assertEquals("ringing", stateOf(callId));
      assertEquals(List.of("initiated", "ringing"), eventsOf(callId));
    }
  }

  @Test
  void ringsWhenTheSnapshotShowsTheCall() {
    String callId = call(alice, bob);
    assertEquals("initiated", stateOf(callId));
    try (EventStream called = stream(bob)) {
      assertEquals(1, called.next().json().path("calls").size());
      expect(called, callId, "acknowledged", null);
      assertEquals("ringing", stateOf(callId));
    }
  }

  @Test
  void doesNotRingForTheInitiatorsStreams() {
    StandInUser carol = newUser("carol");
    try (EventStream caller = stream(alice); EventStream other = stream(carol)) {
      caller.next();
      other.next();
      String unheard = call(alice, bob);
      expect(caller, unheard, "created", (long) alice.userId());
      String heard = call(alice, carol);
      expect(caller, heard, "created", (long) alice.userId());
      expect(caller, heard, "acknowledged", null);
      assertEquals(List.of("initiated"), eventsOf(unheard));
      assertEquals("initiated", stateOf(unheard));
    }
  }

  @Test
  void ringsOnceHoweverManyStreamsTakeIt() {
    try (EventStream one = stream(bob); EventStream two = stream(bob); EventStream three = stream(bob)) {
      List<EventStream> all = List.of(one, two, three);
      all.forEach(EventStream::next);
      String callId = call(alice, bob);
      all.forEach(stream -> expect(stream, callId, "created", (long) alice.userId()));
      all.forEach(stream -> expect(stream, callId, "acknowledged", null));
      assertEquals(List.of("initiated", "ringing"), eventsOf(callId));
    }
  }

  @Test
  void askingWithoutALoginIsRefused() {
    try (EventStream stream = EventStream.open(server(), EventStream.PATH)) {
      assertEquals(401, stream.status());
    }
  }

  @Test
  void aBrowserStreamsByItsSession() {
    try (EventStream stream = EventStream.open(server(), EventStream.PATH, "Cookie",
        "__Host-sessionid=" + zulip.newSession(bob))) {
      assertEquals(200, stream.status());
      assertEquals("snapshot", stream.next().name());
    }
  }

  @Test
  void forgetsAStreamWhoseClientIsGone() {
    Awaitility.await().atMost(10, TimeUnit.SECONDS).until(() -> openStreams() == 0);
    EventStream cut = stream(alice);
    EventStream closed = stream(alice);
    cut.next();
    closed.next();
    assertEquals(2, openStreams());
    cut.cut();
    closed.close();
    Awaitility.await().atMost(10, TimeUnit.SECONDS).until(() -> openStreams() == 0);
  }

  @Test
  void aUserHasAHundredStreamsAtMostAtOneReplica() {
    Awaitility.await().atMost(10, TimeUnit.SECONDS).until(() -> openStreams() == 0);
    List<EventStream> streams = IntStream.range(0, Streams.MOST_OF_ONE).mapToObj(i -> stream(alice)).toList();
    streams.forEach(stream -> assertEquals("snapshot", stream.next().name()));
    try (EventStream oneTooMany = stream(alice); EventStream another = stream(bob)) {
      assertEquals(429, oneTooMany.status());
      assertEquals(10, Double.parseDouble(oneTooMany.header("retry-after")));
      assertEquals(200, another.status());
      assertEquals("snapshot", another.next().name());
    }
    streams.get(0).close();
    Awaitility.await().atMost(10, TimeUnit.SECONDS).until(() -> openStreams() < Streams.MOST_OF_ONE);
    try (EventStream again = stream(alice)) {
      assertEquals(200, again.status());
    }
    streams.forEach(EventStream::close);
  }

  private int openStreams() {
    int[] count = {0};
    streams.forEach(stream -> count[0]++);
    return count[0];
  }

  /** A stream that has taken a call is not given it again. */
  @Test
  void aRingThatCannotBeNotedIsNotedLater() {
    database.update("CREATE SEQUENCE tries");
    database.update("""
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM nextval('tries'); RAISE EXCEPTION 'not now'; END $$""");
    database.update("CREATE TRIGGER refuse BEFORE UPDATE ON call FOR EACH ROW EXECUTE FUNCTION refuse()");
    try (EventStream stream = stream(bob)) {
      stream.next();
      String callId = call(alice, bob);
      Awaitility.await().until(() -> database.value(Boolean.class, "SELECT is_called FROM tries"));
      assertEquals("initiated", stateOf(callId));
      database.update("DROP TRIGGER refuse ON call");
      Awaitility.await().until(() -> stateOf(callId).equals("ringing"));
    } finally {
      database.update("DROP FUNCTION refuse CASCADE");
      database.update("DROP SEQUENCE tries");
    }
  }
}
