package org.zulipcalls.zulip;

import java.util.Optional;
import java.util.Set;

import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.zulipcalls.support.Origin;
import org.zulipcalls.support.Parameters;
import org.zulipcalls.support.RequestFilters;

import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerRequest;

/** Holds every unsafe request of a browser session to {@link Csrf}; API keys are exempt, as with Zulip. */
class CsrfFilter {

  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

  private final CurrentIdentityAssociation identity;
  private final Parameters parameters;
  private final Origin origin;

  CsrfFilter(CurrentIdentityAssociation identity, Parameters parameters, Origin origin) {
    this.identity = identity;
    this.parameters = parameters;
    this.origin = origin;
  }

  @ServerRequestFilter(priority = RequestFilters.CSRF)
  public Uni<Void> check(HttpServerRequest request) {
    if (SAFE.contains(request.method().name()) || ClientCookies.session(request).isEmpty()
        || request.headers().contains("Authorization")) {
      return Uni.createFrom().voidItem();
    }
    // As with Django, an empty field is none.
    Optional<String> field = parameters.find("csrfmiddlewaretoken").filter(token -> !token.isEmpty());
    return identity.getDeferredIdentity()
        .invoke(confirmed -> {
          if (confirmed.getCredential(Credential.Session.class) != null) {
            Csrf.check(new Csrf.Request(origin.of(request), header(request, "Origin"),
                header(request, "Referer"), ClientCookies.csrf(request).map(Cookie::getValue),
                field.or(() -> header(request, "X-CSRFToken")),
                field.isPresent() ? "POST" : "the 'X-Csrftoken' HTTP header"));
          }
        })
        .replaceWithVoid();
  }

  private static Optional<String> header(HttpServerRequest request, String name) {
    return Optional.ofNullable(request.getHeader(name));
  }
}
