package org.zulipcalls.demo;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerRequest;

/**
 * Django 5.1's {@code CsrfViewMiddleware} as {@code rest_dispatch} applies it: only after a session has authenticated,
 * only to unsafe methods. Origin or Referer first, then the cookie, then the token.
 */
final class Csrf {
  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

  private Csrf() {
  }

  static void check(HttpServerRequest request, String method) {
    if (SAFE.contains(method)) {
      return;
    }
    checkOrigin(request);
    checkToken(request);
  }

  private static void checkOrigin(HttpServerRequest request) {
    boolean secure = "https".equalsIgnoreCase(request.getHeader("X-Forwarded-Proto"));
    String host = request.getHeader("Host");
    String origin = request.getHeader("Origin");
    if (origin != null) {
      if (!origin.equals((secure ? "https://" : "http://") + host)) {
        throw ZulipError.csrf("Origin checking failed - " + origin + " does not match any trusted origins.");
      }
    } else if (secure) {
      checkReferer(request.getHeader("Referer"), host);
    }
  }

  private static void checkReferer(String referer, String host) {
    if (referer == null) {
      throw ZulipError.csrf("Referer checking failed - no Referer.");
    }
    Optional<URI> uri = parse(referer);
    if (uri.isEmpty() || uri.get().getScheme() == null || uri.get().getRawAuthority() == null) {
      throw ZulipError.csrf("Referer checking failed - Referer is malformed.");
    }
    if (!"https".equals(uri.get().getScheme())) {
      throw ZulipError.csrf("Referer checking failed - Referer is insecure while host is secure.");
    }
    // is_same_domain (django/utils/http.py) puts only the host in lower case.
    if (!uri.get().getRawAuthority().equals(host.toLowerCase(Locale.ROOT))) {
      throw ZulipError.csrf("Referer checking failed - " + referer + " does not match any trusted origins.");
    }
  }

  private static Optional<URI> parse(String referer) {
    try {
      return Optional.of(URI.create(referer));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static void checkToken(HttpServerRequest request) {
    // A Zulip has one pair of names, in production the one with the prefix.
    Cookie cookie = request.getCookie(
        request.getCookie("__Host-sessionid") != null ? "__Host-csrftoken" : "csrftoken");
    if (cookie == null) {
      throw ZulipError.csrf("CSRF cookie not set.");
    }
    CsrfTokens.malformation(cookie.getValue()).ifPresent(reason -> {
      throw ZulipError.csrf("CSRF cookie " + reason + ".");
    });
    String field = "POST".equals(request.method().name()) ? request.getFormAttribute("csrfmiddlewaretoken") : null;
    boolean inForm = field != null && !field.isEmpty();
    String token = inForm ? field : request.getHeader("X-CSRFToken");
    if (token == null) {
      throw ZulipError.csrf("CSRF token missing.");
    }
    String source = inForm ? "POST" : "the 'X-Csrftoken' HTTP header";
    CsrfTokens.malformation(token).ifPresent(reason -> {
      throw ZulipError.csrf("CSRF token from " + source + " " + reason + ".");
    });
    if (!CsrfTokens.match(cookie.getValue(), token)) {
      throw ZulipError.csrf("CSRF token from " + source + " incorrect.");
    }
  }
}
