package org.zulipcalls.demo;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * Secrets (32 characters, in the cookie) and masked tokens (64, in the page, other ones at each rendering) of Django
 * 5.1: the mask, then the secret shifted by it in the alphabet.
 */
final class CsrfTokens {
  static final int SECRET_LENGTH = 32;
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

  private CsrfTokens() {
  }

  static String newSecret() {
    return Sessions.random(ALPHABET, SECRET_LENGTH);
  }

  static String mask(String secret) {
    return mask(secret, Sessions.random(ALPHABET, SECRET_LENGTH));
  }

  static String mask(String secret, String mask) {
    return mask + shift(secret, mask, 1);
  }

  /** The secret of a 64-character token; what has 32 characters is a secret already. */
  static String unmask(String token) {
    if (token.length() == SECRET_LENGTH) {
      return token;
    }
    return shift(token.substring(SECRET_LENGTH), token.substring(0, SECRET_LENGTH), -1);
  }

  static Optional<String> malformation(String token) {
    if (token.length() != SECRET_LENGTH && token.length() != 2 * SECRET_LENGTH) {
      return Optional.of("has incorrect length");
    }
    boolean wellFormed = token.chars().allMatch(c -> ALPHABET.indexOf(c) >= 0);
    return wellFormed ? Optional.empty() : Optional.of("has invalid characters");
  }

  static boolean match(String cookie, String token) {
    return MessageDigest.isEqual(unmask(cookie).getBytes(StandardCharsets.US_ASCII),
        unmask(token).getBytes(StandardCharsets.US_ASCII));
  }

  private static String shift(String text, String by, int direction) {
    StringBuilder shifted = new StringBuilder();
    for (int i = 0; i < SECRET_LENGTH; i++) {
      int index = ALPHABET.indexOf(text.charAt(i)) + direction * ALPHABET.indexOf(by.charAt(i));
      shifted.append(ALPHABET.charAt(Math.floorMod(index, ALPHABET.length())));
    }
    return shifted.toString();
  }
}
