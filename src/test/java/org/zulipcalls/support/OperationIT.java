package org.zulipcalls.support;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.zulipcalls.demo.StandInUser;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.Cluster;
import org.zulipcalls.testing.Crash;
import org.zulipcalls.testing.Expect;
import org.zulipcalls.testing.Replica;

/** The packaged service as its operator meets it. The last test stops it. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OperationIT {

  private static final String HISTORY = "/api/v1/calls/history";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static Cluster cluster;

  @BeforeAll
  static void start() {
    cluster = Cluster.start(1, Map.of("calls.zulip.check-interval", "1s"));
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static HttpResponse<String> managed(String path) throws Exception {
    return cluster.replica(0).managed(path);
  }

  @Test
  @Order(1)
  void healthIsToldAtTheManagementPort() throws Exception {
    for (String path : List.of("/q/health", "/q/health/live", "/q/health/ready", "/q/health/started")) {
      HttpResponse<String> answer = managed(path);
      assertEquals(200, answer.statusCode(), path);
      assertEquals("UP", Expect.json(answer.body()).path("status").asText(), path);
    }
  }

  @Test
  @Order(1)
  void metricsAreToldAtTheManagementPort() throws Exception {
    HttpResponse<String> answer = managed("/q/metrics");
    assertEquals(200, answer.statusCode());
    assertTrue(answer.body().contains("http_server_requests_seconds_count"), answer.body());
    assertTrue(answer.body().contains("jvm_memory_used_bytes"), answer.body());
  }

  @Test
  @Order(1)
  void nothingOfThatIsToldAtTheApisPort() {
    Client anybody = Client.anonymous().at(cluster.replica(0).url().toString());
    for (String path : List.of("/q/health", "/q/health/live", "/q/metrics", "/q/dev-ui")) {
      Expect.refusal(anybody.get(path), 404, "NOT_FOUND", "Not found");
    }
  }

  /** As the product comes, without a token. */
  @Test
  @Order(1)
  void whereNobodyMayTellOfRoomsThereIsNoSuchPath() {
    Client prosody = Client.anonymous()
        .with("Authorization", "Bearer x")
        .at(cluster.replica(0).url().toString());
    for (String path : List.of("/room/created", "/room/destroyed", "/occupant/joined", "/occupant/left",
        "/unknown/path")) {
      for (String method : List.of("POST", "GET", "DELETE")) {
        Expect.refusal(prosody.request().body("{").request(method, "/api/v1/calls/jitsi/events" + path), 404,
            "NOT_FOUND",
            "Not found");
      }
    }
  }

  @Test
  @Order(1)
  void withoutAPasswordThereIsNoOperator() throws Exception {
    for (String path : List.of("/q/operator", "/q/operator/calls", "/q/operator/totals")) {
      HttpResponse<String> answer = managed(path);
      assertEquals(404, answer.statusCode(), path);
      assertEquals("NOT_FOUND", Expect.json(answer.body()).path("code").asText());
    }
    for (String credentials : List.of("operator:", "operator:operator", ":")) {
      Client guess = Client.basic(credentials).at(cluster.replica(0).managementUrl());
      Expect.refusal(guess.get("/q/operator/calls"), 404, "NOT_FOUND", "Not found");
    }
  }

  @Test
  @Order(1)
  void nothingOfTheDemoIsInThePackage() throws IOException {
    if (Files.isDirectory(Replica.artifact())) {
      nothingOfTheDemoIsInTheJars(Replica.artifact());
    } else {
      nothingOfTheDemoIsInTheExecutable(Replica.artifact());
    }
  }

  private static void nothingOfTheDemoIsInTheExecutable(Path executable) throws IOException {
    String all = Files.readString(executable, StandardCharsets.ISO_8859_1);
    assertTrue(all.contains("org.zulipcalls.call.Calls"), "The names of classes are in it");
    for (String name : List.of("org.zulipcalls.demo", "org/zulipcalls/demo", "org.zulipcalls.testing", "io.zonky",
        "io/zonky", "org.junit", "io.restassured", "com.microsoft.playwright")) {
      assertFalse(all.contains(name), name);
    }
  }

  private static void nothingOfTheDemoIsInTheJars(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      List<String> names = files.map(Path::toString).toList();
      assertTrue(names.stream().anyMatch(name -> name.endsWith("quarkus-run.jar")), names.toString());
      assertEquals(List.of(),
          names.stream().filter(name -> name.matches("(?i).*(embedded|zonky|demo|junit|rest-assured).*")).toList());
    }
    for (String part : List.of("app", "quarkus")) {
      try (Stream<Path> jars = Files.list(directory.resolve(part))) {
        for (Path jar : jars.filter(file -> file.toString().endsWith(".jar")).toList()) {
          assertEquals(List.of(), entries(jar).filter(entry -> entry.contains("demo/")).toList());
        }
      }
    }
  }

  private static Stream<String> entries(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.stream().map(entry -> entry.getName()).toList().stream();
    }
  }

  @Test
  @Order(1)
  void whileZulipIsAwayThatIsShownAndNobodyIsUnready() throws Exception {
    Client newcomer = cluster.client(cluster.newUser(), 0);
    cluster.zulip().stop();
    try {
      assertEquals("ZULIP_UNAVAILABLE", newcomer.get(HISTORY).path("code"));
      for (String path : List.of("/q/health/live", "/q/health/ready", "/q/health/started")) {
        assertEquals(200, managed(path).statusCode(), path);
      }
      assertTrue(managed("/q/health/ready").body().matches("(?s).*\"reachable\": *false.*"));
    } finally {
      cluster.zulip().restart();
    }
    Expect.success(newcomer.get(HISTORY));
    assertTrue(managed("/q/health/ready").body().matches("(?s).*\"reachable\": *true.*"));
  }

  @Test
  @Order(1)
  void whileZulipIsAwayThatIsNoticedWithoutARequest() throws Exception {
    cluster.zulip().stop();
    try {
      await().atMost(PATIENCE).until(() -> managed("/q/metrics").body().contains("\ncalls_zulip_reachable 0.0"));
    } finally {
      cluster.zulip().restart();
    }
    await().atMost(PATIENCE).until(() -> managed("/q/metrics").body().contains("\ncalls_zulip_reachable 1.0"));
  }

  @Test
  @Order(1)
  void whoDoesNotKnowYetWhereTheLogEndsIsAliveButNotStarted() throws Exception {
    try (Connection connection = cluster.database().connect(); Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("LOCK TABLE call_event IN ACCESS EXCLUSIVE MODE");
      try (Replica another = cluster.another()) {
        await().atMost(PATIENCE).ignoreExceptions().until(() -> another.managed("/q/health/live").statusCode() == 200);
        assertEquals(503, another.managed("/q/health/started").statusCode());
        connection.rollback();
        await().atMost(PATIENCE).until(() -> another.managed("/q/health/started").statusCode() == 200);
      }
    }
  }

  @Test
  @Order(1)
  void theCheckOfAContainerAsksTheServiceBesideIt() {
    assertEquals(0, cluster.replica(0).probe());
  }

  @Test
  @Order(2)
  void whileTheDatabaseIsAwayEveryAnswerSaysSoAndThenItGoesOn() throws Exception {
    StandInUser user = cluster.newUser();
    Client client = cluster.client(user, 0);
    Expect.success(client.get(HISTORY));
    Crash crash = Crash.of(cluster.database());
    await().atMost(PATIENCE).until(() -> managed("/q/health/ready").statusCode() == 503);
    assertEquals(200, managed("/q/health/live").statusCode());
    Expect.refusal(client.get(HISTORY), 503, "DATABASE_UNAVAILABLE", "The call service has no database now");
    Expect.refusal(client.post("/api/v1/calls/create", "user_id", cluster.newUser().userId()), 503,
        "DATABASE_UNAVAILABLE", "The call service has no database now");
    assertTrue(Integer.parseInt(client.get(HISTORY).header("Retry-After")) > 0);
    crash.mend();
    await().atMost(PATIENCE).until(() -> client.get(HISTORY).statusCode() == 200);
    await().atMost(PATIENCE).until(() -> managed("/q/health/ready").statusCode() == 200);
    Expect.success(client.post("/api/v1/calls/create", "user_id", cluster.newUser().userId()));
  }

  @Test
  @Order(3)
  void itStopsInOrderWhenAsked() throws Exception {
    int before = cluster.replica(0).log().length();
    assertTrue(managed("/q/metrics").body().contains("\ncalls_shutting_down 0.0"));
    cluster.replica(0).terminate();
    await().pollInterval(Duration.ofMillis(20))
        .until(() -> managed("/q/metrics").body().contains("\ncalls_shutting_down 1.0"));
    assertEquals(143, cluster.replica(0).exitCode());
    assertEquals(1, cluster.replica(0).probe());
    String log = cluster.replica(0).log().substring(before);
    assertTrue(log.contains("zulip-calls stopped in"), log);
    assertFalse(log.contains("\tat "), log);
  }
}
