package org.zulipcalls.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zulipcalls.demo.StandInUser;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.Cluster;
import org.zulipcalls.testing.Expect;
import org.zulipcalls.testing.RawHttp;
import org.zulipcalls.testing.RawHttp.Answer;

/** The packaged service towards those who mean harm. */
class HardeningIT {

  private static final String API = "/api/v1/calls";
  private static final int IDLE_SECONDS = 3;
  /** What the line of a forger would begin with. */
  private static final String FORGED = "2026-01-01T00:00:00.000Z ERROR forged-";
  /** All that some program takes for the end of a line, or for an order to the terminal. */
  private static final List<String> NASTY = List.of("\n", "\r\n", "\r", "\u2028", "\u2029", "\u0085", "\u001b[2J",
      "\u009b2J", "\u202e", "\u000b", "%0a", "\\n");
  private static Cluster cluster;

  @BeforeAll
  static void start() {
    cluster = Cluster.start(1, Map.of("quarkus.http.idle-timeout", IDLE_SECONDS + "s",
        "quarkus.management.idle-timeout", IDLE_SECONDS + "s", "quarkus.log.level", "DEBUG",
        "quarkus.log.min-level", "DEBUG", "calls.jitsi.events-token", "a-token-of-the-room-server"));
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static int port() {
    return cluster.replica(0).url().getPort();
  }

  private static Answer send(String head, String... headers) throws Exception {
    return RawHttp.exchange(port(), (head + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
        + String.join("", List.of(headers).stream().map(line -> line + "\r\n").toList()) + "\r\n")
        .getBytes(StandardCharsets.UTF_8));
  }

  private static String basic(StandInUser user) {
    return "Authorization: " + user.basic();
  }

  private static void isGuarded(String what, Map<String, String> headers) {
    assertEquals("nosniff", headers.get("X-Content-Type-Options"), what + headers);
    assertEquals("no-referrer", headers.get("Referrer-Policy"), what + headers);
    assertEquals("same-origin", headers.get("Cross-Origin-Resource-Policy"), what + headers);
    assertEquals("no-store", headers.get("Cache-Control"), what + headers);
    assertEquals(AnswerHeaders.NO_PAGE, headers.get("Content-Security-Policy"), what + headers);
    assertEquals("DENY", headers.get("X-Frame-Options"), what + headers);
  }

  @Test
  void everyAnswerOfTheApiTellsABrowserToDoNothingWithIt() throws Exception {
    StandInUser user = cluster.newUser();
    String unknown = API + "/" + UUID.randomUUID();
    Map<String, Integer> requests = Map.ofEntries(Map.entry("GET " + API + "/history", 200),
        Map.entry("HEAD " + API + "/history", 200), Map.entry("OPTIONS " + API + "/history", 200),
        Map.entry("GET " + unknown + "/status", 404), Map.entry("GET " + API + "/create", 405),
        Map.entry("POST " + API + "/create", 400), Map.entry("GET /nothing", 404), Map.entry("GET /", 404),
        Map.entry("GET /q/health", 404), Map.entry("GET " + API + "/history?limit=x", 400),
        Map.entry("GET " + API + "/%ff", 404), Map.entry("GET " + API + "/events?wait=0", 200),
        Map.entry("GET " + API + "/jitsi/events/room/created", 405), Map.entry("PROPFIND " + API, 404));
    for (Map.Entry<String, Integer> request : requests.entrySet()) {
      Answer answer = send(request.getKey(), basic(user));
      assertEquals(request.getValue(), answer.status(), request + answer.body());
      isGuarded(request.getKey(), answer.headers());
    }
    Answer anonymous = send("GET " + API + "/history");
    assertEquals(401, anonymous.status());
    isGuarded("without a login", anonymous.headers());
    Answer large = RawHttp.exchange(port(),
        ("POST " + API + "/create HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
            + basic(user) + "\r\nContent-Length: 100000\r\n\r\n" + "x".repeat(100_000))
            .getBytes(StandardCharsets.US_ASCII));
    assertEquals(413, large.status());
    isGuarded("a large body", large.headers());
  }

  @Test
  void whatIsAPageOrAScriptHasItsOwnPolicyAndTheRest() throws Exception {
    StandInUser user = cluster.newUser();
    Client client = cluster.client(user, 0);
    String callId = Expect.success(client.post(API + "/create", "user_id", cluster.newUser().userId()))
        .path("call_id")
        .asText();
    Answer page = send("GET /calls/embed/" + callId, "Cookie: sessionid=" + cluster.zulip().newSession(user));
    assertEquals(200, page.status());
    assertTrue(page.headers().get("Content-Security-Policy").contains("script-src 'nonce-"), page.headers().toString());
    assertEquals("SAMEORIGIN", page.headers().get("X-Frame-Options"));
    Answer script = send("GET /calls/override.js");
    assertEquals("public, no-cache", script.headers().get("Cache-Control"));
    for (Answer answer : List.of(page, script, send("GET /calls/embed/" + callId))) {
      assertEquals("nosniff", answer.headers().get("X-Content-Type-Options"), answer.headers().toString());
      assertEquals("no-referrer", answer.headers().get("Referrer-Policy"), answer.headers().toString());
      assertEquals("same-origin", answer.headers().get("Cross-Origin-Resource-Policy"), answer.headers().toString());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/q/health/ready", "/q/metrics", "/q/nothing"})
  void theManagementPortsAnswersAreGuardedToo(String path) throws Exception {
    cluster.replica(0)
        .managed(path)
        .headers()
        .firstValue("Content-Security-Policy")
        .ifPresentOrElse(policy -> assertEquals(AnswerHeaders.NO_PAGE, policy), () -> {
          throw new AssertionError(path + " has no policy");
        });
  }

  /** Sends a body in drips, for minutes; how long it took to be rid of the sender. */
  private static Duration drip(int status, String code, String... headers) throws Exception {
    long start = System.nanoTime();
    Answer answer = RawHttp.drip(port(), "POST " + API + "/create HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        + String.join("", List.of(headers).stream().map(line -> line + "\r\n").toList())
        + "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{",
        " ".repeat(999).getBytes(StandardCharsets.US_ASCII), 500);
    assertNotNull(answer);
    assertEquals(status, answer.status());
    assertEquals(code, Expect.json(answer.body()).path("code").asText());
    assertEquals("close", answer.headers().get("Connection"));
    return Duration.ofNanos(System.nanoTime() - start);
  }

  @Test
  void aBodyThatDripsIsGivenUpAfterTenSeconds() throws Exception {
    Duration took = drip(408, "REQUEST_TIMEOUT", basic(cluster.newUser()));
    assertTrue(took.toSeconds() >= 9 && took.toSeconds() < 30, took.toString());
  }

  @Test
  void aBodyThatNobodyWantsHoldsNoConnection() throws Exception {
    Duration took = drip(401, "UNAUTHORIZED");
    assertTrue(took.toSeconds() < 9, took.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GET " + API + "/history HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Half: "})
  void whoConnectsAndSaysNothingMoreIsDisconnected(String beginning) throws Exception {
    long start = System.nanoTime();
    Answer answer = RawHttp.drip(port(), beginning, new byte[0], 0);
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    assertNull(answer);
    assertTrue(took.toSeconds() >= IDLE_SECONDS - 1 && took.toSeconds() < IDLE_SECONDS + 30, took.toString());
  }

  /** Letters do not count for the idle time-out, only what they make: a whole head, a part of a body. */
  @ParameterizedTest
  @ValueSource(strings = {"", "GET " + API + "/history HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"})
  void aHeaderThatDripsHasNoMoreTimeThanOneThatPauses(String before) throws Exception {
    for (int port : List.of(port(), URI.create(cluster.replica(0).managementUrl()).getPort())) {
      long start = System.nanoTime();
      Answer answer = RawHttp.drip(port, before + "GET " + API + "/history HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Long: ",
          "x".repeat(1_000).getBytes(StandardCharsets.US_ASCII), 100);
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      assertEquals(before.isEmpty(), answer == null);
      assertTrue(took.toSeconds() >= IDLE_SECONDS - 1 && took.toSeconds() < IDLE_SECONDS + 30, took.toString());
    }
  }

  @Test
  void longHeadersAndLongAddressesAreRefused() throws Exception {
    assertEquals(431, send("GET " + API + "/history", "X-Long: " + "x".repeat(70_000)).status());
    assertEquals(431, send("GET " + API + "/history",
        IntStream.range(0, 3_000).mapToObj(i -> "X-" + i + ": " + "x".repeat(20)).toArray(String[]::new))
        .status());
    assertEquals(414, send("GET " + API + "/history?x=" + "x".repeat(70_000)).status());
    Expect.success(cluster.client(cluster.newUser(), 0).get(API + "/history"));
  }

  /** Through everything that a client can send, and with the libraries' own lines at DEBUG. */
  @Test
  void nobodyCanForgeALineOfTheLog() throws Exception {
    StandInUser user = cluster.newUser();
    Client client = cluster.client(user, 0);
    String callId = Expect.success(client.post(API + "/create", "user_id", cluster.newUser().userId()))
        .path("call_id")
        .asText();
    int number = 0;
    for (String nasty : NASTY) {
      String text = "x" + nasty + FORGED + number++;
      client.post(API + "/create", "recipient_email", text + "@zulip.com");
      client.post(API + "/create", "user_id", text);
      client.post(API + "/" + callId + "/respond", "response", text);
      client.post(API + "/devices", "token", text, "kind", text);
      client.post(API + "/" + callId + "/end", "reason", text);
      client.get(API + "/history", "cursor", text);
      client.request()
          .contentType("application/json")
          .body("{\"recipient_email\":\"" + text.replace("\\", "\\\\")
              + "\"}")
          .post(API + "/create");
      Client.basic(text + ":" + text).at(cluster.replica(0).url().toString()).get(API + "/history");
      String encoded = URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
      send("GET " + API + "/" + encoded + "/status", basic(user));
      send("GET /calls/embed/" + encoded + "?token=" + encoded);
      send("GET " + API + "/history", "Host: " + encoded, basic(user));
      if (!nasty.matches("[\\r\\n]+")) {
        send("GET " + API + "/history", basic(user), "X-Request-ID: " + text, "User-Agent: " + text,
            "Origin: " + text, "Cookie: sessionid=" + text, "Idempotency-Key: " + text);
        send("G" + nasty + "T " + API, basic(user));
      }
    }
    String log = cluster.replica(0).log();
    assertTrue(log.contains("forged-0"), "Nothing of all that was logged");
    List<String> forged = new ArrayList<>();
    for (String line : log.split("\\R|\\u001b|\\u009b")) {
      if (line.startsWith(FORGED) || line.matches("(?s).*[\\p{Cc}\\p{Cf}&&[^\\t]].*")) {
        forged.add(line);
      }
    }
    assertEquals(List.of(), forged);
  }

  @Test
  void whatAnybodyCanClaimOfTheWayHereChangesNothing() throws Exception {
    StandInUser user = cluster.newUser();
    Client client = cluster.client(user, 0);
    String callId = Expect.success(client.post(API + "/create", "user_id", cluster.newUser().userId()))
        .path("call_id")
        .asText();
    String[] claims = {"X-Forwarded-Host: evil.example.com", "X-Forwarded-For: 203.0.113.9", "X-Forwarded-Port: 4444",
        "X-Forwarded-Prefix: /evil", "Forwarded: for=203.0.113.9;host=evil.example.com;proto=https",
        "X-Original-URL: /q/metrics", "X-Rewrite-URL: /q/metrics", "X-HTTP-Method-Override: DELETE", basic(user)};
    for (String path : List.of("/api/v1/calls/" + callId + "/status", "/calls/embed/x", "/calls/embed/" + callId)) {
      Answer answer = send("GET " + path, claims);
      assertFalse((answer.headers() + answer.body()).contains("evil"), answer.headers() + answer.body());
      assertFalse((answer.headers() + answer.body()).contains("4444"), answer.headers() + answer.body());
    }
    assertEquals("/login/?next=/calls/embed/" + callId,
        send("GET /calls/embed/" + callId, "X-Forwarded-Host: evil.example.com").headers().get("Location"));
  }
}
