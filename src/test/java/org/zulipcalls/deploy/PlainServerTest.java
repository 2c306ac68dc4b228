package org.zulipcalls.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zulipcalls.support.ConfigCheck;
import org.zulipcalls.testing.Settings;
import org.zulipcalls.web.Tools;

import com.fasterxml.jackson.databind.JsonNode;

/** systemd's unit, and Compose. */
class PlainServerTest {

  private static final Path UNIT = Path.of("src/main/systemd/zulip-calls.service");
  private static final JsonNode COMPOSE = Yaml.read(Path.of("src/main/compose/compose.calls.yaml"));
  @TempDir
  Path directory;

  private static String run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() + " " + output;
  }

  /** With a program that is there, since the service is not installed where tests run. */
  @Test
  void systemdTakesTheUnit() throws IOException, InterruptedException {
    String analyze = Tools.orSkip("systemd-analyze").toString();
    Path unit = directory.resolve("zulip-calls.service");
    Files.writeString(unit,
        Files.readString(UNIT).replace("ExecStart=/opt/zulip-calls/zulip-calls", "ExecStart=/bin/true"));
    assertEquals("0 ", run(List.of(analyze, "verify", unit.toString())));
    Files.writeString(unit, Files.readString(unit).replace("ProtectHome=yes", "ProtectHom=yes"));
    assertTrue(run(List.of(analyze, "verify", unit.toString())).contains("ProtectHom"));
  }

  @Test
  void theUnitIsHardened() throws IOException, InterruptedException {
    String rating = run(List.of(Tools.orSkip("systemd-analyze").toString(), "security", "--offline=yes",
        "--threshold=20", UNIT.toString()));
    assertTrue(rating.startsWith("0 "), rating);
  }

  @Test
  void theServiceTakesTheUnitsSettings() throws IOException {
    Map<String, String> settings = Files.readAllLines(UNIT)
        .stream()
        .filter(line -> line.startsWith("Environment=") && !line.contains("_FILE="))
        .map(line -> line.split("=", 3))
        .collect(Collectors.toMap(parts -> parts[1], parts -> parts[2]));
    assertEquals(4, settings.size());
    assertEquals(List.of(), new ConfigCheck(Settings.environment(settings)).problems());
  }

  /** What the build makes has no version in its name, so that nobody installs the one of before. */
  @Test
  void allNameTheExecutableThatTheBuildMakes() throws IOException {
    String build = Files.readString(Path.of("pom.xml"));
    assertTrue(build.contains("<quarkus.package.output-name>${project.artifactId}<"));
    assertTrue(build.contains("<artifactId>zulip-calls</artifactId>"));
    for (String user : List.of("native/Containerfile", "native/Containerfile.prebuilt", "native/build.sh",
        "native/smoke.sh", ".dockerignore", "src/site/markdown/install.md")) {
      assertEquals(Set.of("target/zulip-calls-runner"), Pattern.compile("target/[\\w.*-]*-runner")
          .matcher(Files.readString(Path.of(user)))
          .results()
          .map(MatchResult::group)
          .collect(Collectors.toSet()), user);
    }
  }

  /** There root alone can read them; to the service's user systemd brings them. */
  @Test
  void theLinesMakeEverySecretThatTheyUse() throws IOException {
    for (String page : List.of("install", "operations")) {
      String text = Files.readString(Path.of("src/site/markdown", page + ".md"));
      assertFalse(text.contains("$(cat /etc/zulip-calls/"), page);
      List<MatchResult> uses = Pattern.compile("(?:cat |LoadCredential=[\\w-]+:)/etc/zulip-calls/([\\w.-]+)")
          .matcher(text)
          .results()
          .toList();
      assertFalse(uses.isEmpty(), page);
      for (MatchResult use : uses) {
        String file = use.group(1);
        assertTrue(text.substring(0, use.start()).contains("install -m 400 /dev/stdin /etc/zulip-calls/" + file), file);
        assertTrue(text.contains("LoadCredential=" + file + ":/etc/zulip-calls/" + file), file);
        assertTrue(text.contains("_FILE=/run/credentials/zulip-calls.service/" + file + "\n"), file);
      }
    }
  }

  @Test
  void composeRunsTheServiceInZulipsNetwork() {
    JsonNode service = COMPOSE.at("/services/zulip-calls");
    assertEquals("service:zulip", service.path("network_mode").asText());
    assertTrue(service.at("/depends_on/zulip/restart").asBoolean());
    assertTrue(service.path("read_only").asBoolean());
    assertEquals("[\"ALL\"]", service.path("cap_drop").toString());
    assertTrue(!service.has("ports") && !service.has("networks"));
    assertEquals("./post-setup.d:/data/post-setup.d:ro", COMPOSE.at("/services/zulip/volumes/0").asText());
  }

  /** Compose refuses what it does not know (compose-spec's schema is closed); these are the keys that we use of it. */
  @Test
  void composeKnowsEveryKey() {
    assertEquals(Set.of("services", "secrets"), keys(COMPOSE));
    assertEquals(Set.of("volumes"), keys(COMPOSE.at("/services/zulip")));
    Set<String> known = Set.of("image", "restart", "network_mode", "depends_on", "user", "read_only", "tmpfs",
        "cap_drop", "security_opt", "stop_grace_period", "secrets", "environment");
    assertEquals(new TreeSet<>(known), keys(COMPOSE.at("/services/zulip-calls")));
    assertEquals(Set.of("condition", "restart"), keys(COMPOSE.at("/services/zulip-calls/depends_on/zulip")));
    String secret = COMPOSE.at("/services/zulip-calls/secrets/0").asText();
    assertEquals(Set.of("file"), keys(COMPOSE.at("/secrets/" + secret)));
    assertEquals("/run/secrets/" + secret,
        COMPOSE.at("/services/zulip-calls/environment/CALLS_DATABASE_PASSWORD_FILE").asText());
  }

  @Test
  void theServiceTakesComposesSettings() {
    Map<String, String> settings = COMPOSE.at("/services/zulip-calls/environment")
        .properties()
        .stream()
        .filter(setting -> !setting.getKey().endsWith("_FILE"))
        .collect(Collectors.toMap(Map.Entry::getKey, setting -> setting.getValue().asText()));
    assertEquals(List.of(), new ConfigCheck(Settings.environment(settings)).problems());
  }

  private static Set<String> keys(JsonNode map) {
    return map.properties().stream().map(Map.Entry::getKey).collect(Collectors.toCollection(TreeSet::new));
  }
}
