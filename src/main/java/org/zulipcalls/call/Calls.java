package org.zulipcalls.call;

import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;
import org.zulipcalls.support.ApiException;

import io.smallrye.mutiny.Uni;

/** Every step of a call's lifecycle after its beginning, whoever asks for it. */
@ApplicationScoped
public class Calls {

  private static final Logger LOG = Logger.getLogger(Calls.class);
  static final String NO_METADATA = "{}";

  private final CallStore store;
  private final CallLookup lookup;
  private final RecentCalls recent;
  private final CallLimits limits;

  Calls(CallStore store, CallLookup lookup, RecentCalls recent, CallLimits limits) {
    this.store = store;
    this.lookup = lookup;
    this.recent = recent;
    this.limits = limits;
  }

  /**
   * Changes a call as one of its two users asks. Asking again for what one has already done is answered with the call
   * as it is.
   *
   * @param seen     the call, as it is or was: unless it changes as seen, it is read
   * @param verb     what the refusal says that one cannot do: "respond to", "end", "cancel"
   * @param metadata JSON for the event
   * @return the call as it is now; fails with 409 {@code INVALID_CALL_STATE}, with the call as a field, or with 429
   *         {@code RATE_LIMIT_HIT} when the requester has answered too many
   */
  Uni<Call> change(Call seen, Trigger trigger, Requester requester, String verb, String metadata) {
    return step(seen, trigger, requester.userId(), isAnswer(trigger), metadata).onItem()
        .ifNull()
        .switchTo(() -> reread(seen.callId).chain(now -> Lifecycle.step(now.state, trigger).isPresent()
            ? mayAnswer(seen, now, trigger, requester).chain(() -> change(now, trigger, requester, verb, metadata))
            : leave(now, trigger, requester, verb)));
  }

  /** The answer to who asks for what is done, or cannot be. */
  private static Uni<Call> leave(Call now, Trigger trigger, Requester requester, String verb) {
    return isRepeat(now, trigger, requester)
        ? Uni.createFrom().item(now)
        : Uni.createFrom().failure(new CallStateException(verb, now));
  }

  /** Changes a call on behalf of the service itself; null when the call is no longer as it was seen. */
  Uni<Call> change(Call seen, Trigger trigger) {
    return step(seen, trigger, null, false, NO_METADATA);
  }

  /** The changed call; null when it is not as it was seen, or there is no such step from there. */
  private Uni<Call> step(Call seen, Trigger trigger, Long actor, boolean answers, String metadata) {
    return Lifecycle.step(seen.state, trigger)
        .map(step -> store.change(seen, step, actor, answers, metadata).invoke(changed -> log(changed, actor)))
        .orElse(Uni.createFrom().nullItem());
  }

  /**
   * Notes that the recipient was really notified of a call that was just read; harmless when it was noted before or the call
   * has gone on. One statement will mostly do, and none when it was answered.
   */
  Uni<Void> notified(Call seen) {
    Call newest = recent.newest(seen);
    return newest.state != CallState.INITIATED
        ? Uni.createFrom().voidItem()
        : change(newest, Trigger.NOTIFIED)
            .chain(changed -> changed == null ? notified(seen.callId) : Uni.createFrom().voidItem());
  }

  private Uni<Void> notified(UUID callId) {
    return lookup.byId(callId)
        .chain(call -> call == null || call.state != CallState.INITIATED
            ? Uni.createFrom().voidItem()
            : change(call, Trigger.NOTIFIED)
                // Else it has changed in between, which may have been its room's news alone.
                .chain(changed -> changed == null ? notified(callId) : Uni.createFrom().voidItem()));
  }

  private static boolean isAnswer(Trigger trigger) {
    return trigger == Trigger.ACCEPT || trigger == Trigger.DECLINE;
  }

  /** An answer that changed nothing, though nobody else did either, was one too many. */
  private Uni<Void> mayAnswer(Call seen, Call now, Trigger trigger, Requester requester) {
    return isAnswer(trigger) && seen.version == now.version
        ? limits.checkAnswer(requester)
        : Uni.createFrom().voidItem();
  }

  private Uni<Call> reread(UUID callId) {
    return lookup.byId(callId).onItem().ifNull().failWith(Calls::notFound);
  }

  private static boolean isRepeat(Call call, Trigger trigger, Requester requester) {
    boolean ownDoing = call.state.isOpen() || Long.valueOf(requester.userId()).equals(call.endedBy);
    return ownDoing && Lifecycle.leadsTo(trigger, call.state);
  }

  private static void log(Call changed, Long actor) {
    if (changed != null) {
      LOG.infof("Call %s is %s%s, by %s", changed.callId, changed.state.word(),
          changed.endReason == null ? "" : " (" + changed.endReason.word() + ")",
          actor == null ? "the service" : "user " + actor);
    }
  }

  /** What a client is told of a call that is not there, or not in its realm. */
  static ApiException notFound() {
    return new ApiException(404, "CALL_NOT_FOUND", "Call not found");
  }
}
