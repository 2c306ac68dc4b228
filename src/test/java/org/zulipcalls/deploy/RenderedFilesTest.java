package org.zulipcalls.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What repeats another file is what that file makes of it. With -Dzulip-calls.render=true it writes instead. */
class RenderedFilesTest {

  private static final boolean RENDER = Boolean.getBoolean("zulip-calls.render");

  static Iterable<Map.Entry<Path, String>> files() throws IOException {
    if (RENDER) {
      for (Map.Entry<Path, String> file : RenderedFiles.all().entrySet()) {
        Files.writeString(file.getKey(), file.getValue());
      }
    }
    return RenderedFiles.all().entrySet();
  }

  @ParameterizedTest
  @MethodSource("files")
  void itIsAsItsSourceMakesIt(Map.Entry<Path, String> file) {
    assertEquals(file.getValue(), Yaml.text(file.getKey()),
        file.getKey() + " differs: ./mvnw test -Dtest=RenderedFilesTest -Dzulip-calls.render=true");
  }
}
