package org.zulipcalls.web;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.quarkus.vertx.http.runtime.security.HttpCredentialTransport;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;

/** Takes the cookie of a call's page, on the paths of that page alone, before anything of Zulip's is looked at. */
@ApplicationScoped
public class PageAuthenticationMechanism implements HttpAuthenticationMechanism {

  @Override
  public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager providers) {
    Optional<UUID> callId = PageCookie.callOf(context.request());
    Optional<String> token = callId.isEmpty() ? Optional.empty() : PageCookie.token(context.request());
    return token.isEmpty()
        ? Uni.createFrom().nullItem()
        : providers.authenticate(new PageAuthenticationRequest(token.get(), callId.get()))
            // A cookie that is no longer good is as none: then Zulip's session counts.
            .onFailure(AuthenticationFailedException.class)
            .recoverWithNull();
  }

  @Override
  public int getPriority() {
    return DEFAULT_PRIORITY + 1;
  }

  @Override
  public Uni<ChallengeData> getChallenge(RoutingContext context) {
    return Uni.createFrom().nullItem();
  }

  @Override
  public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
    return Set.of(PageAuthenticationRequest.class);
  }

  @Override
  public Uni<HttpCredentialTransport> getCredentialTransport(RoutingContext context) {
    return Uni.createFrom().item(new HttpCredentialTransport(HttpCredentialTransport.Type.COOKIE, PageCookie.NAME));
  }
}
