package org.zulipcalls.call;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.smallrye.mutiny.Uni;

/** Who asks in this request, as the {@code zulip} package has established it. */
@ApplicationScoped
class CallerIdentity {

  private final CurrentIdentityAssociation identity;

  CallerIdentity(CurrentIdentityAssociation identity) {
    this.identity = identity;
  }

  Uni<Caller> caller() {
    return identity.getDeferredIdentity().map(confirmed -> (Caller) confirmed.getPrincipal());
  }
}
