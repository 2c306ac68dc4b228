package org.zulipcalls.call;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.zulipcalls.demo.StandInUser;
import org.zulipcalls.testing.AtOnce;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.ServiceTest;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

/** What happens at the same time has one outcome, and the history of it is one. */
@QuarkusTest
class RacesTest extends ServiceTest {

  private static Response respond(StandInUser who, String callId, String response) {
    return Client.of(who).post(path(callId, "respond"), "response", response);
  }

  @Test
  void fiftyDevicesAcceptAtOnceAndOneWins() {
    String callId = call(alice, bob);
    List<Response> answers = AtOnce.run(50, n -> respond(bob, callId, "accept"));
    for (Response answer : answers) {
      assertEquals(200, answer.statusCode(), answer.asString());
      assertEquals("active", answer.path("call.state"));
      assertEquals(2, answer.<Integer>path("call.version"));
    }
    assertEquals(List.of("initiated", "accepted"), eventsOf(callId));
    assertEquals(2, versionOf(callId));
  }

  @Test
  void fiftyRequestsEndAtOnceAndOneEnds() {
    String callId = answeredCall(alice, bob);
    List<Response> answers = AtOnce.run(50,
        n -> Client.of(n % 2 == 0 ? alice : bob).post(path(callId, "end")));
    assertEquals(List.of("initiated", "accepted", "ended"), eventsOf(callId));
    long winner = database.value(Long.class, "SELECT ended_by FROM call");
    for (int n = 0; n < 50; n++) {
      boolean won = (n % 2 == 0 ? alice : bob).userId() == winner;
      assertEquals(won ? 200 : 409, answers.get(n).statusCode(), answers.get(n).asString());
    }
  }

  @Test
  void bothSidesCallEachOtherAtOnce200TimesAndNeverHaveTwoOpenCalls() {
    for (int round = 0; round < 200; round++) {
      List<Response> answers = AtOnce.run(2, n -> n == 0
          ? Client.of(alice).post(API + "/create", "user_id", bob.userId())
          : Client.of(bob).post(API + "/create", "user_id", alice.userId()));
      List<String> open = database
          .texts("SELECT call_id FROM call WHERE state IN ('initiated', 'ringing', 'active')");
      assertEquals(1, open.size(), "round " + round);
      Response won = answers.get(answers.get(0).statusCode() == 200 ? 0 : 1);
      Response lost = answers.get(answers.get(0).statusCode() == 200 ? 1 : 0);
      assertEquals(200, won.statusCode(), won.asString());
      assertEquals(409, lost.statusCode(), lost.asString());
      assertEquals("CALL_IN_PROGRESS", lost.path("code"));
      assertEquals(open.get(0), won.path("call_id"));
      assertEquals(open.get(0), lost.path("existing_call_id"));
      Client.of(alice).post(path(open.get(0), "end")).then().statusCode(200);
    }
    assertEquals(200, database.count("SELECT count(*) FROM call"));
    assertEquals(400, database.count("SELECT count(*) FROM call_event"));
  }

  @Test
  void aDoubleClickWithOneKeyIsOneCall() {
    List<Response> answers = AtOnce.run(20,
        n -> Client.of(alice).with("Idempotency-Key", "click").post(API + "/create", "user_id", bob.userId()));
    answers.forEach(answer -> assertEquals(200, answer.statusCode(), answer.asString()));
    assertEquals(1, answers.stream().map(answer -> answer.<String>path("call_id")).distinct().count());
    assertEquals(1, database.count("SELECT count(*) FROM call"));
  }

  @Test
  void acceptAgainstCancelHasOneOutcome() {
    for (int round = 0; round < 40; round++) {
      String callId = call(alice, bob);
      List<Response> answers = AtOnce.run(2,
          n -> n == 0 ? respond(bob, callId, "accept") : Client.of(alice).post(path(callId, "cancel")));
      String state = stateOf(callId);
      assertEquals(state.equals("active") ? List.of(200, 409) : List.of(409, 200),
          answers.stream().map(Response::statusCode).toList(), state);
      assertEquals(List.of("initiated", state.equals("active") ? "accepted" : "cancelled"), eventsOf(callId));
      Client.of(alice).post(path(callId, "end")).then().statusCode(200);
    }
  }

