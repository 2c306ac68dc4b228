package org.zulipcalls.call;

import java.util.UUID;

/**
 * A call that is to be.
 *
 * @param callId         version 7, so that ids grow with time
 * @param idempotencyKey what the client sent as {@code Idempotency-Key}, or null
 * @param messageId      the invitation's message in Zulip, or null
 */
record NewCall(UUID callId, Requester initiator, User recipient, CallType type, Rooms.Room room, String idempotencyKey,
    Long messageId) {

  NewCall invitedBy(Long sentMessageId) {
    return new NewCall(callId, initiator, recipient, type, room, idempotencyKey, sentMessageId);
  }
}
