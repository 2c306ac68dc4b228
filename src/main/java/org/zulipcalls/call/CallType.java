package org.zulipcalls.call;

import java.util.Locale;

import jakarta.persistence.EnumeratedValue;

import com.fasterxml.jackson.annotation.JsonValue;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** With or without a picture. */
// Jackson looks for its words in the native executable, too.
@RegisterForReflection
public enum CallType {
  VIDEO, AUDIO;

  @JsonValue
  @EnumeratedValue
  private final String word = name().toLowerCase(Locale.ROOT);

  public String word() {
    return word;
  }
}
