package org.zulipcalls.jitsi;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.zulipcalls.testing.EventSync.MAIN;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.EventSync;
import org.zulipcalls.testing.Expect;
import org.zulipcalls.testing.ServiceTest;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.test.junit.QuarkusTest;

/** What becomes of a call when its room's server tells who comes and goes. */
@QuarkusTest
class RoomEventsTest extends ServiceTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration LONGER_THAN_A_MOVE = Duration.ofMillis(4_500);
  private static final String BREAKOUT = "0e4f8c2a-breakout";

  private final String alices = EventSync.connection();
  private final String bobs = EventSync.connection();

  private EventSync roomOf(String callId) {
    return new EventSync(
        database.value(String.class, "SELECT jitsi_room_name FROM call WHERE call_id = ?", UUID.fromString(callId)));
  }

  /** An answered call in whose room both are. */
  private EventSync bothIn(String callId) {
    return roomOf(callId).join(alices, alice.userId(), MAIN).join(bobs, bob.userId(), MAIN).send();
  }

  private Object column(String callId, String column) {
    return database.rows("SELECT " + column + " FROM call WHERE call_id = ?", UUID.fromString(callId))
        .get(0)
        .get(column);
  }

  /** Comings and goings in the log, each with its user. */
  private List<String> log(String callId) {
    return database.texts("""
        SELECT concat_ws(' ', replace(event_type, 'participant_', ''), coalesce(CAST(user_id AS text), 'unknown'))
        FROM call_event WHERE call_id = ? AND event_type LIKE 'participant%' ORDER BY id""", UUID.fromString(callId));
  }

  private String joined() {
    return "joined " + alice.userId();
  }

  private static void staysSo(Runnable check) {
    await().during(LONGER_THAN_A_MOVE).atMost(LONGER_THAN_A_MOVE.plusSeconds(5)).untilAsserted(check::run);
  }

  /** The twenty seconds are over. */
  private void emptyForLong(String callId) {
    assertTrue(database.value(Boolean.class, """
        SELECT empty_until BETWEEN now() + interval '10 seconds' AND now() + interval '20 seconds'
        FROM call WHERE call_id = ?""", UUID.fromString(callId)));
    database.update("UPDATE call SET empty_until = now() WHERE call_id = ?", UUID.fromString(callId));
  }

  private void ended(String callId, String reason) {
    await().atMost(PATIENCE).until(() -> stateOf(callId).equals("ended"));
    assertEquals(reason, column(callId, "end_reason"));
  }

  @Test
  void comingAndGoingAreEventsOfTheCall() {
    String callId = answeredCall(alice, bob);
    EventSync room = bothIn(callId);
    assertEquals(List.of(joined(), "joined " + bob.userId()), log(callId));
    room.leave(bobs, MAIN).send();
    await().atMost(PATIENCE)
        .untilAsserted(() -> assertEquals(List.of(joined(), "joined " + bob.userId(), "left " + bob.userId()),
            log(callId)));
    assertEquals("active", stateOf(callId));
    assertNull(column(callId, "empty_until"));
  }

  @Test
  void theOtherSideIsTold() {
    String callId = answeredCall(alice, bob);
    long last = Expect.json(Client.of(alice).get(API + "/events", "wait", 0)).path("last_event_id").asLong();
    roomOf(callId).join(bobs, bob.userId(), MAIN).send();
    JsonNode event = Expect.json(Client.of(alice).get(API + "/events", "wait", 10, "last_event_id", last))
        .path("events")
        .get(0);
    assertEquals("participant_joined", event.path("op").asText());
    assertEquals(bob.userId(), event.path("user_id").asLong());
    assertEquals(3, event.path("call").path("version").asInt());
    JsonNode logged = Expect.json(Client.of(alice).get(path(callId, "events"))).path("events").get(2);
    assertEquals("participant_joined", logged.path("event_type").asText());
    assertEquals("{\"source\":\"jitsi\"}", logged.path("metadata").toString());
  }

  @Test
  void theRoomsEndIsTheCalls() {
    String callId = answeredCall(alice, bob);
    bothIn(callId).leave(alices, MAIN).leave(bobs, MAIN).send();
    ended(callId, "room_closed");
    assertNull(database.rows("SELECT ended_by FROM call").get(0).get("ended_by"));
    assertEquals("ended", eventsOf(callId).get(eventsOf(callId).size() - 1));
  }

  @Test
  void theEndOfARoomOfWhichNothingElseWasHeardIsTheCallsToo() {
    String callId = answeredCall(alice, bob);
    String name = (String) column(callId, "jitsi_room_name");
    long now = java.time.Instant.now().getEpochSecond() + 1;
    assertEquals(200, EventSync.post("/room/destroyed", """
        {"event_name": "muc-room-destroyed", "room_name": "[tenant]%s", "is_breakout": false, "created_at": %d.0,
          "destroyed_at": %d, "all_occupants": {}}""".formatted(name, now - 5, now)).statusCode());
    ended(callId, "room_closed");
  }

  @Test
  void bothGoneForTwentySecondsEndsIt() {
    String callId = answeredCall(alice, bob);
    EventSync room = bothIn(callId).leave(alices, MAIN).send().leave(bobs, MAIN);
    EventSync.post(room.take().get(0));
    emptyForLong(callId);
    ended(callId, "room_closed");
  }

  @Test
  void whoeverComesBackInTimeKeepsItOpen() {
    String callId = answeredCall(alice, bob);
    EventSync room = bothIn(callId).leave(alices, MAIN).send().leave(bobs, MAIN);
    EventSync.post(room.take().get(0));
    assertNotNull(column(callId, "empty_until"));
    room.join(EventSync.connection(), alice.userId(), MAIN).send();
    assertNull(column(callId, "empty_until"));
    assertEquals("active", stateOf(callId));
  }

  @Test
  void movingToABreakoutRoomAndBackIsNotLeaving() {
    String callId = answeredCall(alice, bob);
    EventSync room = bothIn(callId).move(alices, alice.userId(), MAIN, BREAKOUT)
        .move(bobs, bob.userId(), MAIN, BREAKOUT)
        .send();
    staysSo(() -> {
      assertEquals(List.of(joined(), "joined " + bob.userId()), log(callId));
      assertNull(column(callId, "empty_until"));
      assertEquals("active", stateOf(callId));
    });
    room.move(alices, alice.userId(), BREAKOUT, MAIN).move(bobs, bob.userId(), BREAKOUT, MAIN).send();
    assertEquals(List.of("/room/created", "/room/created"), database.texts("""
        SELECT '/room/created' FROM call_presence WHERE occupant_jid = '' ORDER BY joined_at"""));
    staysSo(() -> {
      assertEquals(List.of(joined(), "joined " + bob.userId()), log(callId));
      assertEquals("active", stateOf(callId));
    });
  }

  @Test
  void leavingFromABreakoutRoomIsLeaving() {
    String callId = answeredCall(alice, bob);
    bothIn(callId).move(alices, alice.userId(), MAIN, BREAKOUT).leave(alices, BREAKOUT).send();
    await().atMost(PATIENCE)
        .untilAsserted(() -> assertEquals(List.of(joined(), "joined " + bob.userId(), "left " + alice.userId()),
            log(callId)));
    assertEquals("active", stateOf(callId));
  }

  @Test
  void loadingThePageAgainIsNotLeaving() {
    String callId = answeredCall(alice, bob);
    bothIn(callId).leave(alices, MAIN).join(EventSync.connection(), alice.userId(), MAIN).send();
    staysSo(() -> assertEquals(List.of(joined(), "joined " + bob.userId()), log(callId)));
  }

  @Test
  void whileItRingsTheRoomEndsNothing() {
    String callId = call(alice, bob);
    EventSync room = roomOf(callId).join(alices, alice.userId(), MAIN).send();
    assertEquals(List.of(joined()), log(callId));
    room.leave(alices, MAIN).send();
    await().atMost(PATIENCE).until(() -> log(callId).contains("left " + alice.userId()));
    assertEquals("initiated", stateOf(callId));
    assertNotNull(column(callId, "ring_until"));
    assertNull(column(callId, "empty_until"));
    Client.of(bob).post(path(callId, "respond"), "response", "accept").then().statusCode(200);
    staysSo(() -> assertNull(column(callId, "empty_until")));
    assertEquals("active", stateOf(callId));
  }

  @Test
  void whoWaitedInTheRoomAndGoesAfterTheAnswerLeavesItEmpty() {
    String callId = call(alice, bob);
    EventSync room = roomOf(callId).join(alices, alice.userId(), MAIN).send();
    Client.of(bob).post(path(callId, "respond"), "response", "accept").then().statusCode(200);
    assertNull(column(callId, "empty_until"));
    room.leave(alices, MAIN);
    EventSync.post(room.take().get(0));
    emptyForLong(callId);
    ended(callId, "room_closed");
  }

  @Test
  void theEndOfAnEarlierRoomThatIsToldLateEndsNothing() {
    String callId = answeredCall(alice, bob);
    EventSync room = bothIn(callId).leave(alices, MAIN).leave(bobs, MAIN);
    List<EventSync.Post> late = room.take();
    room.join(EventSync.connection(), alice.userId(), MAIN).send();
    late.forEach(post -> assertEquals(200, EventSync.post(post).statusCode()));
    assertEquals("active", stateOf(callId));
    assertNull(column(callId, "empty_until"));
  }

  @Test
  void theEndOfARoomFromBeforeTheAnswerThatIsToldLateEndsNothing() {
    String callId = call(alice, bob);
    EventSync room = roomOf(callId).pass(-30).join(alices, alice.userId(), MAIN).leave(alices, MAIN);
    Client.of(bob).post(path(callId, "respond"), "response", "accept").then().statusCode(200);
    room.send();
    assertEquals("active", stateOf(callId));
  }

  @Test
  void withoutTokensEverybodyInTheRoomCounts() {
    String callId = answeredCall(alice, bob);
    EventSync room = roomOf(callId).join(alices, null, MAIN).join(bobs, "sub-of-another-system", MAIN).send();
    assertEquals(List.of("joined unknown", "joined unknown"), log(callId));
    room.leave(alices, MAIN).send();
    assertNull(column(callId, "empty_until"));
    room.leave(bobs, MAIN);
    EventSync.post(room.take().get(0));
    emptyForLong(callId);
    ended(callId, "room_closed");
  }

  @Test
  void aRecorderThatStaysBehindDoesNotKeepItOpen() {
    String callId = answeredCall(alice, bob);
    bothIn(callId).join("recorder@recorder.meet.example.com/x", null, MAIN)
        .leave(alices, MAIN)
        .leave(bobs, MAIN)
        .send();
    emptyForLong(callId);
    ended(callId, "room_closed");
  }

  @Test
  void repetitionsAreNoNews() {
    String callId = answeredCall(alice, bob);
    EventSync room = roomOf(callId).join(alices, alice.userId(), MAIN);
    List<EventSync.Post> posts = room.take();
    posts.forEach(EventSync::post);
    String before = database.fingerprint();
    for (int i = 0; i < 5; i++) {
      posts.forEach(post -> assertEquals(200, EventSync.post(post).statusCode()));
    }
    assertEquals(before, database.fingerprint());
  }

  @Test
  void aRoomOfNoOpenCallIsIgnored() {
    String callId = answeredCall(alice, bob);
    EventSync room = bothIn(callId);
    Client.of(alice).post(path(callId, "end")).then().statusCode(200);
    String before = database.fingerprint();
    room.leave(alices, MAIN).leave(bobs, MAIN).send();
    new EventSync("catchup").join(alices, alice.userId(), MAIN).leave(alices, MAIN).send();
    assertEquals(before, database.fingerprint());
    assertEquals("hangup", column(callId, "end_reason"));
  }

  @Test
  void withoutEventsACallIsAsEver() {
    String callId = answeredCall(alice, bob);
    staysSo(() -> assertEquals(List.of("initiated", "accepted"), eventsOf(callId)));
    assertNull(column(callId, "empty_until"));
    Client.of(bob).post(path(callId, "leave")).then().statusCode(200);
    assertEquals("active", stateOf(callId));
  }
}
