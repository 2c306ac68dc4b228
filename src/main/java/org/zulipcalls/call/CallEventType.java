package org.zulipcalls.call;

import java.util.Locale;

import jakarta.persistence.EnumeratedValue;

import com.fasterxml.jackson.annotation.JsonValue;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** What a row of {@code call_event} tells. */
// Jackson looks for its words in the native executable, too.
@RegisterForReflection
public enum CallEventType {
  INITIATED,
  /** A stream or a phone of the recipient has taken the call. */
  RINGING,
  /** A client of the recipient says that it rings. */
  ACKNOWLEDGED, ACCEPTED, DECLINED, MISSED, CANCELLED, ENDED,
  /** By a client's status, or as Prosody tells of the room. */
  PARTICIPANT_JOINED, PARTICIPANT_LEFT,
  /** A status of a client that changes nothing of the call. */
  STATUS_UPDATE, PUSH_SENT, PUSH_FAILED;

  @JsonValue
  @EnumeratedValue
  private final String word = name().toLowerCase(Locale.ROOT);

  public String word() {
    return word;
  }
}
