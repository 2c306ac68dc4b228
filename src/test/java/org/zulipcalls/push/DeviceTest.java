package org.zulipcalls.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zulipcalls.demo.StandInUser;
import org.zulipcalls.testing.AtOnce;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.Expect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

/** Registering phones. */
@QuarkusTest
class DeviceTest extends PushTest {

  private static final String TOKEN = "dGhlLXRva2Vu:APA91bHun4MxP5egoKMwt2KZFBaFUH-1RYqx";
  private static final Set<String> DEVICE = Set.of("device_id", "kind", "app_id", "token", "created_at", "seen_at");

  private JsonNode devicesOf(StandInUser user) {
    return Expect.success(Client.of(user).get(DEVICES), Set.of("devices")).get("devices");
  }

  private Response remove(StandInUser user, String name, String value) {
    return Client.of(user).request().queryParam(name, value).delete(DEVICES);
  }

  @Test
  void aDeviceIsRegisteredAndListedWithoutItsToken() {
    ObjectNode body = Expect.success(
        Client.of(bob).post(DEVICES, "token", TOKEN, "kind", "fcm", "app_id", "org.example.app"),
        Set.of("device_id", "device"));
    assertEquals(body.path("device_id"), body.path("device").path("device_id"));
    JsonNode listed = devicesOf(bob);
    assertEquals(1, listed.size());
    assertEquals(body.get("device"), listed.get(0));
    assertEquals(DEVICE, Expect.names(listed.get(0)));
    assertEquals("fcm", listed.get(0).path("kind").asText());
    assertEquals("org.example.app", listed.get(0).path("app_id").asText());
    assertEquals("…-1RYqx", listed.get(0).path("token").asText());
    assertTrue(listed.get(0).path("seen_at").asText().matches("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z"));
    assertFalse(Client.of(bob).get(DEVICES).asString().contains(TOKEN));
  }

  @Test
  void aShortTokenIsNotShownAtAll() {
    register(bob, "short");
    assertEquals("…", devicesOf(bob).get(0).path("token").asText());
  }

  @Test
  void aJsonBodyWillDoAndTheKindIsFcm() {
    Expect.success(Client.of(bob)
        .request()
        .contentType("application/json")
        .body("{\"token\":\"" + TOKEN + "\"}")
        .post(DEVICES));
    assertEquals("fcm", devicesOf(bob).get(0).path("kind").asText());
    assertTrue(devicesOf(bob).get(0).path("app_id").isNull());
  }

  @Test
  void registeringAgainIsTheSameDeviceSeenAgain() {
    String first = register(bob, TOKEN);
    database.update("UPDATE push_device SET created_at = created_at - interval '1 day', seen_at = created_at");
    assertEquals(first, register(bob, TOKEN));
    JsonNode device = devicesOf(bob).get(0);
    assertTrue(device.path("created_at").asText().compareTo(device.path("seen_at").asText()) < 0, device.toString());
  }

  @Test
  void aTokenBelongsToOneUserAndMoves() {
    String first = register(alice, TOKEN);
    String second = register(bob, TOKEN);
    assertNotEquals(first, second);
    assertEquals(0, devicesOf(alice).size());
    assertEquals(1, devicesOf(bob).size());
    call(alice, bob);
    comes(TOKEN, "call_invitation");
  }

  @Test
  void aPushForWhoeverHadTheTokenBeforeIsNotSent() {
    register(bob, TOKEN);
    String callId = call(newUser("carol"), newUser("dave"));
    database.update("INSERT INTO push_outbox (call_id, device_id, message, expires_at, due_at) "
        + "SELECT ?::uuid, id, 'call_invitation', now() + interval '1 minute', now() + interval '1 second' "
        + "FROM push_device", callId);
    register(alice, TOKEN);
    eventually(() -> assertEquals(0, outboxSize()));
    assertEquals(List.of(), fcm.typesTo(TOKEN));
  }

