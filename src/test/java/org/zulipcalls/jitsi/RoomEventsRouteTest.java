package org.zulipcalls.jitsi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.EventSync;
import org.zulipcalls.testing.EventSync.Post;
import org.zulipcalls.testing.Expect;
import org.zulipcalls.testing.ServiceTest;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

/** Who may tell us what happens in rooms, and what is taken for an event. */
@QuarkusTest
class RoomEventsRouteTest extends ServiceTest {

  private static final String CREATED = "/room/created";

  private static Response post(Client client, String path, String body) {
    return client.request().contentType("application/json").body(body).post(EventSync.PREFIX + path);
  }

  /** An event of each kind, as the component sends them. */
  private Post event(String path) {
    String callId = answeredCall(newUser("carol"), newUser("dave"));
    String name = database.value(String.class, "SELECT jitsi_room_name FROM call WHERE call_id = ?",
        UUID.fromString(callId));
    return new EventSync(name).join("a@b/c", 12, "one")
        .leave("a@b/c", "one")
        .take()
        .stream()
        .filter(post -> post.path().equals(path))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void onlyTheBearerTokenLetsIn() {
    String almost = EventSync.TOKEN.substring(0, EventSync.TOKEN.length() - 1);
    List<String> wrong = List.of("Bearer", "Bearer ", "Bearer x", "Bearer " + almost, "Bearer " + EventSync.TOKEN + "x",
        "Basic " + EventSync.TOKEN, EventSync.TOKEN, alice.basic(), "Bearer " + EventSync.TOKEN.toUpperCase());
    for (String path : EventSync.PATHS) {
      String body = event(path).payload().toString();
      String before = database.fingerprint();
      refused(post(Client.anonymous(), path, body));
      refused(post(Client.browser(zulip, alice), path, body));
      for (String authorization : wrong) {
        refused(post(Client.anonymous().with("Authorization", authorization), path, body));
      }
      assertEquals(before, database.fingerprint());
    }
  }

  private static void refused(Response answer) {
    Expect.refusal(answer, 401, "UNAUTHORIZED", "This takes the bearer token of CALLS_JITSI_EVENTS_TOKEN");
    assertEquals("Bearer realm=\"zulip-calls\"", answer.header("WWW-Authenticate"));
  }

  @Test
  void zulipIsNotAsked() {
    Post post = event("/occupant/joined");
    zulip.clearRequests();
    EventSync.post(post);
    post(Client.of(alice), post.path(), post.payload().toString());
    post(Client.browser(zulip, alice), post.path(), post.payload().toString());
    assertEquals(List.of(), zulip.requests());
  }

  @Test
  void theSchemesCaseAndTheBodysTypeDoNotMatter() {
    for (String path : EventSync.PATHS) {
      Expect.success(Client.anonymous()
          .with("Authorization", "bearer  " + EventSync.TOKEN)
          .request()
          .contentType("text/plain")
          .body(event(path).payload().toString())
          .post(EventSync.PREFIX + path), java.util.Set.of());
    }
  }

  @Test
  void withoutTheTokenNothingOfTheBodyIsLookedAt() {
    refused(post(Client.anonymous(), CREATED, "{"));
    refused(post(Client.anonymous(), CREATED, "x".repeat(100_000)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "{", "[]", "null", "1", "\"a\"", "{}{}", "{\"room_name\": }", "{'room_name': 'a'}",
      "\u0000", "{\"a\":NaN}"})
  void whatIsNoJsonObjectIsRefused(String body) {
    for (String path : EventSync.PATHS) {
      badRequest(EventSync.post(path, body));
    }
    badRequest(EventSync.post(CREATED, "[".repeat(20_000)));
    badRequest(EventSync.post(CREATED, "{\"a\":".repeat(5_000)));
  }

  private static void badRequest(Response answer) {
    assertEquals(400, answer.statusCode(), answer.asString());
    ObjectNode body = Expect.json(answer);
    assertEquals("error", body.path("result").asText());
    assertEquals("BAD_REQUEST", body.path("code").asText());
    assertTrue(body.path("msg").asText().length() > 5, answer.asString());
  }

  @Test
  void aValueOfTheWrongTypeIsRefusedAndNamed() {
    refusesEach("/room/created", "room_name", "null", "1", "\"\"", "[]", "\"a\\u0000\"", "\"\\ud800\"");
    refusesEach("/room/created", "created_at", "null", "\"1625823996\"", "-1", "1e300", "1625823996000", "[]", "{}");
    refusesEach("/room/created", "is_breakout", "\"false\"", "0", "[]");
    refusesEach("/room/created", "breakout_room_id", "null", "7", "\"\"");
    refusesEach("/room/destroyed", "destroyed_at", "null", "\"x\"", "true");
    refusesEach("/room/destroyed", "all_occupants", "\"x\"", "{\"a\":1}", "true", "7");
    refusesEach("/room/destroyed", "occupant", "[1]", "[[]]", "[null]");
    refusesEach("/occupant/joined", "occupant", "null", "\"x\"", "[]", "7");
    refusesEach("/occupant/left", "left_at", "null", "\"x\"", "-5", "99999999999999999999");
    for (String path : List.of("/occupant/joined", "/occupant/left")) {
      refusesEach(path, "occupant_jid", "null", "1", "\"\"", "[]", "\"" + "x".repeat(1001) + "\"", "\"\\u0000\"");
      refusesEach(path, "joined_at", "null", "\"x\"", "{}");
      refusesEach(path, "id", "[]", "{}", "true");
    }
  }

  private void refusesEach(String path, String field, String... values) {
    ObjectNode good = event(path).payload();
    for (String value : values) {
      ObjectNode payload = good.deepCopy();
      if (field.equals("breakout_room_id")) {
        payload.put("is_breakout", true);
      }
      String target = path.equals("/room/destroyed") && field.equals("occupant") ? "all_occupants" : field;
      boolean inside = List.of("occupant_jid", "joined_at", "left_at", "id").contains(field);
      (inside ? (ObjectNode) payload.get("occupant") : payload).putRawValue(target,
          new com.fasterxml.jackson.databind.util.RawValue(value));
      String before = database.fingerprint();
      Response answer = EventSync.post(path, payload.toString());
      badRequest(answer);
      assertTrue(answer.asString().contains(field), answer.asString());
      assertEquals(before, database.fingerprint());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "\"7\"", "null", "\"\"", "\"a-uuid\"", "12345678901234567890", "1.5", "\"-7\""})
  void anyIdIsTaken(String id) {
    Post post = event("/occupant/joined");
    ((ObjectNode) post.payload().get("occupant")).putRawValue("id",
        new com.fasterxml.jackson.databind.util.RawValue(id));
    assertEquals(200, EventSync.post(post).statusCode());
  }

  @Test
  void theSameStayTwiceInOneEventIsOne() {
    Post post = event("/room/destroyed");
    ObjectNode payload = post.payload();
    payload.putArray("all_occupants")
        .addObject()
        .put("occupant_jid", "a@b/c")
        .put("joined_at", payload.get("created_at").asLong());
    payload.withArray("all_occupants").add(payload.get("all_occupants").get(0).deepCopy());
    assertEquals(200, EventSync.post(post).statusCode());
  }

  @Test
  void aLargeBodyIsRefused() {
    String large = "{\"room_name\":\"" + "x".repeat(64 * 1024) + "\"}";
    Expect.refusal(EventSync.post(CREATED, large), 413, "PAYLOAD_TOO_LARGE", "The body is too large");
  }

  @Test
  void thePathsTakePostAlone() {
    for (String path : EventSync.PATHS) {
      for (String method : List.of("GET", "PUT", "DELETE", "PATCH")) {
        Response answer = Client.anonymous().request().request(method, EventSync.PREFIX + path);
        Expect.refusal(answer, 405, "METHOD_NOT_ALLOWED", "Method Not Allowed");
        assertEquals("POST", answer.header("Allow"));
      }
    }
  }

  @Test
  void otherPathsAreUnknown() {
    for (String path : List.of("/room", "/room/created/x", "/room/renamed", "/occupant")) {
      assertEquals(404, EventSync.post(path, "{}").statusCode(), path);
    }
  }
}
