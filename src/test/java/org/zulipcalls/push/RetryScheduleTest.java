package org.zulipcalls.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryScheduleTest {

  private final RetrySchedule schedule = new RetrySchedule(new SplittableRandom(1));

  @ParameterizedTest
  @CsvSource({"1, 300", "2, 1000", "3, 3000", "4, 3000", "20, 3000"})
  void pausesGrowToThreeSecondsGiveOrTakeAFifth(int attempts, long millis) {
    long least = Long.MAX_VALUE;
    long most = 0;
    for (int i = 0; i < 1000; i++) {
      long pause = schedule.after(attempts, null).toMillis();
      least = Math.min(least, pause);
      most = Math.max(most, pause);
    }
    assertTrue(least >= millis * 8 / 10 && least < millis * 85 / 100, "from " + least);
    assertTrue(most <= millis * 12 / 10 && most > millis * 115 / 100, "to " + most);
  }

  @Test
  void whatTheProviderAsksForIsNotCutShort() {
    assertEquals(Duration.ofSeconds(30), schedule.after(1, Duration.ofSeconds(30)));
    assertTrue(schedule.after(3, Duration.ofMillis(1)).toMillis() >= 2_400);
  }
}
