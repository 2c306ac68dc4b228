package org.zulipcalls.call;

import java.util.Locale;

import jakarta.persistence.EnumeratedValue;

import com.fasterxml.jackson.annotation.JsonValue;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** What a row of {@code call_event} tells. */
// Jackson looks for its words in the native executable, too.
@RegisterForReflection
public enum CallEventType {
  INITIATED, RINGING, ACKNOWLEDGED, ACCEPTED, DECLINED, MISSED, CANCELLED, ENDED, PARTICIPANT_JOINED, PARTICIPANT_LEFT,
  STATUS_UPDATE, PUSH_SENT, PUSH_FAILED;

  @JsonValue
  @EnumeratedValue
  private final String word = name().toLowerCase(Locale.ROOT);

  public String word() {
    return word;
  }
}