  @Test
  void atMostTwentyDevicesOldestOut() {
    IntStream.range(0, 22).forEach(i -> register(bob, "token-number-" + i));
    List<String> left = database.texts("SELECT token FROM push_device WHERE user_id = ? ORDER BY seen_at",
        bob.userId());
    assertEquals(IntStream.range(2, 22).mapToObj(i -> "token-number-" + i).toList(), left);
  }

  @Test
  void atMostTwentyDevicesHoweverManyRegisterAtOnce() {
    AtOnce.run(30, i -> register(bob, "token-at-once-" + i));
    assertEquals(20, devicesOf(bob).size());
  }

  @Test
  void aDeviceIsRemovedByTokenOrId() {
    register(bob, TOKEN);
    assertTrue(Expect.success(remove(bob, "token", TOKEN), Set.of("removed")).path("removed").asBoolean());
    assertFalse(Expect.success(remove(bob, "token", TOKEN)).path("removed").asBoolean(true));
    String id = register(bob, TOKEN);
    assertTrue(Expect.success(remove(bob, "device_id", id)).path("removed").asBoolean());
    assertEquals(0, devicesOf(bob).size());
  }

  @Test
  void nobodyRemovesAnothersDevice() {
    String id = register(bob, TOKEN);
    assertFalse(Expect.success(remove(alice, "token", TOKEN)).path("removed").asBoolean(true));
    assertFalse(Expect.success(remove(alice, "device_id", id)).path("removed").asBoolean(true));
    assertEquals(1, devicesOf(bob).size());
  }

  @Test
  void aTokenIsRequired() {
    Expect.refusal(Client.of(bob).post(DEVICES), 400, "REQUEST_VARIABLE_MISSING", "Missing 'token' argument",
        "var_name", "token");
    Expect.refusal(Client.of(bob).request().delete(DEVICES), 400, "REQUEST_VARIABLE_MISSING",
        "Missing 'token' argument", "var_name", "token");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "two words", "naïve", "line\nbreak"})
  void aTokenIsPrintable(String token) {
    Expect.refusal(Client.of(bob).post(DEVICES, "token", token), 400, "BAD_REQUEST",
        "token takes 1 to 2000 printable characters");
  }

  @Test
  void aTokenHasABound() {
    register(bob, "t".repeat(2000));
    Expect.refusal(Client.of(bob).post(DEVICES, "token", "t".repeat(2001)), 400, "BAD_REQUEST",
        "token takes 1 to 2000 printable characters");
  }

  @ParameterizedTest
  @ValueSource(strings = {"apns_voip", "web", "pigeon"})
  void aKindThatWouldNotRingIsNotTaken(String kind) {
    Expect.refusal(Client.of(bob).post(DEVICES, "token", TOKEN, "kind", kind), 400, "BAD_REQUEST",
        "kind is not one of: fcm");
  }

  @Test
  void anIdIsOne() {
    Expect.refusal(remove(bob, "device_id", "mine"), 400, "BAD_REQUEST", "device_id is not the id of a device");
  }

  @ParameterizedTest
  @ValueSource(strings = {"mine", "", "\0"})
  void anAnswerCountsWhateverItsDeviceIsCalled(String device) {
    String callId = call(alice, bob);
    Expect.success(Client.of(bob).post(path(callId, "respond"), "response", "accept", "device_id", device),
        Set.of("server_time", "call", "action", "call_url", "message"));
    assertEquals("{}", database.value(String.class,
        "SELECT CAST(metadata AS text) FROM call_event WHERE event_type = 'accepted'"));
  }

  @Test
  void devicesAreForThoseWhomZulipKnows() {
    assertEquals(401, Client.anonymous().get(DEVICES).statusCode());
    assertEquals(401, Client.anonymous().post(DEVICES, "token", TOKEN).statusCode());
    assertEquals(401, Client.anonymous().request().delete(DEVICES).statusCode());
  }
}
