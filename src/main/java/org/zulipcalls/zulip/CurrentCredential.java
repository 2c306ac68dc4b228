package org.zulipcalls.zulip;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;

/** The credential of the request at hand, to ask Zulip as the requester. */
@ApplicationScoped
class CurrentCredential {

  private final CurrentIdentityAssociation identity;

  CurrentCredential(CurrentIdentityAssociation identity) {
    this.identity = identity;
  }

  Uni<Credential> get() {
    return identity.getDeferredIdentity().map(CurrentCredential::of);
  }

  private static Credential of(SecurityIdentity confirmed) {
    Credential apiKey = confirmed.getCredential(Credential.ApiKey.class);
    return apiKey != null ? apiKey : confirmed.getCredential(Credential.Session.class);
  }
}
