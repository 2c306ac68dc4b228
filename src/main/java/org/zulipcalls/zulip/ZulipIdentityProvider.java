package org.zulipcalls.zulip;

import jakarta.enterprise.context.ApplicationScoped;

import org.zulipcalls.call.Recheck;

import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;

/** Lets Zulip say who somebody is. The credential stays with the identity for this request, to ask Zulip as the requester. */
@ApplicationScoped
class ZulipIdentityProvider implements IdentityProvider<ZulipAuthenticationRequest> {

  private final Identities identities;

  ZulipIdentityProvider(Identities identities) {
    this.identities = identities;
  }

  @Override
  public Class<ZulipAuthenticationRequest> getRequestType() {
    return ZulipAuthenticationRequest.class;
  }

  @Override
  public Uni<SecurityIdentity> authenticate(ZulipAuthenticationRequest request, AuthenticationRequestContext context) {
    Credential credential = request.credential();
    return identities.of(credential)
        .map(requester -> QuarkusSecurityIdentity.builder()
            .setPrincipal(requester)
            .addCredential(credential)
            .addCredential((Recheck) () -> identities.stillGood(credential))
            .build());
  }
}
