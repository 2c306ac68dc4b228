package org.zulipcalls.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.zulipcalls.testing.AtOnce;
import org.zulipcalls.testing.Backstage;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.Expect;
import org.zulipcalls.testing.RawHttp;
import org.zulipcalls.testing.ServiceTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

/** The operator's endpoints: what they show and do, and for whom. */
@QuarkusTest
class OperatorTest extends ServiceTest {

  private static final String ROOT = "/q/operator";
  private static final Set<String> CALL = Set.of("call_id", "realm", "call_type", "state", "end_reason", "ended_by",
      "created_at", "started_at", "ended_at", "duration_seconds", "version", "initiator", "recipient");

  @TestHTTPResource(value = "/", management = true)
  URI port;

  private String server;
  private Client operator;

  @BeforeEach
  void logIn() {
    server = "http://" + port.getHost() + ":" + port.getPort();
    operator = Client.basic(Backstage.OPERATOR).at(server);
  }

  @AfterEach
  void forget() {
    database.update("DELETE FROM call_total");
  }

  @Test
  void openCallsAreThereWithoutTheirRooms() {
    String ringing = call(alice, bob);
    String active = answeredCall(newUser("carol"), newUser("dave"));
    String over = call(newUser("erin"), newUser("frank"));
    database.update("UPDATE call SET state = 'missed', end_reason = 'missed', ended_at = now() WHERE call_id = ?",
        UUID.fromString(over));
    Response answer = operator.get(ROOT + "/calls");
    ObjectNode body = Expect.success(answer, Set.of("calls", "count", "has_more"));
    assertEquals(List.of(ringing, active), body.findValuesAsText("call_id"));
    assertEquals(2, body.path("count").asInt());
    assertFalse(body.path("has_more").asBoolean());
    JsonNode call = body.path("calls").get(0);
    assertEquals(CALL, Expect.names(call));
    assertEquals("initiated", call.path("state").asText());
    assertEquals(zulip.realm("").url(), call.path("realm").asText());
    assertEquals(alice.userId(), call.path("initiator").path("user_id").asInt());
    showsNoRoom(answer);
  }

  private void showsNoRoom(Response answer) {
    database.texts("SELECT jitsi_room_name FROM call")
        .forEach(room -> assertFalse(answer.asString().contains(room), answer.asString()));
    assertFalse(answer.asString().matches("(?s).*(meet\\.|jwt|token|/embed/).*"), answer.asString());
  }

  @Test
  void aCallIsThereWithItsWholeLog() {
    String callId = answeredCall(alice, bob);
    Client.of(alice).post(path(callId, "end"), "reason", "bye").then().statusCode(200);
    Response answer = operator.get(ROOT + "/calls/" + callId);
    ObjectNode body = Expect.success(answer, Set.of("call", "events", "has_more"));
    assertFalse(body.path("has_more").asBoolean());
    assertEquals("hangup", body.path("call").path("end_reason").asText());
    assertEquals(eventsOf(callId), body.findValuesAsText("event_type"));
    JsonNode last = body.path("events").get(body.path("events").size() - 1);
    assertEquals(Set.of("id", "event_type", "user_id", "timestamp", "metadata"), Expect.names(last));
    assertEquals("bye", last.path("metadata").path("reason").asText());
    showsNoRoom(answer);
  }

  @Test
  void aLongLogIsReadPieceByPiece() {
    String callId = call(alice, bob);
    database.update("INSERT INTO call_event (call_id, event_type) SELECT ?::uuid, 'status_update' "
        + "FROM generate_series(1, 1499)", callId);
    List<String> whole = database.texts("SELECT id FROM call_event WHERE call_id = ?::uuid ORDER BY id", callId);
    ObjectNode first = Expect.success(operator.get(ROOT + "/calls/" + callId));
    assertTrue(first.path("has_more").asBoolean());
    assertEquals(whole.subList(0, 1000), ids(first));
    ObjectNode second = Expect.success(operator.get(ROOT + "/calls/" + callId, "after", whole.get(999)));
    assertFalse(second.path("has_more").asBoolean());
    assertEquals(whole.subList(1000, 1500), ids(second));
    for (String noId : List.of("", "x", "-1", "1.5", "1234567890123456789")) {
      Expect.refusal(operator.get(ROOT + "/calls/" + callId, "after", noId), 400, "BAD_REQUEST",
          "after is not the id of an event");
    }
  }

