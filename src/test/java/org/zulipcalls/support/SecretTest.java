package org.zulipcalls.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.zulipcalls.testing.Settings;

class SecretTest {

  @Test
  void aSecretDoesNotPrintItself() {
    Secret secret = Settings.of("calls.database.password", "hunter2").database().password().orElseThrow();
    assertEquals("hunter2", secret.value());
    assertFalse(secret.toString().contains("hunter2"));
    assertFalse(String.format("%s", new Object[]{secret}).contains("hunter2"));
  }

  @ParameterizedTest
  @CsvSource({"hunter2, hunter2", "'hunter2\n', hunter2", "'hunter2\r\n', hunter2", "'two\nlines\n', 'two\nlines'",
      "' spaces stay ', ' spaces stay '"})
  void aSecretFilesLastLineEndIsNotPartOfTheSecret(String text, String secret, @TempDir Path directory)
      throws Exception {
    assertEquals(secret, SecretFiles.read(Files.writeString(directory.resolve("secret"), text)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"$", "a$b", "$$", "\\$", "\\\\$$", "${x}", "$${calls.ring-timeout}", "\\${x}", "a\\b",
      "#{x}"})
  void aFilesTextIsTakenAsItStands(String text, @TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("secret"), text);
    assertEquals(text, Settings.of("calls.database.password-file", file.toString())
        .database()
        .password()
        .orElseThrow()
        .value());
    // As in application.properties.
    assertEquals(text, Settings.raw("calls.database.password-file", file.toString(), "quarkus.datasource.password",
        "${calls.database.password:}").getValue("quarkus.datasource.password", String.class));
  }

  /** As README.md tells operators. */
  @ParameterizedTest
  @CsvSource({"a\\$b, a$b", "\\${x}, ${x}", "${CALLS_JITSI_URL}, https://jitsi", "a\\b, a\\b"})
  void inTheEnvironmentADollarHasAMeaning(String value, String meant) {
    assertEquals(meant,
        Settings.environment(Map.of("CALLS_DATABASE_PASSWORD", value, "CALLS_JITSI_URL", "https://jitsi"))
            .getValue("calls.database.password", String.class));
  }

  @Test
  void aFileThatCannotBeReadIsNoSecret(@TempDir Path directory) {
    assertNull(SecretFiles.read(directory.resolve("missing")));
  }
}
