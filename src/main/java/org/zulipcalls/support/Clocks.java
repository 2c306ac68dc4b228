package org.zulipcalls.support;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/**
 * The one clock of the process. What is stored with a deadline is judged by PostgreSQL's; this one serves tokens, retries,
 * time-outs and what is shown.
 */
public class Clocks {

  @Produces
  @Singleton
  InstantSource system() {
    return InstantSource.system();
  }

  /** As every answer shows a time: ISO 8601 in UTC, with milliseconds at most; null where there is none. */
  public static String shown(Instant time) {
    return time == null ? null : time.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  /** The time between the two, never negative: our clock may be behind the database's. */
  public static Duration elapsed(Instant from, Instant until) {
    Duration time = Duration.between(from, until);
    return time.isNegative() ? Duration.ZERO : time;
  }
}
