package org.zulipcalls.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.ExtLogRecord.FormatStyle;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.formatters.JsonFormatter;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafeFormatterTest {

  private static final SafeFormatter TEXT = new SafeFormatter(new PatternFormatter("%-5p %s%e%n"));

  private static ExtLogRecord entry(String format, Object... parameters) {
    ExtLogRecord entry = new ExtLogRecord(Level.INFO, format, FormatStyle.PRINTF, "test");
    entry.setParameters(parameters);
    return entry;
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r", "\r\n", "\u0085", "\u2028", "\u2029", "\u000b", "\f", "\0", "\u001b[2K", "\b",
      "\u202e", "\u2066", "\u200b", "\ufeff", "\u009b31m", "\udb40\udc41"})
  void nothingInAMessageEndsItsLineOrSteersATerminal(String text) {
    String line = TEXT.format(entry("Found '%s'", "a" + text + "ERROR b"));
    assertEquals(1, line.strip().lines().count(), line);
    assertTrue(line.matches("INFO  Found 'a[\\x20-\\x7e]+ERROR b'\\n"), line);
    assertTrue(line.contains("a\\u"), line);
  }

  @Test
  void whatIsHarmlessStays() {
    assertEquals("INFO  J\u00f6rg \u674e \ud83d\ude00 100% \\n\n",
        TEXT.format(entry("%s", "J\u00f6rg \u674e \ud83d\ude00 100% \\n")));
  }

  @Test
  void noLineOfAnExceptionLooksLikeAnEntry() {
    ExtLogRecord entry = entry("Internal error");
    entry.setThrown(new IllegalArgumentException("bad\nERROR forged\r\nERROR again\u2028ERROR once more\u001b[0m",
        new IllegalStateException("x\nERROR cause")));
    List<String> lines = TEXT.format(entry).lines().toList();
    assertTrue(lines.get(0).startsWith("INFO  Internal error"), lines.get(0));
    assertTrue(lines.stream().anyMatch(line -> line.equals("\tERROR forged")), lines.toString());
    assertTrue(lines.stream().anyMatch(line -> line.contains("Caused by:")), lines.toString());
    lines.stream().skip(1).forEach(line -> assertTrue(line.matches("\\t[^\\p{Cc}\\p{Cf}]*(\\t.*)?"), line));
  }

  @Test
  void jsonStaysJsonOnOneLine() throws Exception {
    String line = new SafeFormatter(new JsonFormatter())
        .format(entry("Found '%s'", "a\n{\"level\":\"ERROR\"}\u2028\""));
    assertEquals(1, line.strip().lines().count(), line);
    assertEquals("Found 'a\\u000a{\"level\":\"ERROR\"}\\u2028\"'",
        new com.fasterxml.jackson.databind.ObjectMapper().readTree(line).path("message").asText());
  }
}
