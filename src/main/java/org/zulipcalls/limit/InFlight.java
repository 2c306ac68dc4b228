package org.zulipcalls.limit;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;

/**
 * Bounds how many attempts each has under way at this replica. Failures are counted when they are known, so without this a
 * burst would pass before the first is counted.
 */
@Singleton
public class InFlight {

  private final Map<Key, Integer> attempts = new ConcurrentHashMap<>();
  private final Limits limits;

  InFlight(Limits limits) {
    this.limits = limits;
  }

  /** The attempt's outcome; fails with 429, without the attempt, when there are too many. */
  public <T> Uni<T> admit(Key who, Uni<T> attempt) {
    return Uni.createFrom().deferred(() -> {
      if (attempts.merge(who, 1, Integer::sum) > limits.rate(who.limit()).times()) {
        leave(who);
        return Uni.createFrom().failure(limits.refusal(who.limit(), limits.rate(who.limit()).window().toMillis()));
      }
      return attempt.onTermination().invoke(() -> leave(who));
    });
  }

  private void leave(Key who) {
    attempts.computeIfPresent(who, (same, count) -> count == 1 ? null : count - 1);
  }
}
