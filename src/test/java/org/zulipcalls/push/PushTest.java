package org.zulipcalls.push;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.zulipcalls.demo.StandInUser;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.FcmStandIn;
import org.zulipcalls.testing.ServiceTest;

import io.restassured.response.Response;

/** A test with phones: the service with the FCM stand-in behind it, and no devices at first. */
abstract class PushTest extends ServiceTest {

  static final String DEVICES = API + "/devices";
  static final Duration SOON = Duration.ofSeconds(10);

  protected FcmStandIn fcm;

  @BeforeEach
  void forgetPhones() {
    database.update("DELETE FROM push_device");
    fcm.reset();
  }

  @AfterEach
  void mendFcm() {
    fcm.reset();
    database.update("DELETE FROM push_outbox");
  }

  /** A new phone of this user; gives its token. */
  final String phone(StandInUser user) {
    String token = "token-" + UUID.randomUUID();
    register(user, token);
    return token;
  }

  /** Gives the device's id. */
  final String register(StandInUser user, String token) {
    Response answer = Client.of(user).post(DEVICES, "token", token, "kind", "fcm");
    assertEquals(200, answer.statusCode(), answer.asString());
    return answer.path("device_id");
  }

  final Response respond(StandInUser user, String callId, String response, Object... more) {
    List<Object> parameters = new ArrayList<>(List.of("response", response));
    parameters.addAll(List.of(more));
    Response answer = Client.of(user).post(path(callId, "respond"), parameters.toArray());
    assertEquals(200, answer.statusCode(), answer.asString());
    return answer;
  }

  /** Waits until exactly these have come to the phone, in this order. */
  final void comes(String token, String... types) {
    await().atMost(SOON)
        .pollInterval(Duration.ofMillis(10))
        .untilAsserted(() -> assertEquals(List.of(types), fcm.typesTo(token)));
  }

  final void eventually(Runnable holds) {
    await().atMost(SOON).pollInterval(Duration.ofMillis(10)).untilAsserted(holds::run);
  }

  /** The reasons of the call's failed pushes, oldest first. */
  final List<String> failuresOf(String callId) {
    return database.texts("SELECT metadata ->> 'reason' FROM call_event "
        + "WHERE call_id = ? AND event_type = 'push_failed' ORDER BY id", UUID.fromString(callId));
  }

  final long outboxSize() {
    return database.count("SELECT count(*) FROM push_outbox");
  }

  final long devices(String token) {
    return database.count("SELECT count(*) FROM push_device WHERE token = ?", token);
  }
}
