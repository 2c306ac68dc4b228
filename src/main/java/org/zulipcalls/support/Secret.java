package org.zulipcalls.support;

/** A setting that must never be seen: it does not print itself. */
public record Secret(String value) {

  /** What the configuration's converter calls. */
  public static Secret of(String value) {
    return new Secret(value);
  }

  @Override
  public String toString() {
    return "(secret)";
  }
}
