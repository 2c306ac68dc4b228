package org.zulipcalls.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateTest {

  @ParameterizedTest
  @CsvSource({"10/1m, 10, PT1M", "1/1s, 1, PT1S", "5/s, 5, PT1S", "100/24h, 100, PT24H", "3/2d, 3, PT48H",
      "' 7/30s ', 7, PT30S", "1000000/1m, 1000000, PT1M"})
  void itIsANumberAndATime(String text, int times, Duration window) {
    assertEquals(new Rate(times, window), Rate.of(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10", "10/", "/1m", "10/1", "0/1m", "10/0m", "-1/1m", "10/1w", "ten/1m", "1.5/1m",
      "10/1m/2",
      "10 / 1m", "99999999/1m", "10/PT1M"})
  void anythingElseIsRefusedWithWhatItTakes(String text) {
    IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, () -> Rate.of(text));
    assertEquals("takes a number and a time such as 10/1m, at least 1/1s", refusal.getMessage());
  }
}
