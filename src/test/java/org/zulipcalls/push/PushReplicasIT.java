package org.zulipcalls.push;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zulipcalls.demo.StandInUser;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.Cluster;
import org.zulipcalls.testing.FcmFault;
import org.zulipcalls.testing.FcmPush;
import org.zulipcalls.testing.FcmStandIn;
import org.zulipcalls.testing.Replica;

import io.restassured.response.Response;

/**
 * Pushes of the packaged service: of two of it, and of one that is killed. That one is alone, so that there is no doubt
 * who has sent the first push, and another comes up in its place.
 */
class PushReplicasIT {

  private static final String API = "/api/v1/calls";
  /** Seconds; the first one comes a minute after the start. */
  private static final int LONGER_THAN_A_SWEEP = 100;

  private FcmStandIn fcm;
  private Cluster cluster;
  private StandInUser alice;
  private StandInUser bob;

  @BeforeEach
  void startFcm() {
    fcm = FcmStandIn.start();
  }

  @AfterEach
  void stop() {
    if (cluster != null) {
      cluster.close();
    }
    fcm.close();
  }

  private void start(int replicas, String... more) {
    cluster = Cluster.start(replicas, settings(more));
    alice = cluster.zulip().addUser("alice@zulip.com", "Alice");
    bob = cluster.zulip().addUser("bob@zulip.com", "Bob");
  }

  private Map<String, String> settings(String... more) {
    Map<String, String> settings = new HashMap<>(fcm.settings());
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    return settings;
  }

  private Response post(int at, StandInUser user, String path, Object... parameters) {
    Response answer = Client.of(user).at(cluster.replica(at).url().toString()).post(API + path, parameters);
    assertEquals(200, answer.statusCode(), answer.asString());
    return answer;
  }

  private String phone(int at, StandInUser user) {
    String token = "token-" + UUID.randomUUID();
    post(at, user, "/devices", "token", token);
    return token;
  }

  private String call(int at, StandInUser initiator, StandInUser recipient) {
    return post(at, initiator, "/create?user_id=" + recipient.userId()).path("call_id");
  }

  private long events(String callId, String type) {
    return cluster.database()
        .count("SELECT count(*) FROM call_event WHERE call_id = ?::uuid AND event_type = ?", callId, type);
  }

  private long outbox() {
    return cluster.database().count("SELECT count(*) FROM push_outbox");
  }

  private static void within(int seconds, Runnable holds) {
    await().atMost(Duration.ofSeconds(seconds)).pollInterval(Duration.ofMillis(20)).untilAsserted(holds::run);
  }

  @Test
  void twoReplicasSendEachPushOnce() {
    start(2);
    Map<String, String> calls = new HashMap<>();
    for (int i = 0; i < 40; i++) {
      StandInUser caller = cluster.zulip().addUser("caller" + i + "@zulip.com", "Caller " + i);
      StandInUser called = cluster.zulip().addUser("called" + i + "@zulip.com", "Called " + i);
      calls.put(phone(i % 2, called), call(1 - i % 2, caller, called));
    }
    within(10, () -> assertEquals(0, outbox()));
    calls.forEach((token, callId) -> {
      assertEquals(List.of("call_invitation"), fcm.typesTo(token));
      assertEquals(1, events(callId, "push_sent"));
    });
    assertEquals(40, fcm.pushes().size());
  }

  @Test
  void aReplicaThatIsKilledBetweenSendAndMarkIsMadeUpForByAnother() {
    start(1);
    String token = phone(0, bob);
    fcm.setFault(FcmFault.SLOW);
    String callId = call(0, alice, bob);
    within(15, () -> assertEquals(1, fcm.pushesTo(token).size()));
    fcm.setFault(FcmFault.NONE);
    cluster.restart(0);

    within(20, () -> assertEquals(2, fcm.pushesTo(token).size()));
    within(15, () -> assertEquals(0, outbox()));
    List<FcmPush> pushes = fcm.pushesTo(token);
    assertEquals(callId, pushes.get(0).collapseKey());
    assertEquals(callId, pushes.get(1).collapseKey());
    assertEquals("call_invitation", pushes.get(1).type());
    assertTrue(pushes.get(1).timeToLive() < pushes.get(0).timeToLive() - 8_000, "the time that is left, not the first");
    assertEquals(1, events(callId, "push_sent"));
    post(0, bob, "/" + callId + "/respond", "response", "accept");
  }

