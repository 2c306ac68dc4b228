package org.zulipcalls.call;

import java.util.Locale;

import jakarta.persistence.EnumeratedValue;

import com.fasterxml.jackson.annotation.JsonValue;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** Why a call is over. */
// Jackson looks for its words in the native executable, too.
@RegisterForReflection
public enum EndReason {
  HANGUP, DECLINED, CANCELLED, MISSED, TIME_LIMIT, CONTACT_LOST, ROOM_CLOSED, ENDED_BY_OPERATOR;

  @JsonValue
  @EnumeratedValue
  private final String word = name().toLowerCase(Locale.ROOT);

  public String word() {
    return word;
  }
}
