package org.zulipcalls;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import org.zulipcalls.demo.Fault;
import org.zulipcalls.demo.StandInUser;
import org.zulipcalls.demo.ZulipStandIn;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.Cluster;
import org.zulipcalls.testing.Crash;
import org.zulipcalls.testing.Database;
import org.zulipcalls.testing.EventSync;
import org.zulipcalls.testing.Expect;
import org.zulipcalls.testing.FcmFault;
import org.zulipcalls.testing.FcmStandIn;
import org.zulipcalls.testing.Replica;

import io.restassured.response.Response;

/**
 * Every secret that comes by is known here by its text, and is sent through everything that the packaged service does, well
 * and badly. Where it must not be found afterwards is the test's to say.
 */
final class MarkedDrive implements AutoCloseable {

  private static final String API = "/api/v1/calls/";
  private static final String ROOM_SECRET = "marked-room-secret-0123456789-abcdefgh";
  private static final String OPERATOR = "operator";
  private static final String PASSWORD = "marked-operators-password";

  private final MarkedSecrets secrets = new MarkedSecrets();
  private final List<String> refusals = new ArrayList<>();
  private final FcmStandIn fcm;
  private final Cluster cluster;
  private final StandInUser alice;
  private final StandInUser bob;

  private MarkedDrive(FcmStandIn fcm, Cluster cluster) {
    this.fcm = fcm;
    this.cluster = cluster;
    alice = newUser();
    bob = newUser();
  }

  /** @param settings of the one replica, beside those that the drive needs */
  static MarkedDrive start(Map<String, String> settings) {
    FcmStandIn fcm = FcmStandIn.start();
    try {
      Map<String, String> all = new HashMap<>(fcm.settings());
      all.put("calls.jitsi.url", "https://meet.example.com");
      all.put("calls.jitsi.jwt.app-id", "zulip");
      all.put("calls.jitsi.jwt.secret", ROOM_SECRET);
      all.put("calls.zulip.invite-message", "true");
      all.put("calls.jitsi.events-token", EventSync.TOKEN);
      all.put("calls.operator.password", PASSWORD);
      all.putAll(settings);
      return new MarkedDrive(fcm, Cluster.start(1, all));
    } catch (RuntimeException | Error e) {
      fcm.close();
      throw e;
    }
  }

  @Override
  public void close() {
    cluster.close();
    fcm.close();
  }

  Replica replica() {
    return cluster.replica(0);
  }

  Database database() {
    return cluster.database();
  }

  MarkedSecrets secrets() {
    return secrets;
  }

  /** The answers with which something was refused, with their headers. */
  List<String> refusals() {
    return List.copyOf(refusals);
  }

  void run() throws IOException {
    noteWhatIsThere();
    String token = secrets.mark("FCM token");
    assertEquals(200, phone(bob).post(API + "devices", "token", token).statusCode());
    useIt();
    waitAndOperate();
    misuseIt();
    breakIt(token);
  }

  private void noteWhatIsThere() throws IOException {
    secrets.add("Jitsi's secret", ROOM_SECRET);
    secrets.add("Prosody's token", EventSync.TOKEN);
    secrets.add("the operator's password", PASSWORD);
    secrets.add("the operator's digest", digest());
    secrets.add("the operator's Basic", base64(OPERATOR + ":" + PASSWORD));
    String account = Files.readString(Path.of(fcm.settings().get("calls.push.fcm.credentials-file")));
    secrets.add("a line of FCM's key", Expect.json(account).path("private_key").asText().lines().toList().get(5));
    secrets.add("FCM's access token", FcmStandIn.ACCESS_TOKEN);
  }

