package org.zulipcalls.demo;

import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Who is logged in: the table {@code django_session}, by the value of the cookie. */
final class Sessions {
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Map<String, Integer> userIds = new ConcurrentHashMap<>();

  String open(StandInUser user) {
    String value = random(ALPHABET, 32);
    userIds.put(value, user.userId());
    return value;
  }

  void end(String value) {
    userIds.remove(value);
  }

  /** What deactivation does to a user's sessions. */
  void endAllOf(StandInUser user) {
    userIds.values().removeIf(id -> id == user.userId());
  }

  Optional<Integer> userId(String value) {
    return value == null ? Optional.empty() : Optional.ofNullable(userIds.get(value));
  }

  static String random(String alphabet, int length) {
    StringBuilder text = new StringBuilder(length);
    RANDOM.ints(length, 0, alphabet.length()).forEach(i -> text.append(alphabet.charAt(i)));
    return text.toString();
  }
}
