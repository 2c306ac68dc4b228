package org.zulipcalls.demo;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

import io.vertx.core.http.HttpServerResponse;

/**
 * {@code api_by_user}: so many requests in any 60 s per user, all the user's clients together
 * ({@code zerver/lib/rate_limiter.py}).
 */
final class RateLimit {
  private static final double WINDOW_SECONDS = 60;

  private final Map<Integer, Deque<Double>> times = new HashMap<>();
  private int limit = 200;

  synchronized void setLimit(int limit) {
    this.limit = limit;
    times.clear();
  }

  synchronized void restart() {
    times.clear();
  }

  synchronized void count(StandInUser user, HttpServerResponse response) {
    double now = System.currentTimeMillis() / 1000.0;
    Deque<Double> recent = times.computeIfAbsent(user.userId(), id -> new ArrayDeque<>());
    while (!recent.isEmpty() && recent.peekFirst() <= now - WINDOW_SECONDS) {
      recent.removeFirst();
    }
    boolean over = recent.size() >= limit;
    if (!over) {
      recent.addLast(now);
    }
    double untilFree = recent.isEmpty() ? WINDOW_SECONDS : recent.peekFirst() + WINDOW_SECONDS - now;
    double untilReset = recent.isEmpty() ? 0 : recent.peekLast() + WINDOW_SECONDS - now;
    response.putHeader("X-RateLimit-Limit", String.valueOf(limit));
    response.putHeader("X-RateLimit-Remaining", String.valueOf(limit - recent.size()));
    response.putHeader("X-RateLimit-Reset", String.valueOf((long) (now + untilReset)));
    if (over) {
      throw ZulipError.of(429, "RATE_LIMIT_HIT", "API usage exceeded rate limit")
          .with("retry-after", untilFree)
          .header("Retry-After", String.valueOf(untilFree));
    }
  }
}
