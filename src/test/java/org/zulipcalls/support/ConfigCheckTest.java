package org.zulipcalls.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.zulipcalls.testing.Authority;
import org.zulipcalls.testing.RsaKey;
import org.zulipcalls.testing.Settings;

class ConfigCheckTest {

  private static final String GOOD_URL = "postgresql://127.0.0.1:5432/calls";

  private static List<String> problems(String... pairs) {
    List<String> all = new ArrayList<>(List.of(pairs));
    if (!all.contains("calls.database.url")) {
      all.addAll(List.of("calls.database.url", GOOD_URL));
    }
    return new ConfigCheck(Settings.raw(all.toArray(String[]::new))).problems();
  }

  private static void oneProblem(String variable, List<String> problems) {
    assertEquals(1, problems.size(), problems.toString());
    assertTrue(problems.get(0).startsWith(variable + ": "), problems.get(0));
    assertEquals(1, problems.get(0).lines().count());
  }

  @Test
  void theDefaultsAreGood() {
    assertEquals(List.of(), problems());
  }

  @Test
  void theDatabaseHasNoDefault() {
    List<String> problems = new ConfigCheck(Settings.raw()).problems();
    oneProblem("CALLS_DATABASE_URL", problems);
    assertTrue(problems.get(0).contains("is missing"), problems.get(0));
    assertTrue(problems.get(0).contains("postgresql://host:port/database"), problems.get(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"postgresql://db/calls", "postgresql://db:5432/calls?sslmode=require",
      "postgresql://db.example.com:65535/calls", "postgresql://zulip_db-1/zulip-calls",
      "postgresql://[::1]:5432/calls"})
  void aDatabaseUrlMayLookLikeThis(String url) {
    assertEquals(List.of(), problems("calls.database.url", url));
  }

  @ParameterizedTest
  @ValueSource(strings = {"jdbc:postgresql://db/calls", "mysql://db/calls", "postgresql://db", "postgresql://db/",
      "postgresql://user:secret-word@db/calls", "db:5432", "postgresql:// db/calls",
      "postgresql://db/calls?sslmode=maybe", "postgresql://db/calls?sslmode=Require", "postgresql://db/calls?sslmode",
      "postgresql://one,two/calls", "postgresql://one:1,two:2/calls", "postgresql://db:port/calls",
      "postgresql://db:/calls", "postgresql://db:70000/calls", "postgresql://:5432/calls", "postgresql://::1/calls",
      "postgresql://%2Frun%2Fpostgresql/calls", "postgresql://db/calls?search_path=calls",
      "postgresql://db/calls?currentSchema=calls", "postgresql://db/calls?sslmode=prefer&search_path=calls",
      "postgresql://db/calls?user=calls", "postgresql://db/calls?sslmode=require&sslmode=disable",
      "postgresql://db/calls?SSLMODE=require", "postgresql://db/calls?ssl=true",
      "postgresql://db/calls?sslmode=verify-full&sslrootcert=/ca.pem"})
  void anyOtherDatabaseUrlIsRefused(String url) {
    List<String> problems = problems("calls.database.url", url);
    oneProblem("CALLS_DATABASE_URL", problems);
    assertFalse(problems.get(0).contains("secret-word"), problems.get(0));
  }

  @ParameterizedTest
  @CsvSource({"calls.zulip.url, not-a-url", "calls.zulip.url, ''", "calls.zulip.email-domain-aliases, one.org",
      "calls.zulip.invite-message, maybe", "calls.jitsi.url, ftp://jitsi",
      "calls.jitsi.jwt.private-key-file, /no/such/file",
      "calls.jitsi.jwt.secret-file, /no/such/file", "calls.jitsi.events-token-file, /no/such/file",
      "calls.jitsi.events-token, two words", "calls.jitsi.events-token, schlüssel", "calls.jitsi.check-interval, 0.1s",
      "calls.jitsi.check-interval, often", "calls.jitsi.own-tab, https://meet.jit.si",
      "calls.zulip.check-interval, 0.1s",
      "calls.database.password-file, /no/such/file",
      "calls.ring-timeout, soon", "calls.ring-timeout, 0s", "calls.ring-timeout, -5s", "calls.ring-timeout, 100ms",
      "calls.ring-timeout, ''", "calls.max-duration, 4x", "calls.max-duration, 99999999d",
      "calls.contact-timeout, never",
      "calls.retention, -1d", "calls.retention, 1ms", "calls.limit.create, many", "calls.limit.create, 0/1m",
      "calls.push.fcm.credentials-file, /no/such/file", "calls.push.fcm.credentials-file, /tmp",
      "calls.push.fcm.endpoint, nowhere", "calls.database.start-timeout, long",
      "calls.database.ca-file, /no/such/file", "quarkus.http.port, http",
      "quarkus.http.port, 70000", "calls.operator.password, short",
      "calls.operator.username, 'a:b'", "calls.operator.password-file, /no/such/file", "calls.limit.login, some",
      "calls.trusted-proxies, nginx", "calls.operator.password, 'twelve${chars}'", "calls.ring-timeout, ${x}",
      "quarkus.management.port, -1", "quarkus.http.host, not a host", "quarkus.http.port, ''",
      "quarkus.management.port, ''", "quarkus.http.host, ''", "quarkus.management.host, ''",
      "quarkus.http.port, ${x}", "calls.trusted-proxies, ''", "calls.limit.create, ''"})
  void aValueThatDoesNotFitIsOneLineWithTheVariable(String name, String value) {
    oneProblem(name.toUpperCase().replace('.', '_').replace('-', '_'), problems(name, value));
  }

  @ParameterizedTest
  @CsvSource({"calls.ring-timeout, '', takes a time", "calls.zulip.invite-message, '', takes true or false",
      "calls.zulip.url, '', takes a URL", "calls.zulip.invite-text, '', set a value",
      "quarkus.http.port, '', takes a port", "quarkus.http.host, '', takes an address",
      "calls.push.fcm.credentials-file, /no/such/file, service account",
      "calls.database.ca-file, /no/such/file, certificates",
      "calls.jitsi.jwt.private-key-file, /no/such/file, RSA private key",
      "calls.operator.password-file, /no/such/file, takes one with the secret"})
  void theLineSaysWhatTheVariableTakes(String name, String value, String taken) {
    String problem = problems(name, value).get(0);
    assertTrue(problem.contains(taken), problem);
  }

  @ParameterizedTest
  @CsvSource({"calls.ring-timeout, 45s", "calls.ring-timeout, 45", "calls.ring-timeout, PT45S",
      "calls.ring-timeout, ' 2s '",
      "calls.retention, 0", "calls.jitsi.check-interval, 0", "calls.jitsi.check-interval, 30s",
      "calls.zulip.check-interval, 0", "calls.zulip.email-domain-aliases, ''", "calls.jitsi.own-tab, ''",
      "calls.jitsi.own-tab, 'meet.jit.si, Jitsi.example.com'",
      "calls.jitsi.events-token, ''", "calls.jitsi.events-token, a-Token_1.~+/=", "calls.retention, 0d",
      "calls.retention, 36000d", "calls.max-duration, 90m",
      "calls.zulip.invite-message, FALSE", "calls.zulip.url, https://zulip.example/", "calls.jitsi.url, ''",
      "calls.jitsi.jwt.app-id, ''", "calls.operator.password, ''", "calls.operator.password, twelve-chars",
      "calls.operator.username, jane.doe@example.com", "calls.trusted-proxies, '10.0.0.0/8, fd00::/8'",
      "calls.limit.create, 1/1d", "quarkus.http.port, 0"})
  void aValueThatFitsPasses(String name, String value) {
    assertEquals(List.of(), problems(name, value));
  }

  @Test
  void everyProblemIsToldAtOnce() {
    assertEquals(2, problems("calls.ring-timeout", "x", "calls.limit.create", "x").size());
  }

  @Test
  void noValueIsRepeatedSinceItMayBeASecret() {
    String wrong = "a-secret-in-the-wrong-place";
    for (String name : List.of("calls.ring-timeout", "calls.zulip.url", "calls.limit.create", "calls.database.url",
        "calls.jitsi.jwt.private-key-file", "calls.zulip.email-domain-aliases", "quarkus.http.port")) {
      assertFalse(problems(name, wrong).toString().contains(wrong), name);
    }
  }

  @Test
  void aReadableFilePasses(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("key.pem"), "key");
    assertEquals(List.of(), problems("calls.database.password-file", file.toString()));
  }

