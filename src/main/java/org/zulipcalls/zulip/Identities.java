package org.zulipcalls.zulip;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;

import org.zulipcalls.call.Requester;
import org.zulipcalls.support.ApiException;
import org.zulipcalls.support.SingleFlight;

import io.smallrye.mutiny.Uni;

/**
 * Who a credential belongs to. Zulip lets a user ask 200 times a minute over all clients, ours included, so its answer
 * is remembered: a confirmation for 45 s, which is how late we learn of a log-out, and a refusal for 5 s,
 * in whatever language it was asked for.
 */
@ApplicationScoped
class Identities {

  private static final Duration CONFIRMED_FOR = Duration.ofSeconds(45);
  private static final Duration REFUSED_FOR = Duration.ofSeconds(5);

  /** Either a requester or a refusal. */
  private record Verdict(Requester requester, ZulipRefusal refusal) {}

  private final ZulipClient zulip;
  private final Realms realms;
  private final LogInGuard guard;
  private final SingleFlight<String, Verdict> verdicts = new SingleFlight<>(
      verdict -> verdict.refusal == null ? CONFIRMED_FOR : REFUSED_FOR);

  Identities(ZulipClient zulip, Realms realms, LogInGuard guard) {
    this.zulip = zulip;
    this.realms = realms;
    this.guard = guard;
  }

  /**
   * Fails with {@link ZulipRefusal}, with 400 for a bot, with 429 after too many wrong keys, or with 503 when Zulip
   * cannot be asked.
   */
  Uni<Requester> of(Credential credential) {
    return Uni.createFrom()
        .voidItem()
        .invoke(() -> guard.check(credential))
        .chain(() -> verdicts.get(credential.fingerprint(), () -> ask(credential)))
        .map(verdict -> {
          if (verdict.refusal != null) {
            throw verdict.refusal;
          }
          return verdict.requester;
        });
  }

  /**
   * Whether one that was good is good still; fails when that cannot be told now. A key that Zulip has refused meanwhile is
   * not, though it may not be tried again for all the wrong ones that came with it.
   */
  Uni<Boolean> stillGood(Credential credential) {
    return of(credential).map(requester -> true)
        .onFailure(failure -> LogInGuard.isWrong(failure) || guard.hasForgotten(credential))
        .recoverWithItem(false);
  }

  private Uni<Verdict> ask(Credential credential) {
    return guard.admit(credential, zulip.get(credential, "/users/me").map(ZulipUser::of))
        .chain(me -> realms.of(credential.host()).map(realm -> new Verdict(requester(me, realm), null)))
        .onFailure(ZulipRefusal.class)
        .recoverWithItem(refusal -> new Verdict(null, refusal));
  }

  private static Requester requester(ZulipUser me, String realm) {
    if (!me.active()) {
      throw ZulipClient.unavailable("a deactivated user was let in");
    }
    if (me.bot()) {
      throw new ApiException(400, "BAD_REQUEST", "This endpoint does not accept bot requests.");
    }
    return new Requester(realm, me.shown(me.email(), realm));
  }
}
