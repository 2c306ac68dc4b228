package org.zulipcalls;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zulipcalls.demo.Fault;
import org.zulipcalls.demo.StandInUser;
import org.zulipcalls.demo.ZulipStandIn;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.Cluster;
import org.zulipcalls.testing.Crash;
import org.zulipcalls.testing.EventSync;
import org.zulipcalls.testing.FcmFault;
import org.zulipcalls.testing.FcmStandIn;

import io.restassured.response.Response;

/**
 * Every secret that comes by is known here by its text, is sent through everything that the packaged service does, well
 * and badly, and is then looked for: in the log, in refusals, in the metrics, and in the database.
 */
class LeaksIT {

  private static final String API = "/api/v1/calls/";
  private static final String ROOM_SECRET = "marked-room-secret-0123456789-abcdefgh";
  private static final String OPERATOR_PASSWORD = "marked-operators-password";
  /** The tables in which a secret belongs. */
  private static final Map<String, Set<String>> BELONGS = Map.of("FCM token", Set.of("push_device"), "room",
      Set.of("call"));

  private final Map<String, String> secrets = new LinkedHashMap<>();
  private final List<String> refusals = new ArrayList<>();
  private FcmStandIn fcm;
  private Cluster cluster;
  private StandInUser alice;
  private StandInUser bob;

  @BeforeEach
  void start() {
    fcm = FcmStandIn.start();
    Map<String, String> settings = new HashMap<>(fcm.settings());
    settings.put("calls.jitsi.url", "https://meet.example.com");
    settings.put("calls.jitsi.jwt.app-id", "zulip");
    settings.put("calls.jitsi.jwt.secret", ROOM_SECRET);
    settings.put("calls.zulip.invite-message", "true");
    settings.put("calls.jitsi.events-token", EventSync.TOKEN);
    settings.put("calls.operator.password", OPERATOR_PASSWORD);
    settings.put("quarkus.log.category.\"org.zulipcalls\".level", "DEBUG");
    cluster = Cluster.start(1, settings);
    alice = cluster.newUser();
    bob = cluster.newUser();
    secrets.put("Jitsi's secret", ROOM_SECRET);
    secrets.put("Prosody's token", EventSync.TOKEN);
    secrets.put("the operator's password", OPERATOR_PASSWORD);
    for (StandInUser user : List.of(alice, bob)) {
      secrets.put("API key of " + user.email(), user.apiKey());
      secrets.put("Basic of " + user.email(), user.basic().substring("Basic ".length()));
    }
  }

  @AfterEach
  void stop() {
    cluster.close();
    fcm.close();
  }

  private Client phone(StandInUser user) {
    return cluster.client(user, 0);
  }

  private Client browser(StandInUser user) {
    String session = cluster.zulip().newSession(user);
    String csrf = ZulipStandIn.csrfSecret();
    String token = ZulipStandIn.maskedToken(csrf);
    secrets.put("session of " + user.email(), session);
    secrets.put("CSRF cookie of " + user.email(), csrf);
    secrets.put("CSRF token of " + user.email(), token);
    return Client.anonymous()
        .at(cluster.replica(0).url().toString())
        .cookie("__Host-sessionid", session)
        .cookie("__Host-csrftoken", csrf)
        .with("X-CSRFToken", token);
  }

  private void refused(Response answer) {
    assertTrue(answer.statusCode() >= 400, answer.asString());
    refusals.add(answer.asString() + answer.headers());
  }

  private String call(Client caller, StandInUser recipient) {
    Response answer = caller.post(API + "create", "user_id", recipient.userId());
    assertEquals(200, answer.statusCode(), answer.asString());
    String callId = answer.path("call_id");
    note(answer.path("call_url"));
    return callId;
  }

  /** A link to a room and the token in it. */
  private void note(String link) {
    secrets.put("JWT " + secrets.size(), link.replaceFirst(".*[?&]jwt=([^&#]+).*", "$1"));
    secrets.put("room " + secrets.size(), link.replaceFirst(".*/(zulip-call-[A-Za-z0-9_-]+).*", "$1"));
  }

  @Test
  void noSecretIsWhereItDoesNotBelong() throws Exception {
    String token = "marked-fcm-token-" + UUID.randomUUID();
    secrets.put("FCM token", token);
    assertEquals(200, phone(bob).post(API + "devices", "token", token).statusCode());

    useIt();
    misuseIt();
    breakIt(token);

    String log = cluster.replica(0).log();
    String metrics = cluster.replica(0).managed("/q/metrics").body() + cluster.replica(0).managed("/q/health").body();
    assertTrue(log.contains("Attempting to create call") && metrics.contains("calls_transitions_total"), log);
    secrets.forEach((name, secret) -> {
      assertTrue(secret.length() >= 16 && !secret.startsWith("http"), name + " is " + secret);
      assertFalse(log.contains(secret), name + " is in the log");
      assertFalse(metrics.contains(secret), name + " is in the metrics");
      refusals.forEach(refusal -> assertFalse(refusal.contains(secret), name + " is in " + refusal));
      assertEquals(BELONGS.getOrDefault(name.replaceFirst(" \\d+$", ""), Set.of()), tablesWith(secret), name);
    });
  }