  @Test
  void whatADeadReplicaHasLeftIsNotSentAfterTheRingsEnd() throws Exception {
    start(1, "calls.ring-timeout", "6s");
    String token = phone(0, bob);
    String callId;
    Instant called;
    // It ends the ring while the push is on its way, but sends none.
    try (Replica other = cluster.another(Map.of("calls.push.fcm.credentials-file", ""))) {
      other.awaitReady();
      fcm.setFault(FcmFault.SLOW);
      called = Instant.now();
      callId = call(0, alice, bob);
      within(15, () -> assertEquals(1, fcm.pushesTo(token).size()));
      cluster.replica(0).kill();
      fcm.setFault(FcmFault.NONE);
      within(15, () -> assertEquals(1, events(callId, "missed")));
    }
    cluster.restart(0);

    within(LONGER_THAN_A_SWEEP, () -> assertEquals(0, outbox()));
    assertEquals(1, fcm.typesTo(token).stream().filter("call_invitation"::equals).count());
    assertTrue(fcm.pushesTo(token).get(0).at().isBefore(called.plusSeconds(6)));
    assertEquals(List.of("expired"), cluster.database()
        .texts("SELECT metadata ->> 'reason' FROM call_event "
            + "WHERE call_id = ?::uuid AND event_type = 'push_failed' AND metadata ->> 'message' = 'call_invitation'",
            callId));
    assertTrue(cluster.replica(0)
        .managed("/q/metrics")
        .body()
        .contains("calls_push_total{kind=\"fcm\",message=\"call_invitation\",outcome=\"expired\"} 1.0"));
    String line = "Failed to send call push notification: expired (call_invitation of call " + callId + " to user "
        + bob.userId() + ")";
    assertEquals(1, cluster.replica(0).log().lines().filter(said -> said.endsWith(line)).count());
  }

  @Test
  void withoutCredentialsPushIsOffSaysSoOnceAndKeepsNothing() {
    start(1, "calls.push.fcm.credentials-file", "", "calls.ring-timeout", "2s");
    String line = "Push is off: CALLS_PUSH_FCM_CREDENTIALS_FILE is not set";
    assertEquals(1, cluster.replica(0).log().lines().filter(said -> said.endsWith(line)).count());
    String token = phone(0, bob);
    String callId = call(0, alice, bob);
    within(15, () -> assertEquals(1, events(callId, "missed")));
    within(LONGER_THAN_A_SWEEP, () -> assertEquals(0, outbox()));
    assertEquals(0, events(callId, "push_failed"));
    assertEquals(List.of(), fcm.typesTo(token));
  }

  @Test
  void aBadCredentialsFileStopsTheStartWithOneLine(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("fcm.json"),
        "{\"type\":\"service_account\",\"private_key\":\"x\"}");
    try (Replica replica = Replica.start(settings("calls.push.fcm.credentials-file", file.toString(),
        "calls.database.url", "postgresql://127.0.0.1:1/nowhere"))) {
      assertTrue(replica.process().waitFor(60, TimeUnit.SECONDS));
      assertEquals(1, replica.process().exitValue());
      assertEquals(1, replica.log().lines().count(), replica.log());
      assertTrue(replica.log().startsWith("CALLS_PUSH_FCM_CREDENTIALS_FILE: takes a service account's JSON file"));
    }
  }

  @Test
  void theMetricsTellHowPushesEndAndHowLongTheyTake() throws Exception {
    start(1);
    assertTrue(cluster.replica(0)
        .managed("/q/metrics")
        .body()
        .contains(
            "calls_push_total{kind=\"fcm\",message=\"call_invitation\",outcome=\"expired\"} 0.0"));
    phone(0, bob);
    String refused = phone(0, bob);
    fcm.setFault(refused, FcmFault.REJECTED);
    String callId = call(0, alice, bob);
    within(15, () -> assertEquals(0, outbox()));
    String metrics = cluster.replica(0).managed("/q/metrics").body();
    assertTrue(metrics.contains(
        "calls_push_total{kind=\"fcm\",message=\"call_invitation\",outcome=\"sent\"} 1.0"), metrics);
    assertTrue(metrics.contains(
        "calls_push_total{kind=\"fcm\",message=\"call_invitation\",outcome=\"rejected\"} 1.0"), metrics);
    assertTrue(metrics.contains("calls_push_delay_seconds_count{kind=\"fcm\",message=\"call_invitation\"} 1"), metrics);
    assertFalse(metrics.contains(callId) || metrics.contains(refused));
  }
}