  /** What Elytron knows of the password (OperatorUser). */
  private static String digest() {
    try {
      byte[] text = (OPERATOR + ":zulip-calls:" + PASSWORD).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-512").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A link to a room and the token in it. */
  private void note(String link) {
    secrets.add("JWT", link.replaceFirst(".*[?&]jwt=([^&#]+).*", "$1"));
    secrets.add("room", room(link));
  }

  private static String room(String link) {
    return link.replaceFirst(".*/(zulip-call-[A-Za-z0-9_-]+).*", "$1");
  }

  private StandInUser newUser() {
    StandInUser user = cluster.newUser();
    secrets.add("API key", user.apiKey());
    secrets.add("Basic", user.basic().substring("Basic ".length()));
    return user;
  }

  private Client anybody() {
    return Client.anonymous().at(replica().url().toString());
  }

  private Client phone(StandInUser user) {
    return cluster.client(user, 0);
  }

  private Client browser(StandInUser user) {
    String session = cluster.zulip().newSession(user);
    String csrf = ZulipStandIn.csrfSecret();
    String token = ZulipStandIn.maskedToken(csrf);
    secrets.add("session", session);
    secrets.add("CSRF cookie", csrf);
    secrets.add("CSRF token", token);
    return anybody().cookie("__Host-sessionid", session)
        .cookie("__Host-csrftoken", csrf)
        .with("X-CSRFToken", token);
  }

  private void refused(Response answer) {
    assertTrue(answer.statusCode() >= 400, answer.asString());
    refusals.add(answer.asString() + answer.headers());
  }

  private static Response taken(Response answer) {
    assertEquals(200, answer.statusCode(), answer.asString());
    return answer;
  }

  private String call(Client caller, StandInUser recipient) {
    Response answer = taken(caller.post(API + "create", "user_id", recipient.userId()));
    note(answer.path("call_url"));
    return answer.path("call_id");
  }

  private void useIt() {
    String callId = call(phone(alice), bob);
    note(taken(phone(bob).post(API + callId + "/respond", "response", "accept")).path("call_url"));
    taken(phone(alice).post(API + "heartbeat", "call_id", callId));
    taken(phone(alice).get(API + callId + "/status"));
    usePage(callId);
    Client browser = browser(alice);
    String again = call(browser, bob);
    taken(browser.get("/calls/embed/" + again));
    taken(browser.post(API + again + "/cancel"));
    taken(browser.get(API + "history"));
    taken(phone(bob).get(API + "events?wait=1"));
    String lost = secrets.mark("token of a phone that is lost");
    taken(phone(bob).post(API + "devices", "token", lost));
    taken(phone(bob).request().delete(API + "devices?token=" + lost));
  }

  /** The desktop app's page of a call: by a link that is good once, then by a cookie. It ends the call. */
  private void usePage(String callId) {
    String link = taken(phone(alice).post(API + callId + "/page-link")).path("url");
    secrets.add("page token", link.replaceFirst(".*token=", ""));
    String cookie = anybody().get(link).cookie("zulip_calls_page");
    secrets.add("page cookie", cookie);
    Client page = anybody().cookie("zulip_calls_page", cookie);
    taken(page.get("/calls/embed/" + callId));
    taken(page.get("/calls/embed/" + callId + "/api/status"));
    refused(page.with("Origin", "https://evil.example.com").post("/calls/embed/" + callId + "/api/end"));
    taken(page.with("Origin", replica().url().toString()).post("/calls/embed/" + callId + "/api/end"));
  }

  /** Somebody waits for somebody busy; Prosody tells of a room; the operator ends a call. */
  private void waitAndOperate() {
    String callId = call(phone(alice), bob);
    String link = taken(phone(bob).post(API + callId + "/respond", "response", "accept")).path("call_url");
    note(link);
    taken(phone(newUser()).post(API + "create", "user_id", bob.userId(), "queue", "true"));
    EventSync room = new EventSync(room(link));
    room.join(EventSync.connection(), Integer.toString(alice.userId()), EventSync.MAIN);
    for (EventSync.Post post : room.take()) {
      taken(EventSync.post(anybody(), post.path(), post.payload().toString()));
      Client impostor = anybody().with("Authorization", "Bearer " + secrets.mark("wrong Bearer"));
      refused(impostor.request().body(post.payload().toString()).post(EventSync.PREFIX + post.path()));
    }
    Client port = Client.basic(OPERATOR + ":" + PASSWORD).at(replica().managementUrl());
    taken(port.get("/q/operator/calls/" + callId));
    taken(port.post("/q/operator/calls/" + callId + "/end"));
    String wrong = OPERATOR + ":" + secrets.mark("the operator's wrong password");
    secrets.add("the operator's wrong Basic", base64(wrong));
    refused(Client.basic(wrong).at(replica().managementUrl()).get("/q/operator/calls"));
  }

  private void misuseIt() {
    String callId = call(phone(alice), bob);
    refused(phone(alice).post(API + "create", "user_id", bob.userId()));
    refused(phone(alice).post(API + callId + "/respond", "response", "accept"));
    refused(phone(newUser()).get(API + callId + "/status"));
    refused(phone(alice).post(API + "create", "recipient_email", "nobody@example.com"));
    refused(phone(alice).post(API + callId + "/nonsense"));
    refused(anybody().get(API + "history", "api_key", alice.apiKey()));
    String wrong = alice.email() + ":" + secrets.mark("wrong key");
    secrets.add("wrong Basic", base64(wrong));
    refused(Client.basic(wrong).at(replica().url().toString()).get(API + "history"));
    refused(anybody().cookie("__Host-sessionid", secrets.mark("wrong session")).get(API + "history"));
    Client forged = browser(bob).with("Origin", "https://evil.example.com");
    refused(forged.post(API + callId + "/end"));
    taken(phone(alice).post(API + callId + "/cancel"));
  }

  private void breakIt(String token) {
    for (Fault fault : List.of(Fault.SERVER_ERROR, Fault.NONSENSE_JSON, Fault.DROP, Fault.REDIRECT)) {
      cluster.zulip().setFault(fault);
      refused(phone(newUser()).get(API + "history"));
      refused(browser(newUser()).get(API + "history"));
    }
    cluster.zulip().setFault(Fault.NONE);
    fcm.setFault(token, FcmFault.REJECTED);
    String callId = call(phone(alice), bob);
    await().atMost(Duration.ofSeconds(15))
        .until(() -> replica().log().contains("Failed to send call push notification"));
    Crash crash = Crash.of(database());
    refused(phone(alice).get(API + callId + "/status"));
    refused(phone(alice).post(API + "create", "user_id", bob.userId()));
    crash.mend();
    await().atMost(Duration.ofSeconds(30)).until(() -> phone(alice).get(API + callId + "/status").statusCode() == 200);
  }
}
