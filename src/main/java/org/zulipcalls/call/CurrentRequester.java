package org.zulipcalls.call;

import jakarta.enterprise.context.ApplicationScoped;

import org.zulipcalls.support.ApiException;

import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;

/** Who asks in this request, as the {@code zulip} package has established it. */
@ApplicationScoped
public class CurrentRequester {

  /** The attribute that says for which call an identity stands; Zulip's own identities have none. */
  public static final String ONE_CALL = "zulip-calls.one-call";

  private final CurrentIdentityAssociation identity;

  CurrentRequester(CurrentIdentityAssociation identity) {
    this.identity = identity;
  }

  public Uni<Requester> requester() {
    return identity.getDeferredIdentity().map(confirmed -> (Requester) confirmed.getPrincipal());
  }

  /** Fails with 401 unless the requester is known by the cookie of this very call's page. */
  public Uni<Void> demandPageOf(String callId) {
    return identity.getDeferredIdentity().invoke(confirmed -> {
      if (!callId.equals(confirmed.getAttribute(ONE_CALL))) {
        throw new ApiException(401, "UNAUTHORIZED", "Not logged in: this page's link is no longer good");
      }
    }).replaceWithVoid();
  }

  /** For requests that last: lets go of how it was found out who asks, which is much more than the answer. */
  public Uni<Void> settle(RoutingContext request) {
    return identity.getDeferredIdentity().invoke(confirmed -> {
      QuarkusHttpUser.setIdentity(confirmed, request);
      identity.setIdentity(confirmed);
    }).replaceWithVoid();
  }

  /** How to ask again, later, whether the requester is still let in; null where that cannot be asked. */
  public Uni<Recheck> recheck() {
    return identity.getDeferredIdentity().map(confirmed -> confirmed.getCredential(Recheck.class));
  }
}
