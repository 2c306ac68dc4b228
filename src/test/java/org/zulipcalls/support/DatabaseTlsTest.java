package org.zulipcalls.support;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.zulipcalls.testing.Authority;
import org.zulipcalls.testing.Database;
import org.zulipcalls.testing.Settings;

import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;

/** Each client by itself, since the one that comes first at the start would hide what the other lets pass. */
class DatabaseTlsTest {

  @TempDir
  static Path ours;
  @TempDir
  static Path others;
  private static final Vertx VERTX = Vertx.vertx();
  private static Map<String, Path> authorities;
  private static Database database;

  @BeforeAll
  static void start() {
    Authority authority = new Authority(ours);
    authorities = Map.of("ours", authority.certificate(), "another", new Authority(others).certificate());
    database = Database.encrypted(authority, "localhost");
  }

  @AfterAll
  static void stop() throws Exception {
    database.close();
    VERTX.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1, disable, , plain", "127.0.0.1, allow, , plain", "127.0.0.1, prefer, , encrypted",
      "127.0.0.1, require, , encrypted", "127.0.0.1, verify-ca, ours, encrypted",
      "localhost, verify-ca, another, refused",
      "localhost, verify-full, ours, encrypted", "localhost, verify-full, another, refused",
      "127.0.0.1, verify-full, ours, refused"})
  void bothClientsTakeAModeAlike(String host, String mode, String authority, String outcome) throws Exception {
    Map<String, String> settings = new HashMap<>(database.settings());
    settings.put("calls.database.url", database.url().replace("127.0.0.1", host) + "?sslmode=" + mode);
    if (authority != null) {
      settings.put("calls.database.ca-file", authorities.get(authority).toString());
    }
    assertEquals(outcome, reactive(settings, Optional.ofNullable(authority).map(authorities::get)));
    String[] pairs = settings.entrySet()
        .stream()
        .flatMap(setting -> Stream.of(setting.getKey(), setting.getValue()))
        .toArray(String[]::new);
    assertEquals(outcome.equals("refused"), !new DatabaseCheck(Settings.raw(pairs)).problems().isEmpty());
  }

  private static String reactive(Map<String, String> settings, Optional<Path> authority) throws Exception {
    PgConnectOptions options = PgConnectOptions.fromUri(settings.get("calls.database.url"))
        .setUser(settings.get("calls.database.username"))
        .setPassword(settings.get("calls.database.password"));
    return PgConnection.connect(VERTX, DatabaseTls.apply(options, authority))
        .map(connection -> connection.isSSL() ? "encrypted" : "plain")
        .otherwise("refused")
        .toCompletionStage()
        .toCompletableFuture()
        .get(30, TimeUnit.SECONDS);
  }
}
