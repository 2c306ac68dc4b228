package org.zulipcalls.call;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;
import org.zulipcalls.support.ApiException;
import org.zulipcalls.support.SingleFlight;

import io.smallrye.mutiny.Uni;

/** Begins calls, and says why one cannot begin. */
@ApplicationScoped
class CallCreation {

  private static final Logger LOG = Logger.getLogger(CallCreation.class);
  private static final int TRIES = 3;

  private final CallStore store;
  private final CallLookup lookup;
  private final CallQueue queue;
  private final Invitations invitations;
  private final CallLimits limits;
  /**
   * A client that asks this replica again because Zulip takes its time over the invitation is not to send another. What it asks
   * another replica in that time does: one call, two messages.
   */
  private final SingleFlight<List<String>, Call> underWay = new SingleFlight<>(call -> Duration.ZERO);

  CallCreation(CallStore store, CallLookup lookup, CallQueue queue, Invitations invitations, CallLimits limits) {
    this.store = store;
    this.lookup = lookup;
    this.queue = queue;
    this.invitations = invitations;
    this.limits = limits;
  }

  /**
   * Begins the call, or answers the one that the same idempotency key has begun within 24 hours. Fails with 409
   * {@code CALL_IN_PROGRESS} and {@code existing_call_id}, 429 {@code RATE_LIMIT_HIT} and {@code retry-after}, or as
   * {@link Invitations#send} does.
   */
  Uni<Call> begin(NewCall wanted) {
    return wanted.idempotencyKey() == null
        ? beginNow(wanted)
        : underWay.get(List.of(wanted.initiator().getName(), wanted.idempotencyKey()), () -> beginNow(wanted))
            .onFailure(RecipientBusyException.class)
            .transform(busy -> busy.of(wanted));
  }

  private Uni<Call> beginNow(NewCall wanted) {
    if (!invitations.areSent()) {
      return insert(wanted, TRIES);
    }
    // The invitation goes out before the call rings, since Zulip may refuse it; so nothing else may be in the way.
    return orElse(inTheWay(wanted),
        () -> invited(wanted).chain(messageId -> insert(wanted.invitedBy(messageId), TRIES)));
  }

  /**
   * Lets the caller wait until the recipient is free. The invitation goes out now, while the credentials are here; whoever waits
   * already has sent it, and waits on. A place counts for the limit of calls, since it becomes one.
   */
  Uni<QueueEntry> queueUp(NewCall wanted) {
    return queue.of(wanted.initiator())
        .chain(places -> places.stream().anyMatch(place -> place.recipient.userId() == wanted.recipient().userId())
            ? Uni.createFrom().voidItem()
            : limits.takePlace(wanted, places.size()))
        .chain(() -> queue.add(wanted, isInvited(wanted)))
        .chain(place -> place.queueId.equals(wanted.callId()) ? begin(place, wanted) : Uni.createFrom().item(place));
  }

  /** The place comes first, so that whoever asks twice at once invites once. */
  private Uni<QueueEntry> begin(QueueEntry place, NewCall wanted) {
    return lookup.openBetween(place.realm, place.initiatorId, place.recipient.userId())
        // The place that the caller had before has just become a call. If this one has, they are called already.
        .invoke(open -> refuseBeside(open != null && open.callId.equals(place.queueId) ? null : open))
        .chain(() -> isInvited(wanted)
            ? Uni.createFrom().voidItem()
            : invited(wanted).chain(messageId -> queue.invited(place.queueId, messageId)))
        .replaceWith(place)
        .onFailure()
        .recoverWithUni(refusal -> queue.remove(place.queueId, wanted.initiator())
            .onItemOrFailure()
            .transformToUni((removed, failure) -> Uni.createFrom().failure(refusal)));
  }

  private boolean isInvited(NewCall wanted) {
    return wanted.messageId() != null || !invitations.areSent();
  }

  private Uni<Long> invited(NewCall wanted) {
    return invitations.send(wanted.initiator(), wanted.recipient(), wanted.type(), wanted.callId());
  }

  private Uni<Call> insert(NewCall wanted, int tries) {
    if (tries == 0) {
      return Uni.createFrom().failure(ApiException.unavailable("TRY_AGAIN", "The call could not begin now", 1));
    }
    Uni<Call> inserted = store.insert(wanted).invoke(created -> {
      if (created != null) {
        LOG.infof("Call %s is initiated, by user %d to user %d", created.callId, wanted.initiator().userId(),
            wanted.recipient().userId());
      }
    });
    // What stood in the way may be gone when we look for it: then once more.
    return orElse(inserted, () -> orElse(inTheWay(wanted), () -> insert(wanted, tries - 1)));
  }

  /**
   * The call of the same key, or null when nothing is in the way; fails when something is. The key comes last: an open
   * call that it began a moment ago is then known for what it is.
   */
  private Uni<Call> inTheWay(NewCall wanted) {
    return refuse(wanted).onItemOrFailure()
        .transformToUni((nothing, refusal) -> orElse(
            orElse(ofSameKey(wanted.initiator(), wanted.idempotencyKey()), () -> forgetKey(wanted)),
            () -> refusal == null ? Uni.createFrom().nullItem() : Uni.createFrom().failure(refusal)));
  }

  /** The call that the caller has begun with this key within 24 hours; null without one, or without a key. */
  Uni<Call> ofSameKey(Requester requester, String key) {
    return key == null ? Uni.createFrom().nullItem() : lookup.byIdempotencyKey(requester, key);
  }

  /** Else a call of the day before would keep it. */
  private Uni<Call> forgetKey(NewCall wanted) {
    return wanted.idempotencyKey() == null
        ? Uni.createFrom().nullItem()
        : store.forgetKey(wanted.initiator(), wanted.idempotencyKey()).replaceWith(Uni.createFrom().nullItem());
  }

  private Uni<Call> refuse(NewCall wanted) {
    Requester initiator = wanted.initiator();
    return lookup.openBetween(initiator.realm(), initiator.userId(), wanted.recipient().userId())
        .invoke(CallCreation::refuseBeside)
        .chain(() -> lookup.busy(initiator.realm(), wanted.recipient().userId()))
        .invoke(busy -> {
          if (busy) {
            throw new RecipientBusyException(wanted);
          }
        })
        .chain(() -> limits.checkStart(wanted))
        .replaceWith(Uni.createFrom().nullItem());
  }

  private static Uni<Call> orElse(Uni<Call> first, Supplier<Uni<Call>> otherwise) {
    return first.onItem().ifNull().switchTo(otherwise::get);
  }

  private static void refuseBeside(Call open) {
    if (open != null) {
      throw new ApiException(409, "CALL_IN_PROGRESS", "Call already in progress with this user")
          .with("existing_call_id", open.callId);
    }
  }
}
