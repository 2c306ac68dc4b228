package org.zulipcalls.push;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zulipcalls.demo.StandInUser;
import org.zulipcalls.demo.ZulipStandIn;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.Database;
import org.zulipcalls.testing.FcmFault;
import org.zulipcalls.testing.FcmPush;
import org.zulipcalls.testing.FcmStandIn;
import org.zulipcalls.testing.ServiceProcess;

import io.restassured.response.Response;

/** Pushes of the packaged service, of two of it, and of one that dies. */
class ReplicasIT {

  private static final String API = "/api/v1/calls";

  private final List<AutoCloseable> open = new ArrayList<>();
  private Database database;
  private ZulipStandIn zulip;
  private FcmStandIn fcm;
  private StandInUser alice;
  private StandInUser bob;

  @BeforeEach
  void start() {
    database = opened(Database.start());
    zulip = opened(ZulipStandIn.start(0));
    zulip.setRateLimit(1_000_000);
    fcm = opened(FcmStandIn.start());
    alice = zulip.addUser("alice@zulip.com", "Alice");
    bob = zulip.addUser("bob@zulip.com", "Bob");
  }

  @AfterEach
  void stop() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
  }

  private <T extends AutoCloseable> T opened(T thing) {
    open.add(thing);
    return thing;
  }

  private Map<String, String> settings(String... more) {
    Map<String, String> settings = new HashMap<>(database.settings());
    settings.put("calls.zulip.url", zulip.url().toString());
    settings.put("calls.limit.create", "1000/1m");
    settings.putAll(fcm.settings());
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    return settings;
  }

  private ServiceProcess replica(String... more) {
    return opened(ServiceProcess.start(settings(more)));
  }

  private static Response post(ServiceProcess at, StandInUser user, String path, Object... parameters) {
    Response answer = Client.of(user).at(at.url()).post(API + path, parameters);
    assertEquals(200, answer.statusCode(), answer.asString());
    return answer;
  }

  private static String phone(ServiceProcess at, StandInUser user) {
    String token = "token-" + UUID.randomUUID();
    post(at, user, "/devices", "token", token);
    return token;
  }

  private static String call(ServiceProcess at, StandInUser initiator, StandInUser recipient) {
    return post(at, initiator, "/create?user_id=" + recipient.userId()).path("call_id");
  }

  private long events(String callId, String type) {
    return database.count("SELECT count(*) FROM call_event WHERE call_id = ?::uuid AND event_type = ?", callId, type);
  }

  private long outbox() {
    return database.count("SELECT count(*) FROM push_outbox");
  }

  private static void within(int seconds, Runnable holds) {
    await().atMost(Duration.ofSeconds(seconds)).pollInterval(Duration.ofMillis(20)).untilAsserted(holds::run);
  }

  @Test
  void twoReplicasSendEachPushOnce() {
    ServiceProcess one = replica();
    ServiceProcess other = replica();
    Map<String, String> calls = new HashMap<>();
    for (int i = 0; i < 40; i++) {
      StandInUser caller = zulip.addUser("caller" + i + "@zulip.com", "Caller " + i);
      StandInUser called = zulip.addUser("called" + i + "@zulip.com", "Called " + i);
      calls.put(phone(i % 2 == 0 ? one : other, called), call(i % 2 == 0 ? other : one, caller, called));
    }
    within(10, () -> assertEquals(0, outbox()));
    calls.forEach((token, callId) -> {
      assertEquals(List.of("call_invitation"), fcm.typesTo(token));
      assertEquals(1, events(callId, "push_sent"));
    });
    assertEquals(40, fcm.pushes().size());
  }

  @Test
  void aReplicaThatIsKilledBetweenSendAndMarkIsMadeUpForByTheOther() {
    ServiceProcess dying = replica();
    String token = phone(dying, bob);
    ServiceProcess heir = replica();
    fcm.setFault(FcmFault.SLOW);
    String callId = call(dying, alice, bob);
    within(5, () -> assertEquals(1, fcm.pushesTo(token).size()));
    dying.kill();
    fcm.setFault(FcmFault.NONE);

    within(20, () -> assertEquals(2, fcm.pushesTo(token).size()));
    within(5, () -> assertEquals(0, outbox()));
    List<FcmPush> pushes = fcm.pushesTo(token);
    assertEquals(callId, pushes.get(0).collapseKey());
    assertEquals(callId, pushes.get(1).collapseKey());
    assertEquals("call_invitation", pushes.get(1).type());
    assertTrue(pushes.get(1).timeToLive() < pushes.get(0).timeToLive() - 8_000, "the time that is left, not the first");
    assertEquals(1, events(callId, "push_sent"));
    post(heir, bob, "/" + callId + "/respond", "response", "accept");
  }

  @Test
  void whatADeadReplicaHasLeftIsNotSentAfterTheRingsEnd() {
    ServiceProcess dying = replica("calls.ring-timeout", "6s");
    String token = phone(dying, bob);
    replica("calls.ring-timeout", "6s");
    fcm.setFault(FcmFault.SLOW);
    Instant called = Instant.now();
    call(dying, alice, bob);
    within(5, () -> assertEquals(1, fcm.pushesTo(token).size()));
    dying.kill();
    fcm.setFault(FcmFault.NONE);

    within(15, () -> assertTrue(fcm.typesTo(token).contains("call_missed")));
    within(40, () -> assertEquals(0, outbox()));
    assertEquals(1, fcm.typesTo(token).stream().filter("call_invitation"::equals).count());
    assertTrue(fcm.pushesTo(token).get(0).at().isBefore(called.plusSeconds(6)));
  }

  @Test
  void withoutCredentialsPushIsOffSaysSoOnceAndKeepsNothing() {
    ServiceProcess service = replica("calls.push.fcm.credentials-file", "", "calls.ring-timeout", "2s");
    String line = "Push is off: CALLS_PUSH_FCM_CREDENTIALS_FILE is not set";
    assertEquals(2, service.log().split(line, -1).length, service.log());
    String token = phone(service, bob);
    String callId = call(service, alice, bob);
    within(5, () -> assertEquals(1, events(callId, "missed")));
    within(40, () -> assertEquals(0, outbox()));
    assertEquals(0, events(callId, "push_failed"));
    assertEquals(List.of(), fcm.typesTo(token));
  }

  @Test
  void aBadCredentialsFileStopsTheStartWithOneLine(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("fcm.json"),
        "{\"type\":\"service_account\",\"private_key\":\"x\"}");
    ServiceProcess service = opened(
        ServiceProcess.launch(settings("calls.push.fcm.credentials-file", file.toString())));
    assertEquals(1, service.exitCode());
    List<String> lines = service.log().lines().toList();
    assertEquals(1, lines.size(), service.log());
    assertTrue(lines.get(0).startsWith("CALLS_PUSH_FCM_CREDENTIALS_FILE: takes a service account's JSON file"));
  }

  @Test
  void theMetricsTellHowPushesEndAndHowLongTheyTake() {
    ServiceProcess service = replica();
    phone(service, bob);
    String refused = phone(service, bob);
    fcm.setFault(refused, FcmFault.REJECTED);
    String callId = call(service, alice, bob);
    within(5, () -> assertEquals(0, outbox()));
    String metrics = Client.anonymous().at(service.managementUrl()).get("/q/metrics").asString();
    assertTrue(metrics.contains(
        "calls_push_total{kind=\"fcm\",message=\"call_invitation\",outcome=\"sent\"} 1.0"), metrics);
    assertTrue(metrics.contains(
        "calls_push_total{kind=\"fcm\",message=\"call_invitation\",outcome=\"rejected\"} 1.0"), metrics);
    assertTrue(metrics.contains("calls_push_delay_seconds_count{kind=\"fcm\",message=\"call_invitation\"} 1"), metrics);
    assertFalse(metrics.contains(callId) || metrics.contains(refused));
  }
}
