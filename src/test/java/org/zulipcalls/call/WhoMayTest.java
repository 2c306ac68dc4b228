package org.zulipcalls.call;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zulipcalls.demo.StandInUser;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.Expect;
import org.zulipcalls.testing.ServiceTest;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

/** Who may do what to a call in which state: the whole matrix, held against a table. */
@QuarkusTest
class WhoMayTest extends ServiceTest {

  /**
   * The status that each actor gets from each endpoint for a call that waits, was answered, and was then ended by its
   * initiator. What one may not do changes nothing.
   */
  private static final String TABLE = """
      who                   endpoint     waiting  active  ended
      initiator             accept       403      403     403
      initiator             decline      403      403     403
      initiator             end          200      200     200
      initiator             cancel       200      409     409
      initiator             leave        200      200     200
      initiator             acknowledge  403      403     403
      initiator             heartbeat    200      200     200
      initiator             mute         409      200     409
      initiator             page-link    200      200     200
      initiator             status       200      200     200
      initiator             events       200      200     200
      initiator             accept-form  403      403     403
      initiator             end-form     200      200     200
      initiator             cancel-form  200      409     409
      recipient             accept       200      200     409
      recipient             decline      200      409     409
      recipient             end          200      200     409
      recipient             cancel       403      403     403
      recipient             leave        200      200     409
      recipient             acknowledge  200      409     409
      recipient             heartbeat    200      200     200
      recipient             mute         409      200     409
      recipient             page-link    200      200     200
      recipient             status       200      200     200
      recipient             events       200      200     200
      recipient             accept-form  200      200     409
      recipient             end-form     200      200     409
      recipient             cancel-form  403      403     403
      stranger              any          403      403     403
      user-of-other-realm   any          404      404     404
      at-the-wrong-host     any          401      401     401
      anonymous             any          401      401     401
      bot                   any          400      400     400
      incoming-webhook-bot  any          401      401     401
      deactivated           any          401      401     401
      """;

  private static final List<String> ENDPOINTS = List.of("accept", "decline", "end", "cancel", "leave", "acknowledge",
      "heartbeat", "mute", "page-link", "status", "events", "accept-form", "end-form", "cancel-form");
  private static final Map<Integer, String> CODES = Map.of(400, "BAD_REQUEST", 401, "UNAUTHORIZED", 403,
      "NOT_AUTHORIZED", 404, "CALL_NOT_FOUND", 409, "INVALID_CALL_STATE");
  private static final Map<String, String> VERBS = Map.of("accept", "respond to", "decline", "respond to", "heartbeat",
      "keep alive", "mute", "update", "page-link", "view", "status", "view", "events", "view");

  private Client actor(String who) {
    StandInUser king = zulip.user("king");
    return switch (who) {
      case "initiator" -> Client.of(alice);
      case "recipient" -> Client.of(bob);
      case "stranger" -> Client.of(newUser("stranger"));
      case "user-of-other-realm" -> Client.of(king).with("Host", "lear.zulip.localhost");
      case "at-the-wrong-host" -> Client.of(king);
      case "anonymous" -> Client.anonymous();
      case "bot" -> Client.of(zulip.user("default-bot"));
      case "incoming-webhook-bot" -> Client.of(zulip.user("webhook-bot"));
      case "deactivated" -> Client.of(zulip.user("cordelia"));
      default -> throw new IllegalArgumentException(who);
    };
  }

  private static Response ask(Client actor, String endpoint, String callId) {
    return switch (endpoint) {
      case "accept", "decline" -> actor.post(path(callId, "respond"), "response", endpoint);
      case "end", "cancel", "leave", "page-link" -> actor.post(path(callId, endpoint));
      case "acknowledge", "heartbeat" -> actor.post(API + "/" + endpoint, "call_id", callId);
      case "mute" -> actor.post(API + "/status", "call_id", callId, "status", "muted");
      case "accept-form" -> actor.post(API + "/respond", "call_id", callId, "response", "accept");
      case "end-form", "cancel-form" -> actor.post(API + "/" + word(endpoint), "call_id", callId);
      default -> actor.get(path(callId, endpoint));
    };
  }

  /** What is asked for, whether the call's id is in the path or in the form. */
  private static String word(String endpoint) {
    return endpoint.replace("-form", "");
  }

