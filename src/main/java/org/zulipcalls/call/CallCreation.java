package org.zulipcalls.call;

import java.util.Locale;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;
import org.zulipcalls.support.ApiException;
import org.zulipcalls.support.CallsConfig;

import io.smallrye.mutiny.Uni;

/** Begins calls, and says why one cannot begin. */
@ApplicationScoped
class CallCreation {

  private static final Logger LOG = Logger.getLogger(CallCreation.class);
  private static final int TRIES = 3;

  private final CallStore store;
  private final CallsConfig config;

  CallCreation(CallStore store, CallsConfig config) {
    this.store = store;
    this.config = config;
  }

  /**
   * Begins the call, or answers the one that the same idempotency key has begun within 24 hours. Fails with 409
   * {@code CALL_IN_PROGRESS} and {@code existing_call_id}, or 429 {@code RATE_LIMIT_HIT} and {@code retry-after}.
   */
  Uni<Call> begin(NewCall wanted) {
    return begin(wanted, TRIES);
  }

  private Uni<Call> begin(NewCall wanted, int tries) {
    return store.insert(wanted)
        .invoke(created -> {
          if (created != null) {
            LOG.infof("Call %s is initiated, by user %d to user %d", created.callId, wanted.caller().userId(),
                wanted.recipient().userId());
          }
        })
        .onItem()
        .ifNull()
        .switchTo(() -> withKey(wanted, tries));
  }

  private Uni<Call> withKey(NewCall wanted, int tries) {
    String key = wanted.idempotencyKey();
    if (key == null) {
      return refuse(wanted, tries);
    }
    return store.forgetKey(wanted.caller(), key)
        .chain(() -> store.byIdempotencyKey(wanted.caller(), key))
        .onItem()
        .ifNull()
        .switchTo(() -> refuse(wanted, tries));
  }

  private Uni<Call> refuse(NewCall wanted, int tries) {
    Caller caller = wanted.caller();
    return store.openBetween(caller.realm(), caller.userId(), wanted.recipient().userId())
        .invoke(open -> {
          if (open != null) {
            throw inProgress(open);
          }
        })
        .chain(() -> store.waitMillis(caller))
        .chain(millis -> {
          if (millis != null && millis > 0) {
            return Uni.createFrom().failure(rateLimitHit(millis));
          }
          // What stood in the way is gone meanwhile.
          return tries > 1
              ? begin(wanted, tries - 1)
              : Uni.createFrom().failure(ApiException.unavailable("TRY_AGAIN", "The call could not begin now", 1));
        });
  }

  private static ApiException inProgress(Call open) {
    return new ApiException(409, "CALL_IN_PROGRESS", "Call already in progress with this user")
        .with("existing_call_id", open.callId);
  }

  /** The shape of Zulip's own refusal (zerver/lib/exceptions.py, RateLimitedError). */
  private ApiException rateLimitHit(long millis) {
    String seconds = String.format(Locale.ROOT, "%.3f", millis / 1000.0);
    return new ApiException(429, "RATE_LIMIT_HIT", "API usage exceeded rate limit")
        .with("retry-after", millis / 1000.0)
        .header("Retry-After", seconds)
        .header("X-RateLimit-Limit", Integer.toString(config.limit().create().times()))
        .header("X-RateLimit-Remaining", "0");
  }
}