  @Test
  void theAuthorityAndItsUseBelongTogether(@TempDir Path directory) throws Exception {
    String authority = new Authority(directory).certificate().toString();
    String nothing = Files.writeString(directory.resolve("empty.pem"), "no certificate").toString();
    String broken = Files.writeString(directory.resolve("broken.pem"), "-----BEGIN CERTIFICATE-----\nno\n").toString();
    for (String mode : List.of("verify-ca", "verify-full")) {
      String url = GOOD_URL + "?sslmode=" + mode;
      assertEquals(List.of(), problems("calls.database.url", url, "calls.database.ca-file", authority));
      oneProblem("CALLS_DATABASE_CA_FILE", problems("calls.database.url", url));
      oneProblem("CALLS_DATABASE_CA_FILE", problems("calls.database.url", url, "calls.database.ca-file", ""));
      oneProblem("CALLS_DATABASE_CA_FILE", problems("calls.database.url", url, "calls.database.ca-file", nothing));
      oneProblem("CALLS_DATABASE_CA_FILE", problems("calls.database.url", url, "calls.database.ca-file", broken));
    }
    oneProblem("CALLS_DATABASE_CA_FILE", problems("calls.database.ca-file", authority));
    oneProblem("CALLS_DATABASE_CA_FILE",
        problems("calls.database.url", GOOD_URL + "?sslmode=require", "calls.database.ca-file", authority));
    assertEquals(List.of(), problems("calls.database.ca-file", ""));
  }

