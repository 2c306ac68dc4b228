package org.zulipcalls.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.zulipcalls.demo.StandInUser;
import org.zulipcalls.testing.Backstage;
import org.zulipcalls.testing.CallRows;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.Expect;
import org.zulipcalls.testing.ServiceTest;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

/** When a call cannot begin, or has begun already. */
@QuarkusTest
class ConflictTest extends ServiceTest {

  private static final String CREATE = API + "/create";

  private Response create(StandInUser initiator, StandInUser recipient) {
    return Client.of(initiator).post(CREATE, "user_id", recipient.userId());
  }

  private Response createWithKey(StandInUser initiator, StandInUser recipient, String key) {
    return Client.of(initiator).with("Idempotency-Key", key).post(CREATE, "user_id", recipient.userId());
  }

  private void inProgress(Response answer, String existing) {
    Expect.refusal(answer, 409, "CALL_IN_PROGRESS", "Call already in progress with this user", "existing_call_id",
        existing);
  }

  @Test
  void aSecondCallOfThePairIsRefusedWhoeverStartsIt() {
    String callId = call(alice, bob);
    inProgress(create(alice, bob), callId);
    inProgress(create(bob, alice), callId);
    Client.of(bob).post(path(callId, "respond"), "response", "accept").then().statusCode(200);
    inProgress(create(alice, bob), callId);
    inProgress(create(bob, alice), callId);
    assertEquals(1, database.count("SELECT count(*) FROM call"));
  }

  @Test
  void theSameKeyGetsTheSameCall() {
    JsonNode first = Expect.success(createWithKey(alice, bob, "key 1"));
    JsonNode again = Expect.success(createWithKey(alice, bob, "key 1"));
    assertEquals(first.path("call_id"), again.path("call_id"));
    assertEquals(first.path("call_url"), again.path("call_url"));
    assertEquals(Expect.names(first), Expect.names(again));
    assertEquals(1, database.count("SELECT count(*) FROM call"));
    assertEquals(1, database.count("SELECT count(*) FROM call_event"));
  }

  @Test
  void theSameKeyGetsTheSameCallAlsoWhenThatIsOver() {
    String callId = Expect.success(createWithKey(alice, bob, "key")).path("call_id").asText();
    Client.of(bob).post(path(callId, "respond"), "response", "decline").then().statusCode(200);
    JsonNode again = Expect.success(createWithKey(alice, bob, "key"));
    assertEquals(callId, again.path("call_id").asText());
    assertTrue(again.get("ring_ms_left").isNull());
    assertEquals(1, database.count("SELECT count(*) FROM call"));
  }

  /** What Zulip says by now is no part of the first answer. */
  @Test
  void theSameKeyGetsTheSameCallAlsoWhenTheOtherIsGone() {
    StandInUser carol = newUser("carol");
    String callId = Expect.success(createWithKey(alice, carol, "key")).path("call_id").asText();
    zulip.deactivate(carol.name());
    assertEquals(callId, Expect.success(createWithKey(alice, carol, "key")).path("call_id").asText());
  }

  @Test
  void anotherKeyIsAnotherRequest() {
    JsonNode first = Expect.success(createWithKey(alice, bob, "key"));
    inProgress(createWithKey(alice, bob, "another"), first.path("call_id").asText());
    inProgress(create(alice, bob), first.path("call_id").asText());
  }

  @Test
  void theSameKeyOfAnotherUserIsAnotherKey() {
    JsonNode first = Expect.success(createWithKey(alice, bob, "key"));
    StandInUser carol = newUser("carol");
    JsonNode other = Expect.success(createWithKey(carol, bob, "key"));
    assertNotEquals(first.path("call_id"), other.path("call_id"));
    assertEquals(carol.userId(), other.path("call").path("caller_id").intValue());
  }

  @Test
  void aKeyIsGoodFor24Hours() {
    String first = Expect.success(createWithKey(alice, bob, "key")).path("call_id").asText();
    Client.of(bob).post(path(first, "respond"), "response", "decline").then().statusCode(200);
    database.update("UPDATE call SET created_at = now() - interval '23 hours 59 minutes'");
    assertEquals(first, Expect.success(createWithKey(alice, bob, "key")).path("call_id").asText());
    database.update("UPDATE call SET created_at = now() - interval '24 hours 1 second'");
    String second = Expect.success(createWithKey(alice, bob, "key")).path("call_id").asText();
    assertNotEquals(first, second);
    assertEquals(second, Expect.success(createWithKey(alice, bob, "key")).path("call_id").asText());
  }

  @Test
  void aLongerKeyIsRefused() {
    Expect.refusal(createWithKey(alice, bob, "k".repeat(256)), 400, "BAD_REQUEST",
        "Idempotency-Key takes 1 to 255 characters");
    assertEquals(0, database.count("SELECT count(*) FROM call"));
  }

  @Test
  void aKeyOf255CharactersIsKept() {
    JsonNode first = Expect.success(createWithKey(alice, bob, "k".repeat(255)));
    assertEquals(first.path("call_id"), Expect.success(createWithKey(alice, bob, "k".repeat(255))).path("call_id"));
  }

  private void callEarlier(int times) {
    CallRows.insertEnded(database, times, zulip.realm("").url(), alice.userId(), bob.userId(),
        "now() - interval '30 seconds'");
  }

  @Test
  void whoCallsTooOftenIsToldWhenToComeBackAsZulipTells() {
    callEarlier(Backstage.CREATE_LIMIT - 1);
    call(alice, bob);
    Response answer = create(alice, newUser("carol"));
    double seconds = Expect.json(answer).path("retry-after").doubleValue();
    assertTrue(seconds > 20 && seconds <= 30, seconds + " s");
    Expect.refusal(answer, 429, "RATE_LIMIT_HIT", "API usage exceeded rate limit", "retry-after", seconds);
    assertEquals(seconds, Double.parseDouble(answer.header("Retry-After")), 0.001);
    assertEquals("" + Backstage.CREATE_LIMIT, answer.header("X-RateLimit-Limit"));
    assertEquals("0", answer.header("X-RateLimit-Remaining"));
    double reset = Long.parseLong(answer.header("X-RateLimit-Reset")) - System.currentTimeMillis() / 1000.0;
    assertEquals(seconds, reset, 2);
    assertEquals(Backstage.CREATE_LIMIT, database.count("SELECT count(*) FROM call"));
  }

  @Test
  void callsThatOneGotDoNotCount() {
    callEarlier(Backstage.CREATE_LIMIT);
    Expect.success(create(bob, alice));
  }

  @Test
  void theOldestOfThemMakesRoomWhenItsTimeIsOver() {
    callEarlier(Backstage.CREATE_LIMIT);
    database.update("UPDATE call SET created_at = created_at - interval '31 seconds' "
        + "WHERE call_id = (SELECT call_id FROM call LIMIT 1)");
    Expect.success(create(alice, bob));
  }

  @Test
  void aSecondCallOfThePairIsInProgressAlsoForWhoCallsTooOften() {
    callEarlier(Backstage.CREATE_LIMIT - 1);
    String callId = call(alice, bob);
    inProgress(create(alice, bob), callId);
  }

  @Test
  void aKeyGetsItsCallAlsoForWhoCallsTooOften() {
    callEarlier(Backstage.CREATE_LIMIT - 1);
    JsonNode first = Expect.success(createWithKey(alice, bob, "key"));
    assertEquals(first.path("call_id"), Expect.success(createWithKey(alice, bob, "key")).path("call_id"));
  }
}
