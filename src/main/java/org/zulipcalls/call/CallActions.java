package org.zulipcalls.call;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.zulipcalls.limit.HitCounter;
import org.zulipcalls.limit.Key;
import org.zulipcalls.limit.Limit;
import org.zulipcalls.support.ApiException;
import org.zulipcalls.support.Parameters;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;

/** What the two users of a call do with it; under which path they ask is the resources' affair. */
@ApplicationScoped
class CallActions {

  private static final long LONGEST_DURATION = 366L * 24 * 3600;
  private static final List<String> STATUSES = List.of("connected", "on_hold", "muted", "video_disabled",
      "screen_sharing");

  private final Calls calls;
  private final CallAccess access;
  private final CallViews views;
  private final Invitations invitations;
  private final Parameters parameters;
  private final HitCounter counter;

  CallActions(Calls calls, CallAccess access, CallViews views, Invitations invitations, Parameters parameters,
      HitCounter counter) {
    this.counter = counter;
    this.calls = calls;
    this.access = access;
    this.views = views;
    this.invitations = invitations;
    this.parameters = parameters;
  }

  /** What {@code response} asks for: true to accept. */
  boolean accepts() {
    return parameters.word("response", List.of("accept", "decline", "reject"))
        .orElseThrow(() -> Parameters.missing("response"))
        .equals("accept");
  }

  /**
   * Answers; {@code device_id} of the client is kept in the event, so that its user's other devices are told to stop. One
   * that is none spares no device, but the answer counts.
   */
  Uni<Call> respond(Requester requester, String callId, boolean accept) {
    JsonObject metadata = new JsonObject();
    answeringDevice().ifPresent(device -> metadata.put("device_id", device.toString()));
    return access.recall(callId, requester, "respond to")
        .invoke(call -> CallAccess.allow(call.isRecipient(requester.userId()), "respond to"))
        .chain(call -> change(call, accept ? Trigger.ACCEPT : Trigger.DECLINE, requester, "respond to", metadata));
  }

  private Optional<UUID> answeringDevice() {
    try {
      return parameters.device("device_id");
    } catch (ApiException malformed) {
      return Optional.empty();
    }
  }

  /** Ends the call; {@code reason} and {@code duration} of the client are kept in the event. */
  Uni<Call> end(Requester requester, String callId) {
    JsonObject metadata = new JsonObject();
    parameters.find("reason").ifPresent(reason -> metadata.put("reason", reason));
    parameters.number("duration", 0, LONGEST_DURATION).ifPresent(seconds -> metadata.put("duration", seconds));
    return access.recall(callId, requester, "end")
        .chain(call -> change(call, end(call, requester), requester, "end", metadata));
  }

  Uni<Call> cancel(Requester requester, String callId) {
    return access.recall(callId, requester, "cancel")
        .invoke(call -> CallAccess.allow(call.isInitiator(requester.userId()), "cancel"))
        .chain(call -> change(call, Trigger.CANCEL, requester, "cancel"));
  }

  /** The initiator's leaving ends the call; the recipient's leaves one open that is, or has just been, answered. */
  Uni<Call> leave(Requester requester, String callId) {
    return access.find(callId, requester, "leave").chain(call -> {
      if (call.isInitiator(requester.userId()) || !call.state.isOpen()) {
        return change(call, end(call, requester), requester, "leave");
      }
      Uni<Void> counted = call.state == CallState.ACTIVE ? update(requester) : Uni.createFrom().voidItem();
      return counted.chain(() -> change(call, Trigger.LEAVE, requester, "leave"));
    });
  }

  /** The recipient's device rings. */
  Uni<Call> acknowledge(Requester requester, String callId) {
    parameters.word("status", List.of("ringing"));
    return access.recall(callId, requester, "acknowledge")
        .invoke(call -> CallAccess.allow(call.isRecipient(requester.userId()), "acknowledge"))
        .chain(call -> change(call, Trigger.ACKNOWLEDGE, requester, "acknowledge"));
  }

  /** Tells the other side of {@code status}. */
  Uni<Call> updateStatus(Requester requester, String callId) {
    String status = parameters.word("status", STATUSES).orElseThrow(() -> Parameters.missing("status"));
    return access.recall(callId, requester, "update")
        .call(call -> update(requester))
        .chain(
            call -> change(call, Trigger.UPDATE_STATUS, requester, "update", new JsonObject().put("status", status)));
  }

  /** What can be told again and again fills a call's log. */
  private Uni<Void> update(Requester requester) {
    return counter.take(Key.of(Limit.UPDATE, requester.getName()));
  }

  /** Ends an open call whatever its state. */
  Uni<Call> end(Requester requester, Call call) {
    return change(call, end(call, requester), requester, "end");
  }

  private static Trigger end(Call call, Requester requester) {
    return call.isInitiator(requester.userId()) ? Trigger.END_BY_INITIATOR : Trigger.END_BY_RECIPIENT;
  }

  private Uni<Call> change(Call call, Trigger trigger, Requester requester, String verb) {
    return change(call, trigger, requester, verb, new JsonObject());
  }

  private Uni<Call> change(Call call, Trigger trigger, Requester requester, String verb, JsonObject metadata) {
    return calls.change(call, trigger, requester, verb, metadata.encode())
        .invoke(changed -> settle(changed, requester))
        .onFailure(CallStateException.class)
        .transform(late -> {
          settle(late.call(), requester);
          return views.addTo(late, requester);
        });
  }

  /** Only the initiator can edit the invitation, and only now, while the credentials are here. */
  private void settle(Call call, Requester requester) {
    if (!call.state.isOpen() && call.isInitiator(requester.userId())) {
      invitations.settle(requester, call);
    }
  }
}
