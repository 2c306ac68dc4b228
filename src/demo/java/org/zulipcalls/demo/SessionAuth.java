package org.zulipcalls.demo;

import java.util.Optional;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerRequest;

/**
 * {@code authenticated_json_view}. Unlike with Basic credentials the codes are kept, and the rate limit comes before
 * the account is looked at.
 */
final class SessionAuth {
  private final Directory directory;
  private final Sessions sessions;
  private final RateLimit rateLimit;

  SessionAuth(Directory directory, Sessions sessions, RateLimit rateLimit) {
    this.directory = directory;
    this.sessions = sessions;
    this.rateLimit = rateLimit;
  }

  /** The user of the session cookie, in production's name or in development's. */
  Optional<StandInUser> user(HttpServerRequest request) {
    Cookie production = request.getCookie("__Host-sessionid");
    Cookie cookie = production != null ? production : request.getCookie("sessionid");
    return sessions.userId(cookie == null ? null : cookie.getValue()).flatMap(directory::byId);
  }

  StandInUser authenticate(HttpServerRequest request, String method) {
    StandInUser user = user(request).orElseThrow(() -> ZulipError.notLoggedIn(true));
    Csrf.check(request, method);
    rateLimit.count(user, request.response());
    AccountCheck.of(user, directory.realmByHost(request.getHeader("Host"))).ifPresent(refused -> {
      throw refused == AccountCheck.WRONG_SUBDOMAIN
          ? ZulipError.badRequest(refused.text())
          : ZulipError.of(401, refused.name(), refused.text());
    });
    return user;
  }
}
