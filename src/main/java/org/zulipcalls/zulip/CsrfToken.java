package org.zulipcalls.zulip;

import java.security.SecureRandom;
import java.util.Optional;

import org.zulipcalls.support.ApiException;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerRequest;

/** The token that a page of ours needs to ask for changes in the name of Zulip's session. */
public final class CsrfToken {

  /** Made of Zulip's CSRF cookie, another text each time; empty when the browser has no such cookie, or a broken one. */
  public static Optional<String> forPage(HttpServerRequest request) {
    try {
      return ClientCookies.csrf(request)
          .map(Cookie::getValue)
          .map(cookie -> Csrf.mask(Csrf.secret(cookie, "CSRF cookie"), new SecureRandom()));
    } catch (ApiException malformed) {
      return Optional.empty();
    }
  }

  private CsrfToken() {
  }
}
