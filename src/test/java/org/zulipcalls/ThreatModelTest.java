package org.zulipcalls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** Each line of the threat model in operations.md names tests, and each of them is there. */
class ThreatModelTest {

  private static final Path TESTS = Path.of("src/test/java");
  private static final Pattern NAMED = Pattern.compile("`(\\w+)\\.(\\w+)`");

  private static List<String> lines() throws IOException {
    String text = Files.readString(Path.of("src/site/markdown/operations.md"));
    String section = text.substring(text.indexOf("\n## Who could do what")).replaceFirst("\n## ", "");
    return section.substring(0, section.indexOf("\n## "))
        .lines()
        .filter(line -> line.startsWith("| ") && !line.startsWith("| Who "))
        .toList();
  }

  /** Only as a test that runs: its method is annotated, and not switched off. */
  private static boolean exists(String testClass, String method) throws IOException {
    List<Path> sources;
    try (Stream<Path> files = Files.walk(TESTS)) {
      sources = files.filter(file -> file.getFileName().toString().equals(testClass + ".java")).toList();
    }
    Pattern test = Pattern
        .compile("@(Test|ParameterizedTest)\\b(?:(?!@Disabled)[^{};]|\\{[^{}]*})*\\bvoid " + method + "\\(");
    for (Path source : sources) {
      if (test.matcher(Files.readString(source)).find()) {
        return true;
      }
    }
    return false;
  }

  @Test
  void eachLineNamesTestsThatExist() throws IOException {
    List<String> missing = new ArrayList<>();
    List<String> lines = lines();
    assertTrue(lines.size() > 20, lines.toString());
    for (String line : lines) {
      Matcher named = NAMED.matcher(line.substring(line.lastIndexOf('|', line.length() - 2)));
      boolean none = true;
      while (named.find()) {
        none = false;
        if (!exists(named.group(1), named.group(2))) {
          missing.add(named.group());
        }
      }
      if (none) {
        missing.add(line);
      }
    }
    assertEquals(List.of(), missing);
  }
}