  private String callIn(String phase) {
    String callId = phase.equals("waiting") ? call(alice, bob) : answeredCall(alice, bob);
    if (phase.equals("ended")) {
      Expect.success(Client.of(alice).post(path(callId, "end")));
    }
    return callId;
  }

  @ParameterizedTest
  @ValueSource(strings = {"waiting", "active", "ended"})
  void theTableHolds(String phase) {
    int column = List.of(TABLE.lines().findFirst().orElseThrow().strip().split("\\s+")).indexOf(phase);
    for (String line : TABLE.lines().skip(1).toList()) {
      String[] row = line.strip().split("\\s+");
      for (String endpoint : row[1].equals("any") ? ENDPOINTS : List.of(row[1])) {
        check(row[0], endpoint, phase, Integer.parseInt(row[column]));
      }
    }
  }

  private void check(String who, String endpoint, String phase, int status) {
    database.update("DELETE FROM call");
    // Else some of those who are not let in would have tried too often.
    database.update("DELETE FROM limit_hit");
    String callId = callIn(phase);
    String before = database.fingerprint();
    Response answer = ask(actor(who), endpoint, callId);
    String what = who + " " + endpoint + " " + phase + ": " + answer.asString();
    assertEquals(status, answer.statusCode(), what);
    assertEquals(CODES.get(status), Expect.json(answer).path("code").textValue(), what);
    if (status == 403) {
      String word = word(endpoint);
      Expect.refusal(answer, 403, "NOT_AUTHORIZED",
          "Not authorized to " + VERBS.getOrDefault(word, word) + " this call");
    }
    if (status != 200 || endpoint.equals("status") || endpoint.equals("events")) {
      assertEquals(before, database.fingerprint(), what);
    }
  }

  @Test
  void onlyPeopleCreateCalls() {
    Map<String, Integer> statuses = Map.of("initiator", 200, "recipient", 400, "user-of-other-realm", 404,
        "at-the-wrong-host", 401, "anonymous", 401, "bot", 400, "incoming-webhook-bot", 401, "deactivated", 401);
    for (String endpoint : List.of("/create", "/create-embedded")) {
      statuses.forEach((who, status) -> {
        database.update("DELETE FROM call");
        Response answer = actor(who).post(API + endpoint, "user_id", bob.userId());
        assertEquals(status, answer.statusCode(), who + ": " + answer.asString());
        assertEquals(status == 200 ? 1 : 0, database.count("SELECT count(*) FROM call"), who);
      });
    }
  }

  @Test
  void onlyWhoWaitsGivesThePlaceUp() {
    callIn("active");
    Client waiting = actor("stranger");
    String queueId = waiting.post(API + "/create", "user_id", bob.userId(), "queue", "true").path("queue_id");
    Map<String, Integer> statuses = Map.of("initiator", 404, "recipient", 404, "stranger", 404, "user-of-other-realm",
        404, "at-the-wrong-host", 401, "anonymous", 401, "bot", 400, "incoming-webhook-bot", 401, "deactivated", 401);
    statuses.forEach((who, status) -> {
      Response answer = actor(who).post(API + "/queue/" + queueId + "/cancel");
      assertEquals(status, answer.statusCode(), who + ": " + answer.asString());
      assertEquals(1, database.count("SELECT count(*) FROM call_queue"), who);
    });
    Expect.success(waiting.post(API + "/queue/" + queueId + "/cancel"));
    assertEquals(0, database.count("SELECT count(*) FROM call_queue"));
  }

  @Test
  void onlyPeopleHaveAHistory() {
    callIn("ended");
    Map<String, Integer> statuses = Map.of("initiator", 200, "recipient", 200, "stranger", 200, "user-of-other-realm",
        200, "at-the-wrong-host", 401, "anonymous", 401, "bot", 400, "incoming-webhook-bot", 401, "deactivated", 401);
    statuses.forEach((who, status) -> {
      Response answer = actor(who).get(API + "/history");
      assertEquals(status, answer.statusCode(), who + ": " + answer.asString());
      if (status == 200) {
        boolean hasPart = who.equals("initiator") || who.equals("recipient");
        assertEquals(hasPart ? 1 : 0, Expect.json(answer).path("calls").size(), who);
      }
    });
  }
}
