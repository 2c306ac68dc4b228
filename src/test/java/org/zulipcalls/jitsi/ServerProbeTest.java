package org.zulipcalls.jitsi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.sun.net.httpserver.HttpServer;

import io.vertx.mutiny.core.Vertx;

/** What counts as a Jitsi server that is there. */
class ServerProbeTest {

  private static Vertx vertx;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private HttpServer jitsi;
  private int status = 200;
  private String scriptAt = "/external_api.js";

  @BeforeAll
  static void begin() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void end() {
    vertx.closeAndAwait();
  }

  @BeforeEach
  void start() throws IOException {
    jitsi = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    jitsi.createContext("/", exchange -> {
      String path = exchange.getRequestURI().getPath();
      asked.add(exchange.getRequestMethod() + " " + path);
      exchange.getResponseHeaders().set("Location", "/elsewhere");
      exchange.sendResponseHeaders(path.equals(scriptAt) ? status : 404, -1);
      exchange.close();
    });
    jitsi.start();
  }

  @AfterEach
  void stop() {
    jitsi.stop(0);
  }

  private String url() {
    return "http://127.0.0.1:" + jitsi.getAddress().getPort();
  }

  private static Finding ask(String server) {
    return new ServerProbe(vertx).ask(server).await().atMost(Duration.ofSeconds(10));
  }

  private static void cannotBeReached(Finding finding) {
    assertTrue(finding.isAway() && finding.text().startsWith("cannot be reached: "), finding.text());
  }

  /** What a realm's administrator can enter in Zulip is no way into the operator's network. */
  @ParameterizedTest
  @ValueSource(strings = {"http://127.0.0.1", "http://localhost", "http://[::1]", "http://[::ffff:127.0.0.1]",
      "http://0.0.0.0"})
  void whoOnlyARealmHasNamedIsNotAskedInside(String server) {
    String inside = server + ":" + jitsi.getAddress().getPort();
    assertEquals(Finding.NOT_ASKED, new ServerProbe(vertx).askOutside(inside).await().atMost(Duration.ofSeconds(10)));
    assertEquals(List.of(), asked);
  }

  @Test
  void aNameThatLeadsNowhereIsToldOutsideToo() {
    cannotBeReached(
        new ServerProbe(vertx).askOutside("https://no-such-host.invalid").await().atMost(Duration.ofSeconds(10)));
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 204, 304, 401, 403, 405})
  void whoeverAnswersIsThere(int answer) {
    status = answer;
    assertEquals(Finding.ANSWERS, ask(url()));
    assertEquals(List.of("HEAD /external_api.js"), asked);
  }

  @Test
  void aRedirectIsAnAnswerAndNotFollowed() {
    status = 302;
    assertEquals(Finding.ANSWERS, ask(url()));
    assertEquals(List.of("HEAD /external_api.js"), asked);
  }

  @Test
  void belowAPathTheScriptMayBeAtTheTop() {
    assertEquals(Finding.ANSWERS, ask(url() + "/tenant"));
    assertEquals(List.of("HEAD /tenant/external_api.js", "HEAD /external_api.js"), asked);
    scriptAt = "/tenant/external_api.js";
    assertEquals(Finding.ANSWERS, ask(url() + "/tenant"));
  }

  @Test
  void whatHasNoSuchScriptIsNoJitsi() {
    scriptAt = "/nowhere";
    assertEquals(Finding.away("is no Jitsi server: it has no external_api.js"), ask(url()));
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503})
  void aFailureIsToldWithItsStatus(int answer) {
    status = answer;
    assertEquals(Finding.away("answers with status " + answer), ask(url()));
  }

  @Test
  void nobodyThere() {
    jitsi.stop(0);
    cannotBeReached(ask(url()));
    cannotBeReached(ask("https://no-such-host.invalid"));
  }

  @Test
  void whoeverSaysNothingIsWaitedForSomeSecondsOnly() throws IOException {
    try (ServerSocket silent = new ServerSocket(0)) {
      assertEquals(Finding.away("no answer within 4 seconds"), ask("http://127.0.0.1:" + silent.getLocalPort()));
    }
  }

  /** Else a server that a realm has chosen could make us hold as many as it likes. */
  @Test
  void itsConnectionIsGivenUp() throws IOException {
    try (ServerSocket silent = new ServerSocket(0)) {
      new ServerProbe(vertx).ask("http://127.0.0.1:" + silent.getLocalPort()).subscribe().with(finding -> {
      });
      try (Socket probe = silent.accept()) {
        probe.setSoTimeout(10_000);
        probe.getInputStream().readAllBytes();
      }
    }
  }

  @Test
  void aServerWithoutTlsIsNotTakenForOneWithIt() {
    assertTrue(ask(url().replace("http:", "https:")).isAway());
  }
}
