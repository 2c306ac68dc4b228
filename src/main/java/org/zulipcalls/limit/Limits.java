package org.zulipcalls.limit;

import java.time.InstantSource;
import java.util.Locale;

import jakarta.inject.Singleton;

import org.zulipcalls.support.ApiException;
import org.zulipcalls.support.CallsConfig;
import org.zulipcalls.support.Rate;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Refuses what is over a {@link Limit}, in Zulip's own shape (zerver/lib/exceptions.py, RateLimitedError). */
@Singleton
public class Limits {

  private static final int TOO_MANY_REQUESTS = 429;

  private final CallsConfig config;
  private final InstantSource clock;
  private final MeterRegistry registry;

  Limits(CallsConfig config, InstantSource clock, MeterRegistry registry) {
    this.config = config;
    this.clock = clock;
    this.registry = registry;
    // What is not there yet raises no alarm when it comes with its first hit.
    for (Limit limit : Limit.values()) {
      hits(limit);
    }
  }

  private Counter hits(Limit limit) {
    return registry.counter("calls.limit.hit", "limit", limit.word());
  }

  public Rate rate(Limit limit) {
    return limit.rate(config);
  }

  /** 429 {@code RATE_LIMIT_HIT}; told when to come back. */
  public ApiException refusal(Limit limit, long waitMillis) {
    return refusal(limit, rate(limit).times(), waitMillis);
  }

  /** 429 for a bound that is not the limit's rate. */
  public ApiException refusal(Limit limit, int most, long waitMillis) {
    hits(limit).increment();
    return new ApiException(TOO_MANY_REQUESTS, "RATE_LIMIT_HIT", "API usage exceeded rate limit")
        .with("retry-after", waitMillis / 1000.0)
        .header("Retry-After", String.format(Locale.ROOT, "%.3f", waitMillis / 1000.0))
        .header("X-RateLimit-Limit", Integer.toString(most))
        .header("X-RateLimit-Remaining", "0")
        .header("X-RateLimit-Reset", Long.toString((clock.millis() + waitMillis + 999) / 1000));
  }
}