  private void useIt() {
    String callId = call(phone(alice), bob);
    note(phone(bob).post(API + callId + "/respond", "response", "accept").path("call_url"));
    phone(alice).post(API + "heartbeat", "call_id", callId);
    String link = phone(alice).post(API + callId + "/page-link").path("url");
    secrets.put("page token", link.replaceFirst(".*token=", ""));
    Response page = Client.anonymous().at(cluster.replica(0).url().toString()).get(link);
    secrets.put("page cookie", page.detailedCookies().asList().get(0).getValue());
    phone(alice).get(API + callId + "/status");
    phone(alice).post(API + callId + "/end");
    Client browser = browser(alice);
    String again = call(browser, bob);
    browser.post(API + again + "/cancel");
    browser.get(API + "history");
    phone(bob).get(API + "events?wait=1");
    waitAndOperate();
  }

  /** Somebody waits for somebody busy; Prosody tells of a room; the operator ends a call. */
  private void waitAndOperate() {
    String callId = call(phone(alice), bob);
    String link = phone(bob).post(API + callId + "/respond", "response", "accept").path("call_url");
    note(link);
    Response waiting = phone(cluster.newUser()).post(API + "create", "user_id", bob.userId(), "queue", "true");
    assertEquals(200, waiting.statusCode(), waiting.asString());
    EventSync room = new EventSync(link.replaceFirst(".*/(zulip-call-[A-Za-z0-9_-]+).*", "$1"));
    room.join(EventSync.connection(), Integer.toString(alice.userId()), EventSync.MAIN);
    for (EventSync.Post post : room.take()) {
      Client prosody = Client.anonymous().at(cluster.replica(0).url().toString());
      Response told = EventSync.post(prosody, post.path(), post.payload().toString());
      assertEquals(200, told.statusCode(), told.asString());
      refused(prosody.with("Authorization", "Bearer wrong").request().body("{}").post(EventSync.PREFIX + post.path()));
    }
    Client port = Client.basic("operator:" + OPERATOR_PASSWORD).at(cluster.replica(0).managementUrl());
    assertEquals(200, port.get("/q/operator/calls/" + callId).statusCode());
    assertEquals(200, port.post("/q/operator/calls/" + callId + "/end").statusCode());
    refused(Client.basic("operator:not " + OPERATOR_PASSWORD)
        .at(cluster.replica(0).managementUrl())
        .get("/q/operator/calls"));
  }

  private void misuseIt() {
    String callId = call(phone(alice), bob);
    refused(phone(alice).post(API + "create", "user_id", bob.userId()));
    refused(phone(alice).post(API + callId + "/respond", "response", "accept"));
    refused(phone(cluster.newUser()).get(API + callId + "/status"));
    refused(phone(alice).post(API + "create", "recipient_email", "nobody@example.com"));
    refused(phone(alice).post(API + callId + "/nonsense"));
    String wrong = "marked-wrong-key-" + UUID.randomUUID();
    secrets.put("wrong key", wrong);
    String basic = alice.email() + ":" + wrong;
    secrets.put("wrong Basic", Base64.getEncoder().encodeToString(basic.getBytes()));
    refused(Client.basic(basic).at(cluster.replica(0).url().toString()).get(API + "history"));
    Client forged = browser(bob).with("Origin", "https://evil.example.com");
    refused(forged.post(API + callId + "/end"));
    phone(alice).post(API + callId + "/cancel");
  }

  private void breakIt(String token) throws Exception {
    for (Fault fault : List.of(Fault.SERVER_ERROR, Fault.NONSENSE_JSON, Fault.DROP, Fault.REDIRECT)) {
      cluster.zulip().setFault(fault);
      refused(phone(cluster.newUser()).get(API + "history"));
      refused(browser(cluster.newUser()).get(API + "history"));
    }
    cluster.zulip().setFault(Fault.NONE);
    fcm.setFault(token, FcmFault.REJECTED);
    String callId = call(phone(alice), bob);
    await().atMost(Duration.ofSeconds(15))
        .until(() -> cluster.replica(0).log().contains("Failed to send call push notification"));
    Crash crash = Crash.of(cluster.database());
    refused(phone(alice).get(API + callId + "/status"));
    refused(phone(alice).post(API + "create", "user_id", bob.userId()));
    crash.mend();
    await().atMost(Duration.ofSeconds(30)).until(() -> phone(alice).get(API + callId + "/status").statusCode() == 200);
  }

  private Set<String> tablesWith(String secret) {
    Set<String> found = new java.util.TreeSet<>();
    for (String table : cluster.database()
        .texts("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")) {
      if (cluster.database()
          .count("SELECT count(*) FROM " + table + " t WHERE position(? IN t::text) > 0", secret) > 0) {
        found.add(table);
      }
    }
    return found;
  }
}
