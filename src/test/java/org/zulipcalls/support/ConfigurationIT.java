package org.zulipcalls.support;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zulipcalls.testing.Database;
import org.zulipcalls.testing.Replica;

/** The packaged service with what an operator may get wrong: the start stops with one line that names the variable. */
class ConfigurationIT {

  /** Stands where a secret may be, also by mistake; nobody may ever read it. */
  private static final String SECRET = "hunter2hunter2";
  private static final String PASSWORD = "right-$$-\\${password}";
  private static Database database;

  @BeforeAll
  static void start() throws Exception {
    database = Database.start();
    database.update("CREATE ROLE locked LOGIN SUPERUSER PASSWORD '" + PASSWORD + "'");
    Path rules = Path.of(database.value(String.class, "SHOW hba_file"));
    Files.writeString(rules, "host all locked 127.0.0.1/32 scram-sha-256\n" + Files.readString(rules));
    database.rows("SELECT pg_reload_conf()");
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  private static Map<String, String> settings(String... pairs) {
    Map<String, String> settings = new HashMap<>(database.settings());
    settings.put("calls.zulip.url", "http://127.0.0.1:1");
    settings.put("calls.jitsi.jwt.app-id", "calls");
    settings.put("calls.jitsi.jwt.secret", SECRET + SECRET + SECRET);
    for (int i = 0; i < pairs.length; i += 2) {
      settings.put(pairs[i], pairs[i + 1]);
    }
    return settings;
  }

  private static Map<String, String> locked(String... pairs) {
    Map<String, String> settings = settings(pairs);
    settings.put("calls.database.username", "locked");
    return settings;
  }

  /** What it says before it stops; neither a stack trace nor a secret is part of it. */
  private static List<String> lastWords(Replica replica) {
    assertNotEquals(0, replica.exitCode());
    String log = replica.log();
    assertFalse(log.contains(SECRET) || log.contains("right-$"), log);
    assertFalse(log.contains("Exception") || log.contains("\tat "), log);
    return log.lines().toList();
  }

  private static void stopsWithOneLine(String variable, Replica replica) {
    List<String> lines = lastWords(replica);
    assertEquals(1, lines.size(), lines.toString());
    assertTrue(lines.get(0).startsWith(variable + ": "), lines.get(0));
  }

  private static void stopsWithOneLine(String variable, Map<String, String> settings) {
    try (Replica replica = Replica.start(settings)) {
      stopsWithOneLine(variable, replica);
    }
  }

  @Test
  void badConfigurationStopsWithOneLine() {
    Map<String, String> wrong = new HashMap<>(Map.of("calls.zulip.url", SECRET, "calls.zulip.email-domain-aliases",
        SECRET,
        "calls.zulip.invite-message", SECRET, "calls.jitsi.url", SECRET, "calls.jitsi.jwt.secret-file", "/" + SECRET,
        "calls.jitsi.jwt.private-key-file", "/" + SECRET, "calls.ring-timeout", SECRET, "calls.max-duration", SECRET,
        "calls.contact-timeout", SECRET, "calls.retention", SECRET));
    wrong.putAll(Map.of("calls.limit.create", SECRET, "calls.push.fcm.credentials-file", "/" + SECRET,
        "calls.push.fcm.endpoint", SECRET, "calls.database.url", "postgresql://user:" + SECRET + "@127.0.0.1/calls",
        "calls.database.password-file", "/" + SECRET, "quarkus.http.port", "99999", "quarkus.management.port", "web",
        "quarkus.http.host", "not a host"));
    Map<String, Replica> started = new HashMap<>();
    wrong.forEach((name, value) -> {
      // Two at a time are enough for a small machine.
      started.put(name, Replica.start(settings(name, value)));
      if (started.size() % 2 == 0) {
        started.values().forEach(Replica::exitCode);
      }
    });
    started.forEach((name, replica) -> stopsWithOneLine(name.toUpperCase().replaceAll("[.-]", "_"), replica));
  }

  @Test
  void aMissingDatabaseUrlIsNamed() {
    Map<String, String> settings = settings();
    settings.remove("calls.database.url");
    stopsWithOneLine("CALLS_DATABASE_URL", settings);
  }

  @Test
  void aRefusedPasswordIsOneLine() {
    stopsWithOneLine("CALLS_DATABASE_USERNAME, CALLS_DATABASE_PASSWORD", locked("calls.database.password", SECRET));
  }

  @Test
  void anUnknownDatabaseIsOneLine() {
    stopsWithOneLine("CALLS_DATABASE_URL", settings("calls.database.url", database.url() + "x"));
  }

  @Test
  void aPasswordThatIsMissingIsNamed() {
    Map<String, String> settings = locked();
    settings.remove("calls.database.password");
    stopsWithOneLine("CALLS_DATABASE_USERNAME, CALLS_DATABASE_PASSWORD", settings);
  }

  @Test
  void aDatabaseThatStaysAwayIsWaitedForAndNamed() {
    try (Replica replica = Replica.start(settings("calls.database.url", "postgresql://127.0.0.1:1/calls",
        "calls.database.start-timeout", "2s"))) {
      List<String> lines = lastWords(replica);
      assertEquals(2, lines.size(), lines.toString());
      assertTrue(lines.get(0).startsWith("Waiting for the database: "), lines.get(0));
      assertTrue(lines.get(1).startsWith("CALLS_DATABASE_URL: "), lines.get(1));
    }
  }

  @Test
  void aSecretComesFromItsFileAndIsNeverSeen(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("password"), PASSWORD + "\n");
    Map<String, String> settings = locked("calls.database.password-file", file.toString(), "calls.database.password",
        SECRET, "quarkus.log.level", "DEBUG");
    try (Replica replica = Replica.start(settings).awaitReady()) {
      // The one connection that is not Quarkus' own, but made of CallsConfig.
      await().atMost(10, TimeUnit.SECONDS)
          .until(() -> database.count("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'") == 1);
      replica.terminate();
      replica.exitCode();
      String log = replica.log();
      assertFalse(log.contains("Cannot listen"), "The secret is not known everywhere");
      assertFalse(log.contains("right-$") || log.contains(SECRET), "A secret is in the log");
    }
  }
}
