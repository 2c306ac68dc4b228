package org.zulipcalls.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

  @Test
  void aFileThatCannotBeReadIsNoSecret(@TempDir Path directory) {
    assertNull(SecretFiles.read(directory.resolve("missing")));
  }
}
