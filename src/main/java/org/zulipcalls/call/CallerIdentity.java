package org.zulipcalls.call;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.smallrye.mutiny.Uni;

/** Who asks in this request, as the {@code zulip} package has established it. */
@ApplicationScoped
public class CallerIdentity {

  private final CurrentIdentityAssociation identity;

  CallerIdentity(CurrentIdentityAssociation identity) {
    this.identity = identity;
  }

  public Uni<Caller> caller() {
    return identity.getDeferredIdentity().map(confirmed -> (Caller) confirmed.getPrincipal());
  }

  /** How to ask again, later, whether the caller is still let in; null where that cannot be asked. */
  public Uni<Recheck> recheck() {
    return identity.getDeferredIdentity().map(confirmed -> confirmed.getCredential(Recheck.class));
  }
}
