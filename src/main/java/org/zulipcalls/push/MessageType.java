package org.zulipcalls.push;

import java.util.Arrays;
import java.util.Locale;

/** What a push tells; spec/api.md, "Push". The outbox's trigger decides who gets which. */
enum MessageType {
  CALL_INVITATION, CALL_ANSWERED_ELSEWHERE, CALL_CANCELLED, CALL_MISSED, CALL_ENDED, CALL_ACCEPTED, CALL_DECLINED;

  private final String word = name().toLowerCase(Locale.ROOT);

  String word() {
    return word;
  }

  /** The type of a row of the outbox, whose words the database checks. */
  static MessageType of(String word) {
    return Arrays.stream(values()).filter(type -> type.word.equals(word)).findFirst().orElseThrow();
  }
}
