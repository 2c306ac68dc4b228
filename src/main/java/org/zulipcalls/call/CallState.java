package org.zulipcalls.call;

import java.util.Locale;

import jakarta.persistence.EnumeratedValue;

import com.fasterxml.jackson.annotation.JsonValue;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** The seven states of a call, each with its word in API and database. */
// Jackson looks for its words in the native executable, too.
@RegisterForReflection
public enum CallState {
  /** Created, nobody notified yet. */
  INITIATED,
  /** The recipient was really notified. */
  RINGING,
  /** Accepted and ongoing. */
  ACTIVE,
  /** Completed after it was accepted. */
  ENDED,
  /** Rejected by the recipient. */
  DECLINED,
  /** Not answered in time. */
  MISSED,
  /** Withdrawn by the initiator before the answer. */
  CANCELLED;

  @JsonValue
  @EnumeratedValue
  private final String word = name().toLowerCase(Locale.ROOT);

  public String word() {
    return word;
  }

  /** Whether the call can still change. */
  public boolean isOpen() {
    return this == ACTIVE || isUnanswered();
  }

  /** Whether the call still waits for its answer. */
  public boolean isUnanswered() {
    return this == INITIATED || this == RINGING;
  }

  /** The mobile client's word for it (spec/api.md, "The user, the call"); its enum holds nothing else. */
  public String mobileStatus() {
    return switch (this) {
      case INITIATED -> "created";
      case ACTIVE -> "accepted";
      case MISSED -> "ended";
      default -> word;
    };
  }
}
