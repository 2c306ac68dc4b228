package org.zulipcalls.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.Expect;
import org.zulipcalls.testing.LogLines;
import org.zulipcalls.testing.RawHttp;
import org.zulipcalls.testing.ServiceTest;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;

/** The errors of the contract that belong to no single endpoint, each with its whole body. */
@QuarkusTest
class ErrorsTest extends ServiceTest {

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/calls", "/api/v1/calls/", "/api/v1/calls/create/more", "/api/v1/calls/x", "/api/v1",
      "/api/v1/calls/x/y/z", "/api/v1/users/me", "/api/v1/calls/0196d9c0-0000-7000-8000-000000000001", "/nothing", "/q",
      "/q/health", "/q/metrics", "/calls/nothing"})
  void anUnknownPathIsNotFound(String path) {
    Expect.refusal(Client.of(alice).request().request("OPTIONS", path), 404, "NOT_FOUND", "Not found");
    Expect.refusal(Client.of(alice).get(path), 404, "NOT_FOUND", "Not found");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"GET | /create | POST", "GET | /create-embedded | POST", "PUT | /create | POST",
      "DELETE | /history | GET", "POST | /history | GET", "GET | /x/respond | POST", "GET | /x/end | POST",
      "GET | /x/cancel | POST", "POST | /events | GET", "POST | /x/status | GET", "PATCH | /x/status | GET",
      "DELETE | /x/end | POST", "GET | /x/end/ | POST", "GET | /create/ | POST"})
  void aWrongMethodIsToldTheRightOne(String method, String path, String allowed) {
    Response answer = Client.of(alice).request().request(method, API + path);
    Expect.refusal(answer, 405, "METHOD_NOT_ALLOWED", "Method Not Allowed");
    Set<String> methods = new TreeSet<>(Arrays.asList(answer.header("Allow").split(",\\s*")));
    assertTrue(methods.contains(allowed) && !methods.contains(method), methods.toString());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"/create | OPTIONS, POST", "/x/end/ | OPTIONS, POST",
      "/history | GET, HEAD, OPTIONS", "/devices | DELETE, GET, HEAD, OPTIONS, POST"})
  void optionsNamesWhatThePathTakesAndNothingElse(String path, String allowed) {
    for (Client client : List.of(Client.of(alice), Client.anonymous())) {
      Response answer = client.request().options(API + path);
      assertEquals(200, answer.statusCode());
      assertEquals(allowed, answer.header("Allow"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"%zz", "?x=%zz", "?x=\"", "?x={", "?x=|"})
  void whatIsNoUrlIsRefusedWithoutABody(String rest) throws IOException {
    RawHttp.Answer answer = RawHttp.exchange(RestAssured.port, ("GET " + API + "/history" + rest
        + " HTTP/1.1\r\nHost: zulip.localhost\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    assertEquals(400, answer.status());
    assertEquals("", answer.body());
  }

  @ParameterizedTest
  @ValueSource(ints = {64 * 1024 + 1, 200_000, 5_000_000})
  void aBodyThatIsTooLargeIsRefused(int bytes) {
    for (String type : List.of("application/x-www-form-urlencoded", "application/json", "text/plain")) {
      Response answer = Client.of(alice)
          .request()
          .contentType(type)
          .body("x".repeat(bytes))
          .post(API + "/create?user_id=" + bob.userId());
      Expect.refusal(answer, 413, "PAYLOAD_TOO_LARGE", "The body is too large");
    }
    assertEquals(0, database.count("SELECT count(*) FROM call"));
  }

  @Test
  void aBodyOf64KilobytesIsTaken() {
    String form = "user_id=" + bob.userId() + ("&x=" + "1".repeat(9_000)).repeat(7);
    Response answer = Client.of(alice)
        .request()
        .contentType("application/x-www-form-urlencoded")
        .body(form + "&y=" + "1".repeat(64 * 1024 - form.length() - 3))
        .post(API + "/create");
    Expect.success(answer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/html", "text/html,application/xhtml+xml,*/*;q=0.8", "image/png", "nonsense", ""})
  void theAnswerIsJsonWhateverIsAccepted(String accept) {
    Expect.success(Client.of(alice).with("Accept", accept).get(API + "/history"));
    Expect.refusal(Client.of(alice).with("Accept", accept).get(API + "/x/status"), 404, "CALL_NOT_FOUND",
        "Call not found");
    assertEquals(401, Client.anonymous().with("Accept", accept).get(API + "/history").statusCode());
  }

  @Test
  void anInternalErrorCarriesAnIdThatTheLogHasAndNothingElse() {
    String callId = call(alice, bob);
    database.update("ALTER TABLE call RENAME COLUMN jitsi_room_url TO secret_column");
    try (LogLines log = LogLines.capture()) {
      Response answer = Client.of(alice).get(path(callId, "status"));
      String id = answer.path("request_id");
      Expect.refusal(answer, 500, "INTERNAL_ERROR", "Internal server error");
      assertEquals(id, log.requestOf("Internal error"));
      assertFalse(answer.asString().contains("jitsi_room_url"), answer.asString());
    } finally {
      database.update("ALTER TABLE call RENAME COLUMN secret_column TO jitsi_room_url");
    }
  }

  @Test
  void whoIsBothAnonymousAndWrongLearnsOnlyThatTheyAreAnonymous() {
    for (String path : List.of("/create?user_id=x", "/history?limit=x", "/nothing-there/status")) {
      Response answer = path.startsWith("/create")
          ? Client.anonymous().post(API + path)
          : Client.anonymous().get(API + path);
      Expect.refusal(answer, 401, "UNAUTHORIZED", "Not logged in: API authentication or user session required");
    }
  }
}
