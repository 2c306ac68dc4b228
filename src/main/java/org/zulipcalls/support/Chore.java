package org.zulipcalls.support;

import java.util.Locale;

/** Every {@linkplain Chores chore} there is, as the log names it. */
public enum Chore {
  DEADLINES("ending calls that are over their time"),
  QUEUE("ringing for those who wait"),
  OPEN_CALLS("counting open calls"),
  OUTBOX("forgetting pushes that come too late"),
  PAGE_LINKS("forgetting links to call pages"),
  CLEAN_UP("the clean-up"),
  ZULIP("asking whether Zulip is there"),
  JITSI("asking whether the Jitsi servers are there");

  private final String text;

  Chore(String text) {
    this.text = text;
  }

  /** As figures name it. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return text;
  }
}