  @Test
  void aTokensSettingsBelongTogether(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("key.pem"), "no key");
    assertEquals(List.of(), problems("calls.jitsi.jwt.app-id", "app", "calls.jitsi.jwt.secret", "short"));
    oneProblem("CALLS_JITSI_JWT_APP_ID", problems("calls.jitsi.jwt.secret", "s".repeat(32)));
    oneProblem("CALLS_JITSI_JWT_PRIVATE_KEY_FILE", problems("calls.jitsi.jwt.app-id", "app", "calls.jitsi.jwt.key-id",
        "key", "calls.jitsi.jwt.private-key-file", file.toString()));
    assertEquals(List.of(), problems("calls.jitsi.jwt.app-id", "app", "calls.jitsi.jwt.secret", "s".repeat(32)));
  }

  @Test
  void halfATokenIsNone(@TempDir Path directory) {
    String key = RsaKey.write(directory.resolve("key.pem")).file().toString();
    oneProblem("CALLS_JITSI_JWT_SECRET", problems("calls.jitsi.jwt.app-id", "app"));
    oneProblem("CALLS_JITSI_JWT_SECRET", problems("calls.jitsi.jwt.app-id", "app", "calls.jitsi.jwt.secret", ""));
    oneProblem("CALLS_JITSI_JWT_PRIVATE_KEY_FILE", problems("calls.jitsi.jwt.key-id", "key"));
    oneProblem("CALLS_JITSI_JWT_PRIVATE_KEY_FILE",
        problems("calls.jitsi.jwt.app-id", "app", "calls.jitsi.jwt.key-id", "key"));
    oneProblem("CALLS_JITSI_JWT_KEY_ID",
        problems("calls.jitsi.jwt.app-id", "app", "calls.jitsi.jwt.private-key-file", key));
    assertEquals(List.of(), problems("calls.jitsi.jwt.app-id", "app", "calls.jitsi.jwt.key-id", "key",
        "calls.jitsi.jwt.private-key-file", key));
  }

  @Test
  void aFileWithoutASecretIsRefused(@TempDir Path directory) throws Exception {
    Path empty = Files.writeString(directory.resolve("empty"), "\n");
    Path binary = Files.write(directory.resolve("binary"), new byte[]{(byte) 0xff, 0x41});
    for (String name : SecretFiles.SECRETS) {
      for (Path file : List.of(empty, binary)) {
        oneProblem(name.toUpperCase().replace('.', '_').replace('-', '_') + "_FILE",
            problems(name + "-file", file.toString()));
      }
    }
  }
}
