package org.zulipcalls.push;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/** When a push is sent again: after 0.3, 1, 3 and from then on 3 seconds, each a fifth more or less. */
final class RetrySchedule {

  private static final List<Duration> PAUSES = List.of(Duration.ofMillis(300), Duration.ofSeconds(1),
      Duration.ofSeconds(3));
  private static final double JITTER = 0.2;

  private final RandomGenerator random;

  RetrySchedule(RandomGenerator random) {
    this.random = random;
  }

  /**
   * The pause after so many attempts.
   *
   * @param wanted what the provider has asked for, which is never cut short; null where it has not
   */
  Duration after(int attempts, Duration wanted) {
    Duration pause = PAUSES.get(Math.min(attempts, PAUSES.size()) - 1);
    Duration ours = Duration.ofMillis((long) (pause.toMillis() * random.nextDouble(1 - JITTER, 1 + JITTER)));
    return wanted != null && wanted.compareTo(ours) > 0 ? wanted : ours;
  }
}
