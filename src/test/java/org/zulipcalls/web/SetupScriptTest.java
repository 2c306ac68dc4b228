package org.zulipcalls.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the script meets, it ends well and leaves nothing behind that nginx does not take. */
class SetupScriptTest {

  private static final String TAKES = "exit 0";

  @TempDir
  Path directory;
  private SetupScript script;

  @BeforeEach
  void beginAnew() {
    script = new SetupScript(directory);
  }

  private void assertNothingIsThere(SetupScript.Outcome outcome, String why) throws IOException {
    assertEquals(0, outcome.exitCode(), outcome.output());
    assertTrue(outcome.output().contains(why), outcome.output());
    assertTrue(outcome.output().contains("Zulip starts without calls"), outcome.output());
    if (Files.exists(script.file().getParent())) {
      try (Stream<Path> left = Files.list(script.file().getParent())) {
        assertEquals(0, left.count());
      }
    }
  }

  @Test
  void unlessToldOtherwiseItPutsTheVeryFileThere() throws IOException {
    SetupScript.Outcome outcome = script.run(Map.of(), TAKES);
    assertEquals("zulip-calls: " + script.file() + " leads to http://127.0.0.1:8080\n", outcome.output());
    assertEquals(Files.readString(Path.of("src/main/nginx/zulip-calls.conf")).replace("/etc/nginx/", directory + "/"),
        Files.readString(script.file()));
  }

  @Test
  void whatNginxDoesNotTakeIsRemovedAgain() throws IOException {
    Files.createDirectories(script.file().getParent());
    Files.writeString(script.file(), "# of another version");
    assertNothingIsThere(script.run(Map.of(), "echo 'unknown directive'; exit 1"), "unknown directive");
  }

  /** Zulip's own configuration lacks what ours includes, so the real nginx refuses. */
  @Test
  void whatARealNginxDoesNotTakeIsRemovedAgain() throws IOException {
    Tools.nginx();
    Files.writeString(directory.resolve("nginx.conf"), "error_log " + directory + "/error.log;\npid " + directory
        + "/pid;\nevents {}\nhttp {\n  server {\n    listen 127.0.0.1:1;\n    include zulip-include/app.d/*.conf;\n  }\n}\n");
    assertNothingIsThere(script.run(Map.of()), "api_headers\" failed");
  }

  @Test
  void withoutNginxNothingIsLeft() throws IOException {
    assertNothingIsThere(script.run(Map.of(), "exec /nonexistent"), "nginx does not take");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:8080", "http://", "http://a b", "http://host/path", "http://host;evil",
      "http://x|e", "ftp://host", "http://host:port", "http://$host", "http://host\nx"})
  void aServiceThatIsNoneIsRefused(String service) throws IOException {
    assertNothingIsThere(script.run(Map.of("ZULIP_CALLS_SERVICE", service), TAKES), "takes http://name:port");
  }

  @Test
  void itCanBeSwitchedOff() throws IOException {
    script.run(Map.of(), TAKES);
    assertTrue(Files.exists(script.file()));
    assertNothingIsThere(script.run(Map.of("ZULIP_CALLS_SERVICE", "off"), TAKES), "switched off");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://10.1.2.3:80", "https://[fd00::1]:8080"})
  void anAddressNeedsNoNameServer(String service) throws IOException {
    assertEquals(0, script.run(Map.of("ZULIP_CALLS_SERVICE", service), TAKES).exitCode());
    String text = Files.readString(script.file());
    assertTrue(text.contains("proxy_pass " + service + ";"), text);
    assertFalse(text.contains("resolver") || text.contains("127.0.0.1:8080;"), text);
  }

  /** nginx with Zulip's own files, which is started; @return our file */
  private static String ofRealNginx(String service) {
    Tools.nginx();
    StringBuilder text = new StringBuilder();
    Nginx.start(1, there -> {
      SetupScript inPlace = new SetupScript(there);
      assertEquals("zulip-calls: " + inPlace.file() + " leads to " + service + "\n",
          inPlace.run(Map.of("ZULIP_CALLS_SERVICE", service)).output());
      text.append(Files.readString(inPlace.file()));
    }).close();
    return text.toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://10.1.2.3:80", "https://[fd00::1]:8080"})
  void aRealNginxStartsWithAnAddress(String service) {
    assertTrue(ofRealNginx(service).contains("proxy_pass " + service + ";"));
  }

  /** Nobody asks for the name at the start. */
  @Test
  void aRealNginxStartsWithTheNameServersOfItsMachine() throws IOException {
    List<String> servers = Files.readAllLines(Path.of("/etc/resolv.conf"))
        .stream()
        .map(line -> line.strip().split("\\s+"))
        .filter(words -> words[0].equals("nameserver"))
        .map(words -> words[1].contains(":") ? "[" + words[1] + "]" : words[1])
        .toList();
    assumeFalse(servers.isEmpty(), "This machine has no name server");
    String text = ofRealNginx("http://zulip-calls.zulip.svc.cluster.local:8080");
    assertTrue(text.contains("resolver " + String.join(" ", servers) + " valid=10s;"), text);
  }

  @Test
  void aDirectoryThatCannotBeWrittenIsNoReasonToStop() throws IOException {
    Files.writeString(directory.resolve("zulip-include"), "a file");
    SetupScript.Outcome outcome = script.run(Map.of(), TAKES);
    assertEquals(0, outcome.exitCode());
    assertTrue(outcome.output().contains("no directory"), outcome.output());
  }
}
