package org.zulipcalls.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zulipcalls.testing.EventSync;

import com.sun.net.httpserver.HttpServer;

/** Our nginx file between Zulip's includes and two servers that say who they are (issue 4, item 5). */
@Tag("browser")
class NginxTest {

  /** How long a stream says nothing more. */
  static final Duration STREAM = Duration.ofSeconds(10);
  static final String ID = "01a203f3-6de9-7694-bcfb-cd7421a934b7";
  private static final String PAGE = "<!DOCTYPE html><html><head><title>z</title></head><body>zulip</body></html>";

  private final HttpClient client = HttpClient.newHttpClient();
  private HttpServer zulip;
  private HttpServer service;
  private Nginx nginx;

  @BeforeEach
  void start() throws IOException {
    Tools.nginx();
    zulip = server("zulip");
    service = server("service");
    nginx = nginx(zulip.getAddress().getPort(), service.getAddress().getPort());
  }

  /** nginx with the variant of the file that is tested. */
  Nginx nginx(int zulipPort, int servicePort) {
    return Nginx.start(zulipPort, servicePort);
  }

  int servicePort() {
    return service.getAddress().getPort();
  }

  @AfterEach
  void stop() {
    nginx.close();
    zulip.stop(0);
    service.stop(0);
  }

  /** Says who it is in a header, and which headers and path it was asked with. */
  private static HttpServer server(String name) throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.setExecutor(Executors.newCachedThreadPool(task -> {
      Thread thread = new Thread(task);
      thread.setDaemon(true);
      return thread;
    }));
    server.createContext("/", exchange -> {
      String path = exchange.getRequestURI().toString();
      boolean page = path.matches("/([a-z-]{2,7}/)?(\\?.*)?");
      exchange.getResponseHeaders().set("X-Reached", name);
      exchange.getResponseHeaders().set("X-Path", path);
      exchange.getResponseHeaders().set("Content-Type", page ? "text/html; charset=utf-8" : "text/plain");
      for (String header : List.of("X-Real-Ip", "Host", "X-Forwarded-Proto", "Connection", "Authorization",
          "X-Request-Id")) {
        exchange.getResponseHeaders()
            .set("X-Got-" + header, exchange.getRequestHeaders()
                .getOrDefault(header,
                    List.of("none"))
                .get(0));
      }
      if (path.contains("/api/v1/calls/events") || path.contains("/api/events")) {
        stream(exchange.getResponseBody(), () -> exchange.sendResponseHeaders(200, 0));
      } else {
        byte[] body = (page ? PAGE : name).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
      }
      exchange.close();
    });
    server.start();
    return server;
  }

  private interface Head {
    void send() throws IOException;
  }

  /** One line at once, and then silence: a proxy that buffers shows nothing of it. */
  private static void stream(OutputStream body, Head head) throws IOException {
    head.send();
    body.write(": here\n\n".getBytes(StandardCharsets.UTF_8));
    body.flush();
    try {
      Thread.sleep(STREAM.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private HttpResponse<String> get(String path) {
    return send(HttpRequest.newBuilder(URI.create(nginx.url() + path)).GET());
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return client.send(request.timeout(Duration.ofSeconds(10)).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String header(HttpResponse<String> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/calls/zoom/create", "/api/v1/calls/bigbluebutton/create",
      "/api/v1/calls/constructorgroups/create", "/api/v1/calls/nextcloud_talk/create", "/api/v1/calls/webex/create",
      "/json/calls/zoom/create", "/json/calls/bigbluebutton/create?meeting_name=a", "/json/calls/webex/create",
      "/calls/zoom/register", "/calls/zoom/complete?code=1", "/calls/zoom/deauthorize", "/calls/bigbluebutton/join?a=b",
      "/calls/webex/register", "/calls/webex/complete", "/de/calls/zoom/register", "/pt-br/calls/zoom/complete",
      "/zh-hans/calls/bigbluebutton/join", "/de/calls/webex/complete", "/", "/?x=1", "/de/", "/zh-hans/",
      "/login/?next=/calls/embed/" + ID, "/api/v1/users/me", "/api/v1/callsign", "/api/v1/events", "/json/events",
      "/json/users/me", "/avatar/12", "/user_uploads/2/a.png", "/static/x.js", "/calls", "/calls/", "/calls/embedded",
      "/calls/override.js.map", "/json/calls/history"})
  void whatZulipAnswersReachesZulip(String path) {
    HttpResponse<String> answer = get(path);
    assertEquals("zulip", header(answer, "X-Reached"), path);
    assertEquals(path, header(answer, "X-Path"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/calls", "/api/v1/calls/", "/api/v1/calls/create", "/api/v1/calls/create-embedded",
      "/api/v1/calls/history?limit=10", "/api/v1/calls/heartbeat", "/api/v1/calls/" + ID + "/respond",
      "/api/v1/calls/" + ID + "/status", "/api/v1/calls/" + ID + "/page-link", "/calls/embed/" + ID,
      "/calls/embed/" + ID + "?token=x", "/calls/embed/" + ID + "/api/status", "/calls/embed/page.js?v=1",
      "/calls/override.js", "/calls/script"})
  void whatIsOursReachesUs(String path) {
    HttpResponse<String> answer = get(path);
    assertEquals("service", header(answer, "X-Reached"), path);
    assertEquals(path, header(answer, "X-Path"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/calls/embed/" + ID + "?a=b", "/calls/override.js", "/calls/script"})
  void oursAreFoundWithALanguageInFrontToo(String path) {
    for (String language : List.of("/de", "/pt-br", "/zh-hans")) {
      HttpResponse<String> answer = get(language + path);
      assertEquals(302, answer.statusCode());
      assertEquals(path, header(answer, "Location"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"%0dSet-Cookie:%20a=b", "%0d%0aSet-Cookie:%20a=b", "%20", "%e4"})
  void whatIsNoAddressOfOursIsNotSentBack(String rest) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", nginx.port())) {
      socket.getOutputStream()
          .write(("GET /de/calls/embed/x" + rest + " HTTP/1.1\r\nHost: z\r\nConnection: close\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      String head = answer.substring(0, answer.indexOf("\r\n\r\n")).replace("\r\n", "|");
      assertTrue(head.contains("|X-reached: zulip|"), head);
      assertFalse(head.contains("|Location:") || head.contains("\r"), head);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/?next=1", "/de/", "/zh-hans/"})
  void theScriptIsPutIntoZulipsPage(String path) {
    assertEquals(PAGE.replace("</body>", "<script src=\"/calls/override.js\"></script></body>"), get(path).body());
  }

  @Test
  void eachRequestIsNamedByNginxWhateverTheClientCallsIt() {
    for (String path : List.of("/api/v1/calls", "/api/v1/calls/history", "/api/v1/calls/events", "/calls/embed/" + ID,
        "/calls/embed/" + ID + "/api/status", "/calls/embed/" + ID + "/api/events", "/calls/override.js",
        "/calls/script")) {
      HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(nginx.url() + path)).GET();
      String name = header(send(request.header("X-Request-ID", "the-clients-name")), "X-Got-X-Request-Id");
      assertTrue(name.matches("[0-9a-f]{32}"), path + ": " + name);
    }
  }

  @Test
  void theScriptIsPutIntoNoOtherPage() {
    assertEquals(PAGE, get("/login/").body());
  }

  @Test
  void zulipsFramingHeadersStayAndThePagesOwnCount() {
    assertEquals("DENY", header(get("/"), "X-Frame-Options"));
    assertEquals("DENY", header(get("/api/v1/calls/history"), "X-Frame-Options"));
    HttpResponse<String> page = get("/calls/embed/" + ID);
    assertEquals(List.of(), page.headers().allValues("X-Frame-Options"));
    assertEquals("max-age=15768000", header(page, "Strict-Transport-Security"));
    assertEquals("*", header(get("/api/v1/calls/history"), "Access-Control-Allow-Origin"));
  }

  @Test
  void theClientsAddressHostAndSchemeArePassedOn() {
    HttpResponse<String> answer = send(HttpRequest.newBuilder(URI.create(nginx.url() + "/api/v1/calls/history"))
        .header("X-Real-Ip", "1.2.3.4")
        .header("X-Test-Proto", "https"));
    assertEquals("127.0.0.1", header(answer, "X-Got-X-Real-Ip"));
    assertEquals("127.0.0.1:" + nginx.port(), header(answer, "X-Got-Host"));
    assertEquals("https", header(answer, "X-Got-X-Forwarded-Proto"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/room/created", "/room/destroyed", "/occupant/joined", "/occupant/left"})
  void whatProsodyTellsReachesUsWithItsToken(String path) {
    HttpResponse<String> answer = send(HttpRequest.newBuilder(URI.create(nginx.url() + EventSync.PREFIX + path))
        .header("Authorization", "Bearer token")
        .POST(HttpRequest.BodyPublishers.ofString("x".repeat(10_000))));
    assertEquals(200, answer.statusCode());
    assertEquals("service", header(answer, "X-Reached"));
    assertEquals(EventSync.PREFIX + path, header(answer, "X-Path"));
    assertEquals("Bearer token", header(answer, "X-Got-Authorization"));
  }

  /** Prosody tries again after any status from 500 on. */
  @Test
  void whenTheServiceIsDownProsodyIsToldSo() {
    service.stop(0);
    assertEquals(503, send(HttpRequest.newBuilder(URI.create(nginx.url() + EventSync.PREFIX + "/room/created"))
        .POST(HttpRequest.BodyPublishers.ofString("{}"))).statusCode());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/calls/events?last_event_id=3", "/calls/embed/" + ID + "/api/events"})
  void liveEventsAreNotBuffered(String path) throws IOException, InterruptedException {
    long start = System.nanoTime();
    HttpResponse<java.util.stream.Stream<String>> answer = client.send(
        HttpRequest.newBuilder(URI.create(nginx.url() + path)).build(),
        HttpResponse.BodyHandlers.ofLines());
    assertEquals(": here", answer.body().findFirst().orElseThrow());
    assertTrue(System.nanoTime() - start < STREAM.toNanos());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/calls", "/api/v1/calls/history", "/api/v1/calls/events",
      "/calls/embed/" + ID + "/api/status", "/calls/embed/" + ID + "/api/events"})
  void whenTheServiceIsDownTheAnswerIsJson(String path) {
    service.stop(0);
    HttpResponse<String> answer = get(path);
    assertEquals(503, answer.statusCode());
    assertEquals("application/json", header(answer, "Content-Type"));
    assertEquals("5", header(answer, "Retry-After"));
    assertTrue(answer.body().startsWith("{\"result\":\"error\",\"msg\":\"The call service does not answer now\""));
    assertTrue(answer.body().matches(".*\"request_id\":\"[0-9a-f]{32}\"}"), answer.body());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/calls", "/api/v1/calls/create", "/api/v1/calls/events",
      EventSync.PREFIX + "/room/created", "/calls/embed/" + ID + "/api/end", "/calls/embed/" + ID + "/api/events"})
  void aBodyThatIsTooLargeIsRefusedAsByTheService(String path) {
    byte[] large = new byte[2_000_000];
    for (HttpRequest.BodyPublisher body : List.of(HttpRequest.BodyPublishers.ofByteArray(large),
        // In chunks: its length is not known before it has come.
        HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)))) {
      HttpResponse<String> answer = send(HttpRequest.newBuilder(URI.create(nginx.url() + path)).POST(body));
      assertEquals(413, answer.statusCode());
      assertEquals("application/json", header(answer, "Content-Type"));
      assertEquals("{\"result\":\"error\",\"msg\":\"The body is too large\",\"message\":\"The body is too large\","
          + "\"code\":\"PAYLOAD_TOO_LARGE\"}", answer.body());
    }
  }

  @Test
  void whenTheServiceIsDownZulipsPageHasAnEmptyScript() {
    service.stop(0);
    assertEquals("zulip", header(get("/"), "X-Reached"));
    for (String path : List.of("/calls/override.js", "/calls/script")) {
      HttpResponse<String> answer = get(path);
      assertEquals(200, answer.statusCode());
      assertEquals("text/javascript", header(answer, "Content-Type"));
      assertEquals("no-store", header(answer, "Cache-Control"));
      assertEquals("/* The call service does not answer now. */", answer.body());
    }
  }

  @Test
  void whenZulipIsDownItsOwnErrorPageIsShown() {
    zulip.stop(0);
    HttpResponse<String> answer = get("/");
    assertEquals(502, answer.statusCode());
    assertTrue(answer.body().contains("Internal server error | Zulip"), answer.body());
  }

  @Test
  void nginxHasNothingToComplainAbout() {
    get("/");
    assertEquals("", nginx.log());
  }
}
