package org.zulipcalls.support;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.zulipcalls.demo.StandInUser;
import org.zulipcalls.testing.Authority;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.Cluster;
import org.zulipcalls.testing.Database;
import org.zulipcalls.testing.EventStream;
import org.zulipcalls.testing.Expect;
import org.zulipcalls.testing.Replica;

/**
 * The packaged service with a PostgreSQL that takes this user by TLS alone, and whose certificate is for localhost: it does
 * with each sslmode what PostgreSQL's own client would do.
 */
class DatabaseTlsIT {

  private static final String USER = "careful";
  private static final String PASSWORD = "right-password";
  @TempDir
  static Path ours;
  @TempDir
  static Path others;
  private static Authority authority;
  private static Authority another;
  private static Cluster cluster;

  @BeforeAll
  static void start() throws Exception {
    authority = new Authority(ours);
    another = new Authority(others);
    Database database = Database.encrypted(authority, "localhost");
    database.update("CREATE ROLE " + USER + " LOGIN SUPERUSER PASSWORD '" + PASSWORD + "'");
    Path rules = Path.of(database.value(String.class, "SHOW hba_file"));
    Files.writeString(rules, "hostnossl all " + USER + " all reject\nhostssl all " + USER + " all scram-sha-256\n"
        + Files.readString(rules));
    database.rows("SELECT pg_reload_conf()");
    cluster = Cluster.start(database, 1, Map.of("calls.database.url", url(database, "127.0.0.1", "require"),
        "calls.database.username", USER, "calls.database.password", PASSWORD));
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static String url(Database database, String host, String mode) {
    return database.url().replace("127.0.0.1", host) + "?sslmode=" + mode;
  }

  private static Replica replica(String host, String mode, Path caFile) {
    return cluster.another(Map.of("calls.database.url", url(cluster.database(), host, mode), "calls.database.ca-file",
        Objects.toString(caFile, "")));
  }

  /** What is called at the one replica is told at the other; each listens for that on a connection of its own. */
  @ParameterizedTest
  @CsvSource({"127.0.0.1, prefer, false", "127.0.0.1, require, false", "127.0.0.1, verify-ca, true",
      "localhost, verify-full, true"})
  void callsAndTheirEventsComeThroughTls(String host, String mode, boolean verified) {
    try (Replica replica = replica(host, mode, verified ? authority.certificate() : null).awaitReady()) {
      await().atMost(30, TimeUnit.SECONDS).until(() -> listening() == 2);
      StandInUser caller = cluster.newUser();
      StandInUser called = cluster.newUser();
      try (EventStream there = stream(replica, called); EventStream here = stream(cluster.replica(0), called)) {
        Client client = Client.of(caller).at(replica.url().toString());
        Expect.success(client.post("/api/v1/calls/create", "user_id", called.userId()));
        assertEquals(there.told().id(), here.told().id());
      }
      assertEquals(0, connections("NOT ssl"));
      assertFalse(replica.log().contains("Cannot listen"), replica.log());
    }
    await().atMost(30, TimeUnit.SECONDS).until(() -> listening() == 1);
  }

  private static EventStream stream(Replica replica, StandInUser user) {
    EventStream stream = EventStream.open(replica.url(), EventStream.PATH, "Authorization", user.basic());
    assertEquals("snapshot", stream.next().name());
    return stream;
  }

  private static long listening() {
    return connections("ssl AND query LIKE 'LISTEN%'");
  }

  private static long connections(String which) {
    return cluster.database()
        .count("SELECT count(*) FROM pg_stat_activity JOIN pg_stat_ssl USING (pid) WHERE usename = ? AND " + which,
            USER);
  }

  private static String lastWord(Replica replica) {
    try (replica) {
      assertNotEquals(0, replica.exitCode());
      List<String> lines = replica.log().lines().toList();
      assertEquals(1, lines.size(), lines.toString());
      assertFalse(lines.get(0).contains("Exception") || lines.get(0).contains(PASSWORD), lines.get(0));
      return lines.get(0);
    }
  }

  @Test
  void anotherAuthoritysCertificateIsOneLine() {
    for (String mode : List.of("verify-ca", "verify-full")) {
      String line = lastWord(replica("localhost", mode, another.certificate()));
      assertTrue(line.startsWith("CALLS_DATABASE_CA_FILE: "), line);
    }
  }

  @Test
  void anotherHostsCertificateIsOneLine() {
    String line = lastWord(replica("127.0.0.1", "verify-full", authority.certificate()));
    assertTrue(line.startsWith("CALLS_DATABASE_URL: ") && line.contains("another host"), line);
  }

  @Test
  void withoutAModeNothingIsEncrypted() {
    String line = lastWord(cluster.another(Map.of("calls.database.url", cluster.database().url())));
    assertTrue(line.startsWith("CALLS_DATABASE_USERNAME"), line);
    assertTrue(line.contains("no encryption"), line);
  }
}
