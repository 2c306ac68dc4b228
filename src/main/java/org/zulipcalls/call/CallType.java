package org.zulipcalls.call;

import java.util.Locale;

import jakarta.persistence.EnumeratedValue;

import com.fasterxml.jackson.annotation.JsonValue;

/** With or without a picture. */
public enum CallType {
  VIDEO, AUDIO;

  @JsonValue
  @EnumeratedValue
  private final String word = name().toLowerCase(Locale.ROOT);

  public String word() {
    return word;
  }
}