  private static List<String> ids(ObjectNode answer) {
    return answer.path("events").findValuesAsText("id");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0196d9c0-0000-7000-8000-000000000001", "x", "%00", "..", "null"})
  void anUnknownCallIsNotFound(String callId) {
    Response answer = operator.request().urlEncodingEnabled(false).get(ROOT + "/calls/" + callId);
    assertEquals(404, answer.statusCode(), answer.asString());
    assertEquals("error", answer.path("result"));
  }

  @Test
  void anOpenCallEndsAndEverybodyIsToldWhy() {
    String ringing = call(alice, bob);
    String active = answeredCall(newUser("carol"), newUser("dave"));
    ObjectNode ended = Expect.success(operator.post(ROOT + "/calls/" + ringing + "/end"), Set.of("call"));
    assertEquals("cancelled", ended.path("call").path("state").asText());
    assertEquals("ended_by_operator", ended.path("call").path("end_reason").asText());
    assertEquals("ended",
        Expect.success(operator.post(ROOT + "/calls/" + active + "/end")).path("call").path("state").asText());
    assertEquals(List.of("initiated", "cancelled"), eventsOf(ringing));
    assertEquals(List.of("initiated", "accepted", "ended"), eventsOf(active));
    assertEquals("ended_by_operator", Client.of(bob).get(path(ringing, "status")).path("call.end_reason"));
    // Once more is the same; what is over otherwise stays as it is.
    assertEquals(ended, Expect.success(operator.post(ROOT + "/calls/" + ringing + "/end")));
    assertEquals(List.of("initiated", "cancelled"), eventsOf(ringing));
    String over = call(alice, bob);
    Client.of(alice).post(path(over, "cancel")).then().statusCode(200);
    Expect.refusal(operator.post(ROOT + "/calls/" + over + "/end"), 409, "INVALID_CALL_STATE",
        "Cannot end call in state: cancelled", "state", "cancelled");
  }

  @Test
  void manyWhoEndItAtOnceEndItOnce() {
    String callId = answeredCall(alice, bob);
    List<Integer> statuses = AtOnce.run(10,
        n -> n % 2 == 0
            ? operator.post(ROOT + "/calls/" + callId + "/end").statusCode()
            : Client.of(n == 1 ? alice : bob).post(path(callId, "end")).statusCode());
    assertTrue(Set.of(200, 409).containsAll(statuses), statuses.toString());
    assertEquals(List.of("initiated", "accepted", "ended"), eventsOf(callId));
  }

  @Test
  void theFiguresAreThere() {
    CleanUpTest.insert(database, 5, "https://one.example", "ended", "timestamptz '2024-02-29 12:00Z'");
    CleanUpTest.insert(database, 2, "https://one.example", "missed", "now()");
    ObjectNode day = (ObjectNode) Expect
        .success(operator.get(ROOT + "/totals", "from", "2024-02-29", "to", "2024-02-29"), Set.of("totals"))
        .path("totals")
        .get(0);
    assertEquals(Expect.json("""
        {"day":"2024-02-29","realm":"https://one.example","calls":5,"answered":5,"missed":0,"declined":0,
          "seconds":300}"""), day);
    JsonNode recent = Expect.success(operator.get(ROOT + "/totals")).path("totals");
    assertEquals(1, recent.size());
    assertEquals(LocalDate.now(ZoneOffset.UTC).toString(), recent.get(0).path("day").asText());
    assertEquals(2, recent.get(0).path("missed").asInt());
  }

  @ParameterizedTest
  @CsvSource({"from, yesterday, from is not a date such as 2026-01-31",
      "to, 2026-02-30, to is not a date such as 2026-01-31",
      "from, -0001-01-01, from is not a date such as 2026-01-31",
      "from, +12345-01-01, from is not a date such as 2026-01-31",
      "from, 2999-01-01, from is after to"})
  void aDateThatIsNoneIsTold(String name, String value, String text) {
    Expect.refusal(operator.get(ROOT + "/totals", name, value), 400, "BAD_REQUEST", text);
  }

  @Test
  void theCleanUpRunsNow() {
    database.update("INSERT INTO push_device (realm, user_id, kind, token, seen_at) "
        + "VALUES ('realm', 1, 'fcm', 'an old token', now() - interval '61 days')");
    ObjectNode body = Expect.success(operator.post(ROOT + "/clean-up"), Set.of("calls", "devices"));
    assertEquals(0, body.path("calls").asInt());
    assertEquals(1, body.path("devices").asInt());
  }

  @Test
  void whatThereIsNotIsTold() {
    for (String path : List.of("", "/", "/calls/", "/calls/x/y", "/nothing", "s")) {
      Expect.refusal(operator.get(ROOT + path), 404, "NOT_FOUND", "Not found");
    }
    Response answer = operator.post(ROOT + "/calls");
    Expect.refusal(answer, 405, "METHOD_NOT_ALLOWED", "Method Not Allowed");
    assertEquals("GET", answer.header("Allow"));
  }

  @Test
  void withoutTheRightPasswordNobodyIsTheOperator() {
    String callId = call(alice, bob);
    String name = Backstage.OPERATOR.split(":", 2)[0];
    String password = Backstage.OPERATOR.split(":", 2)[1];
    for (Client somebody : List.of(Client.anonymous(), Client.of(alice), Client.basic(name + ":wrong password"),
        Client.basic(name + ":"), Client.basic(name), Client.basic("operator:" + password),
        Client.basic(":" + password),
        Client.basic(name + ":" + password + " "), Client.basic(name.toUpperCase() + ":" + password),
        Client.anonymous().with("Authorization", "Bearer " + password),
        Client.anonymous().with("Authorization", "Basic !!!"),
        Client.anonymous().cookie("sessionid", zulip.newSession(alice)))) {
      Client there = somebody.at(server);
      Response answer = there.get(ROOT + "/calls");
      Expect.refusal(answer, 401, "UNAUTHORIZED", "Not logged in as the operator");
      assertEquals("Basic realm=\"zulip-calls\", charset=\"UTF-8\"", answer.header("WWW-Authenticate"));
      assertEquals(401, there.post(ROOT + "/calls/" + callId + "/end").statusCode());
      assertEquals(401, there.get(ROOT + "/nothing").statusCode());
      assertTrue(answer.header("X-Request-ID").matches("[0-9a-f-]{36}"));
      database.update("DELETE FROM limit_hit");
    }
    assertEquals("initiated", stateOf(callId));
  }

  @Test
  void theOperatorIsNobodyAtTheApi() {
    Client there = Client.basic(Backstage.OPERATOR);
    Response answer = there.get(API + "/history");
    Expect.refusal(answer, 401, "UNAUTHORIZED", "Malformed API key");
    assertEquals("Basic realm=\"zulip\"", answer.header("WWW-Authenticate"));
    assertTrue(zulip.requests().stream().anyMatch(request -> request.path().equals("/api/v1/users/me")));
    for (String path : List.of(ROOT, ROOT + "/calls", ROOT + "/totals")) {
      Expect.refusal(there.get(path), 404, "NOT_FOUND", "Not found");
    }
  }

  @Test
  void aPageInABrowserIsKeptOut() {
    String callId = call(alice, bob);
    for (Client page : List.of(operator.with("Origin", "https://evil.example"), operator.with("Origin", "null"),
        operator.with("Sec-Fetch-Site", "cross-site"), operator.with("Sec-Fetch-Site", "same-site"))) {
      Expect.refusal(page.post(ROOT + "/calls/" + callId + "/end"), 403, "NOT_AUTHORIZED",
          "This is not for pages in a browser");
    }
    assertEquals("initiated", stateOf(callId));
    Expect.success(operator.with("Sec-Fetch-Site", "none").get(ROOT + "/calls"));
  }

  @Test
  void thePasswordCannotBeGuessed() {
    String name = Backstage.OPERATOR.split(":", 2)[0];
    try {
      for (int i = 0; i < Backstage.LOGIN_LIMIT; i++) {
        // Whatever address is claimed, who connects is the same.
        assertEquals(401, Client.basic(name + ":guess " + i)
            .at(server)
            .with("X-Forwarded-For", "198.18.0." + i)
            .get(ROOT)
            .statusCode());
      }
      Response answer = operator.with("X-Forwarded-For", "198.18.1.1").get(ROOT + "/calls");
      double seconds = Expect.json(answer).path("retry-after").doubleValue();
      Expect.refusal(answer, 429, "RATE_LIMIT_HIT", "API usage exceeded rate limit", "retry-after", seconds);
    } finally {
      database.update("DELETE FROM limit_hit");
    }
    Expect.success(operator.get(ROOT + "/calls"));
  }

  @Test
  void whoDoesNotWaitForAnswersGuessesNoMore() {
    String name = Backstage.OPERATOR.split(":", 2)[0];
    database.update("DELETE FROM limit_hit");
    try {
      List<Integer> statuses = AtOnce.run(8 * Backstage.LOGIN_LIMIT,
          n -> Client.basic(name + ":guess " + n).at(server).get(ROOT).statusCode());
      long tried = statuses.stream().filter(status -> status == 401).count();
      // Those under way when the last one that counts is counted.
      assertTrue(tried < 2 * Backstage.LOGIN_LIMIT, tried + " of " + statuses);
    } finally {
      database.update("DELETE FROM limit_hit");
    }
  }

  @Test
  void withoutTheDatabasesTableTheAnswerIsAnErrorWithAnId() {
    database.update("ALTER TABLE call_total RENAME TO gone");
    try {
      Response answer = operator.get(ROOT + "/totals");
      assertEquals(500, answer.statusCode());
      Expect.refusal(answer, 500, "INTERNAL_ERROR", "Internal server error");
    } finally {
      database.update("ALTER TABLE gone RENAME TO call_total");
    }
  }

  /** Quarkus reads it as a form before anybody is asked for a password. */
  @ParameterizedTest
  @CsvSource({"multipart/form-data; boundary=, x", "application/x-www-form-urlencoded, x",
      "application/x-www-form-urlencoded, %zz="})
  void aBodyThatIsNoFormIsTheClientsMistake(String type, String content) throws IOException {
    String body = content.repeat(20_000 / content.length());
    RawHttp.Answer answer = RawHttp.exchange(port.getPort(), ("POST " + ROOT
        + "/clean-up HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Type: " + type
        + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII));
    assertEquals(400, answer.status(), answer.body());
    assertEquals("BAD_REQUEST", Expect.json(answer.body()).path("code").asText());
  }
}
