package org.zulipcalls.web;

import jakarta.enterprise.context.ApplicationScoped;

import org.zulipcalls.call.CurrentRequester;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;

/** Lets the holder of a page's cookie be its user, marked with the one call for which that is so. */
@ApplicationScoped
class PageIdentityProvider implements IdentityProvider<PageAuthenticationRequest> {

  private final PageTokens tokens;

  PageIdentityProvider(PageTokens tokens) {
    this.tokens = tokens;
  }

  @Override
  public Class<PageAuthenticationRequest> getRequestType() {
    return PageAuthenticationRequest.class;
  }

  @Override
  public Uni<SecurityIdentity> authenticate(PageAuthenticationRequest request, AuthenticationRequestContext context) {
    return tokens.holder(request.token(), request.callId())
        .onItem()
        .ifNull()
        .failWith(AuthenticationFailedException::new)
        .map(holder -> QuarkusSecurityIdentity.builder()
            .setPrincipal(holder)
            .addAttribute(CurrentRequester.ONE_CALL, request.callId().toString())
            .build());
  }
}
