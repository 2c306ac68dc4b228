package org.zulipcalls.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.zulipcalls.testing.Settings;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/** What an alarm can see of pushes: an increase, so what was there with 0 before. */
class PushMetricsTest {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final PushMetrics metrics = new PushMetrics(registry,
      new FcmGateway(Settings.of(), InstantSource.system()));

  private double counted(MessageType message, PushResult result) {
    return registry.get("calls.push")
        .tags("kind", "fcm", "message", message.word(), "outcome", result.word())
        .counter()
        .count();
  }

  @ParameterizedTest
  @EnumSource
  void everyOutcomeIsThereBeforeAnythingIsSent(PushResult result) {
    for (MessageType message : MessageType.values()) {
      assertEquals(0, counted(message, result), message.word());
      metrics.count(message, result);
      assertEquals(1, counted(message, result), message.word());
    }
  }

  @ParameterizedTest
  @EnumSource
  void theOperatorsTableExplainsIt(PushResult result) throws IOException {
    String operations = Files.readString(Path.of("src/site/markdown/operations.md"));
    assertTrue(operations.lines()
        .filter(line -> line.startsWith("| `"))
        .anyMatch(line -> line.split("\\|")[1].contains("`" + result.word() + "`")), result.word());
  }

  @Test
  void thereIsNoMoreThanTheWordsOfBoth() {
    assertEquals(MessageType.values().length * PushResult.values().length, registry.getMeters().size());
  }
}
