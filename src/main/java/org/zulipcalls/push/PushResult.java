package org.zulipcalls.push;

import java.util.Locale;

/**
 * What became of a push or of one attempt at it: the closed set of metrics and of the {@code reason} of a
 * {@code push_failed}.
 */
enum PushResult {
  SENT, UNREGISTERED, QUOTA, UNAVAILABLE, REJECTED, AUTH_REFUSED,
  /** There was no answer of the provider's. */
  TRANSPORT,
  /** Nobody has sent it in time. */
  EXPIRED;

  private final String word = name().toLowerCase(Locale.ROOT);

  String word() {
    return word;
  }
}
