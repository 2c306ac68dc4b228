package org.zulipcalls.zulip;

import java.util.Optional;
import java.util.stream.Stream;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerRequest;

/** Zulip's cookies on a client's request, under their production and development names (zproject/computed_settings.py). */
final class ClientCookies {

  private static final String[] SESSION = {"__Host-sessionid", "sessionid"};
  private static final String[] CSRF = {"__Host-csrftoken", "csrftoken"};

  static Optional<Cookie> session(HttpServerRequest request) {
    return first(request, SESSION);
  }

  static Optional<Cookie> csrf(HttpServerRequest request) {
    return first(request, CSRF);
  }

  private static Optional<Cookie> first(HttpServerRequest request, String... names) {
    return Stream.of(names)
        .map(request::getCookie)
        .filter(cookie -> cookie != null && !cookie.getValue().isEmpty())
        .findFirst();
  }

  private ClientCookies() {
  }
}