  @Test
  void acceptAgainstDeclineOnTwoDevicesHasOneOutcome() {
    for (int round = 0; round < 40; round++) {
      String callId = call(alice, bob);
      List<Response> answers = AtOnce.run(2, n -> respond(bob, callId, n == 0 ? "accept" : "decline"));
      String state = stateOf(callId);
      assertEquals(state.equals("active") ? List.of(200, 409) : List.of(409, 200),
          answers.stream().map(Response::statusCode).toList(), state);
      assertEquals(List.of("initiated", state.equals("active") ? "accepted" : "declined"), eventsOf(callId));
      Client.of(alice).post(path(callId, "end"));
    }
  }

  @Test
  void acceptAgainstTheRingTimeHasOneOutcome() {
    Map<String, Integer> expected = Map.of("active", 200, "missed", 409);
    List<String> states = new ArrayList<>();
    for (int round = 0; round < 8; round++) {
      String callId = call(alice, bob);
      // The sweep runs once a second, so the deadlines fall all over its second.
      database.update("UPDATE call SET ring_until = now() + ? * interval '130 milliseconds' WHERE call_id = ?", round,
          UUID.fromString(callId));
      await().pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(5))
          .until(() -> database.count("SELECT count(*) FROM call WHERE ring_until > now()") == 0);
      Response answer = respond(bob, callId, "accept");
      String state = stateOf(callId);
      assertEquals(expected.get(state), answer.statusCode(), answer.asString());
      assertEquals(List.of("initiated", state.equals("active") ? "accepted" : "missed"), eventsOf(callId));
      states.add(state);
      Client.of(alice).post(path(callId, "end"));
    }
    assertTrue(Set.of("active", "missed").containsAll(states), states.toString());
  }

  /** As the recipient's tab and phone do: the tab still sees a ring when the phone has answered. */
  @Test
  void leavingKeepsACallOpenThatIsJustBeingAnswered() throws SQLException {
    String callId = call(alice, bob);
    try (Connection phone = database.connect(); Statement statement = phone.createStatement()) {
      phone.setAutoCommit(false);
      statement
          .execute("UPDATE call SET state = 'active', version = version + 1, started_at = now(), ring_until = NULL, "
              + "active_until = now() + interval '4 hours' WHERE call_id = '" + callId + "'");
      CompletableFuture<Response> left = CompletableFuture
          .supplyAsync(() -> Client.of(bob).post(path(callId, "leave")));
      await().until(() -> database.count("""
          SELECT count(*) FROM pg_stat_activity
          WHERE wait_event_type = 'Lock' AND query LIKE '%UPDATE call%' AND pid <> pg_backend_pid()""") == 1);
      phone.commit();
      Response answer = left.orTimeout(10, TimeUnit.SECONDS).join();
      assertEquals(200, answer.statusCode(), answer.asString());
      assertEquals("active", answer.path("call.state"));
    }
    assertEquals("active", stateOf(callId));
    assertEquals(List.of("initiated", "participant_left"), eventsOf(callId));
  }

  @Test
  void everyWayToEndAtOnceLeavesOneEnd() {
    for (int round = 0; round < 20; round++) {
      String callId = call(alice, bob);
      database.update("UPDATE call SET ring_until = now() WHERE call_id = ?", UUID.fromString(callId));
      AtOnce.run(4, n -> switch (n) {
        case 0 -> respond(bob, callId, "decline");
        case 1 -> Client.of(alice).post(path(callId, "cancel"));
        case 2 -> Client.of(alice).post(path(callId, "end"));
        default -> Client.of(bob).post(path(callId, "end"));
      });
      List<String> events = eventsOf(callId);
      assertEquals(2, events.size(), events.toString());
      assertEquals(stateOf(callId), events.get(1));
      assertEquals(2, versionOf(callId));
    }
  }
}
