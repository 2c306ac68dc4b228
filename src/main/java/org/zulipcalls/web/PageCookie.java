package org.zulipcalls.web;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.ws.rs.core.NewCookie;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerRequest;

/**
 * The cookie of one call's page. Its path is that page's, so a browser sends it to nothing else of ours; and we look at
 * it on these paths only, so that it could do nothing anywhere else either.
 */
final class PageCookie {

  static final String NAME = "zulip_calls_page";
  private static final Pattern PATHS = Pattern
      .compile("/calls/embed/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:/api/[a-z-]+)?");

  /** What the page of this call is below. */
  static String path(UUID callId) {
    return "/calls/embed/" + callId;
  }

  /** The call whose page, or page's API, this request is for. */
  static Optional<UUID> callOf(HttpServerRequest request) {
    Matcher path = PATHS.matcher(String.valueOf(request.path()));
    return path.matches() ? Optional.of(UUID.fromString(path.group(1))) : Optional.empty();
  }

  /** The token that came with the request. */
  static Optional<String> token(HttpServerRequest request) {
    return Optional.ofNullable(request.getCookie(NAME)).map(Cookie::getValue).filter(value -> !value.isEmpty());
  }

  static NewCookie of(String token, UUID callId, Duration life, boolean tls) {
    return new NewCookie.Builder(NAME).value(token)
        .path(path(callId))
        .maxAge((int) life.toSeconds())
        .httpOnly(true)
        .secure(tls)
        .sameSite(NewCookie.SameSite.LAX)
        .build();
  }

  private PageCookie() {
  }
}
