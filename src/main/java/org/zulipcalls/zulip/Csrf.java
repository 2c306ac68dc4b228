package org.zulipcalls.zulip;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.random.RandomGenerator;

import org.zulipcalls.support.ApiException;

/**
 * Django's protection against cross-site requests, as Zulip has it on (django/middleware/csrf.py of Django 5.1): the
 * origin of the page must be ours, and the token from the page must hold the secret from the cookie.
 */
final class Csrf {

  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  private static final int SECRET = 32;
  private static final int TOKEN = 64;

  /**
   * What the check needs of a request.
   *
   * @param origin  our own: scheme and host
   * @param cookie  the value of Zulip's CSRF cookie
   * @param token   from the form's csrfmiddlewaretoken, else from X-CSRFToken
   * @param carrier what the token came in, for the message
   */
  record Request(String origin, Optional<String> originHeader, Optional<String> referer, Optional<String> cookie,
      Optional<String> token, String carrier) {}

  /** Fails with 403 {@code CSRF_FAILED} and Django's reason. */
  static void check(Request request) {
    checkOrigin(request);
    String cookie = request.cookie.orElseThrow(() -> failed("CSRF cookie not set."));
    String secret = secret(cookie, "CSRF cookie");
    String token = request.token.filter(sent -> !sent.isEmpty()).orElseThrow(() -> failed("CSRF token missing."));
    String claimed = secret(token, "CSRF token from " + request.carrier);
    if (!MessageDigest.isEqual(ascii(secret), ascii(claimed))) {
      throw failed("CSRF token from " + request.carrier + " incorrect.");
    }
  }

  private static void checkOrigin(Request request) {
    if (request.originHeader.isPresent()) {
      if (!request.originHeader.get().equals(request.origin)) {
        throw failed("Origin checking failed - " + printable(request.originHeader.get())
            + " does not match any trusted origins.");
      }
    } else if (request.origin.startsWith("https:")) {
      checkReferer(request);
    }
  }

  private static void checkReferer(Request request) {
    String referer = request.referer.orElseThrow(() -> failed("Referer checking failed - no Referer."));
    URI page;
    try {
      page = URI.create(referer);
    } catch (IllegalArgumentException malformed) {
      throw failed("Referer checking failed - Referer is malformed.");
    }
    if (page.getScheme() == null || page.getAuthority() == null) {
      throw failed("Referer checking failed - Referer is malformed.");
    }
    if (!page.getScheme().equals("https")) {
      throw failed("Referer checking failed - Referer is insecure while host is secure.");
    }
    if (!("https://" + page.getAuthority()).equalsIgnoreCase(request.origin)) {
      throw failed("Referer checking failed - " + printable(referer) + " does not match any trusted origins.");
    }
  }

  /** The secret in a bare (32 characters) or masked (64) value. */
  static String secret(String value, String name) {
    if (value.length() != SECRET && value.length() != TOKEN) {
      throw failed(name + " has incorrect length.");
    }
    if (!value.chars().allMatch(letter -> ALPHABET.indexOf(letter) >= 0)) {
      throw failed(name + " has invalid characters.");
    }
    return value.length() == SECRET ? value : unmask(value);
  }

  /** A masked token is the mask, then the secret moved along the alphabet by the mask's letters. */
  static String unmask(String token) {
    StringBuilder secret = new StringBuilder(SECRET);
    for (int i = 0; i < SECRET; i++) {
      int moved = ALPHABET.indexOf(token.charAt(SECRET + i)) - ALPHABET.indexOf(token.charAt(i));
      secret.append(ALPHABET.charAt(Math.floorMod(moved, ALPHABET.length())));
    }
    return secret.toString();
  }

  /** The other way round, for a page: the secret itself never stands in one, where a compressed answer could leak it. */
  static String mask(String secret, RandomGenerator random) {
    StringBuilder mask = new StringBuilder(SECRET);
    StringBuilder moved = new StringBuilder(SECRET);
    for (int i = 0; i < SECRET; i++) {
      int step = random.nextInt(ALPHABET.length());
      mask.append(ALPHABET.charAt(step));
      moved.append(ALPHABET.charAt((ALPHABET.indexOf(secret.charAt(i)) + step) % ALPHABET.length()));
    }
    return mask.append(moved).toString();
  }

  private static ApiException failed(String reason) {
    return new ApiException(403, "CSRF_FAILED", "CSRF error: " + reason).with("reason", reason);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String printable(String text) {
    return text.replaceAll("[^\\x20-\\x7e]", "?");
  }

  private Csrf() {
  }
}
