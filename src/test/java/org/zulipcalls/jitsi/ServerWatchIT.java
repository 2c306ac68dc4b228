package org.zulipcalls.jitsi;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.zulipcalls.demo.FreePort;
import org.zulipcalls.demo.StandInUser;
import org.zulipcalls.testing.Cluster;
import org.zulipcalls.testing.Expect;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;

import io.restassured.response.Response;

/** The packaged service, while its Jitsi server is away and when it is there again. */
class ServerWatchIT {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int PORT = FreePort.next();
  private static final String SERVER = "http://127.0.0.1:" + PORT;
  private static Cluster cluster;

  @BeforeAll
  static void start() {
    cluster = Cluster.start(1, Map.of("calls.jitsi.url", SERVER + "/", "calls.jitsi.check-interval", "1s"));
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static HttpServer jitsi() throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", PORT), 0);
    server.createContext("/", exchange -> {
      exchange.sendResponseHeaders(200, -1);
      exchange.close();
    });
    server.start();
    return server;
  }

  private static String detail() throws Exception {
    for (JsonNode check : Expect.json(cluster.replica(0).managed("/q/health").body()).path("checks")) {
      if (check.path("name").asText().equals("Jitsi servers in use")) {
        assertEquals("UP", check.path("status").asText());
        return check.path("data").path(SERVER).asText("unknown");
      }
    }
    throw new AssertionError("Not in /q/health");
  }

  private static boolean gaugeIs(String value) throws Exception {
    return cluster.replica(0)
        .managed("/q/metrics")
        .body()
        .lines()
        .anyMatch(line -> line.equals("calls_jitsi_up{server=\"" + SERVER + "\"} " + value));
  }

  private static void isReady() throws Exception {
    for (String path : List.of("/q/health", "/q/health/live", "/q/health/ready", "/q/health/started")) {
      HttpResponse<String> answer = cluster.replica(0).managed(path);
      assertEquals(200, answer.statusCode(), path + " " + answer.body());
    }
    assertFalse(cluster.replica(0).managed("/q/health/ready").body().contains("Jitsi"));
  }

  /** Whether a new call's page has its room's server as one that is there. */
  private static boolean newCallsPageHasIt() {
    StandInUser caller = cluster.newUser();
    Response created = cluster.client(caller, 0).post("/api/v1/calls/create", "user_id", cluster.newUser().userId());
    assertEquals(200, created.statusCode(), created.asString());
    String page = cluster.client(caller, 0).get("/calls/embed/" + created.path("call_id")).asString();
    assertTrue(page.contains("\"room_is_there\":"), page);
    return page.contains("\"room_is_there\":true");
  }

  @Test
  void withoutJitsiCallsBeginAndEverybodyIsTold() throws Exception {
    await().atMost(PATIENCE).until(() -> detail().startsWith("cannot be reached: "));
    await().atMost(PATIENCE).until(() -> gaugeIs("0.0"));
    isReady();
    assertFalse(newCallsPageHasIt());
    HttpServer jitsi = jitsi();
    try {
      await().atMost(PATIENCE).until(() -> detail().equals("answers"));
      await().atMost(PATIENCE).until(() -> gaugeIs("1.0"));
      isReady();
      assertTrue(newCallsPageHasIt());
    } finally {
      jitsi.stop(0);
    }
    await().atMost(PATIENCE).until(() -> !newCallsPageHasIt());
    isReady();
    String log = cluster.replica(0).log();
    assertEquals(2, log.lines().filter(line -> line.contains("Jitsi at " + SERVER + ": cannot be reached")).count(),
        log);
  }
}
