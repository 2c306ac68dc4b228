package org.zulipcalls.call;

import java.util.Locale;

import jakarta.persistence.EnumeratedValue;

import com.fasterxml.jackson.annotation.JsonValue;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** Why a call is over. */
// Jackson looks for its words in the native executable, too.
@RegisterForReflection
public enum EndReason {
  /** One of the two has ended the call after its answer. */
  HANGUP,
  /** The recipient said no. */
  DECLINED,
  /** The initiator gave up before the answer. */
  CANCELLED,
  /** Nobody answered within {@code CALLS_RING_TIMEOUT}. */
  MISSED,
  /** {@code CALLS_MAX_DURATION} is over. */
  TIME_LIMIT,
  /** Nothing was heard of either side for {@code CALLS_CONTACT_TIMEOUT}. */
  CONTACT_LOST,
  /** Jitsi's room was closed, or everybody had left it. */
  ROOM_CLOSED,
  /** By the operator's endpoint. */
  ENDED_BY_OPERATOR;

  @JsonValue
  @EnumeratedValue
  private final String word = name().toLowerCase(Locale.ROOT);

  public String word() {
    return word;
  }
}
