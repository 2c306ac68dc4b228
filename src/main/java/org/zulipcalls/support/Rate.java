package org.zulipcalls.support;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** So many times within so long a time, written {@code 10/1m}. */
public record Rate(int times, Duration window) {

  private static final Pattern FORM = Pattern.compile("(\\d{1,7})/(\\d{0,5})([smhd])");

  /**
   * What the configuration's converter calls.
   *
   * @throws IllegalArgumentException when it is no rate; the message says what is taken
   */
  public static Rate of(String value) {
    Matcher form = FORM.matcher(value.strip());
    if (!form.matches()) {
      throw refusal();
    }
    long count = form.group(2).isEmpty() ? 1 : Long.parseLong(form.group(2));
    Rate rate = new Rate(Integer.parseInt(form.group(1)), unit(form.group(3)).multipliedBy(count));
    if (rate.times < 1 || rate.window.isZero()) {
      throw refusal();
    }
    return rate;
  }

  /** So many times as often in the same time. */
  public Rate multipliedBy(int factor) {
    return new Rate(Math.multiplyExact(times, factor), window);
  }

  private static Duration unit(String letter) {
    return switch (letter) {
      case "s" -> Duration.ofSeconds(1);
      case "m" -> Duration.ofMinutes(1);
      case "h" -> Duration.ofHours(1);
      default -> Duration.ofDays(1);
    };
  }

  private static IllegalArgumentException refusal() {
    return new IllegalArgumentException("takes a number and a time such as 10/1m, at least 1/1s");
  }
}
