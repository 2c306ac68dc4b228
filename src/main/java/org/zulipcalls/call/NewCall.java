package org.zulipcalls.call;

import java.util.UUID;

/**
 * A call that is to be.
 *
 * @param callId         version 7, so that ids grow with time
 * @param idempotencyKey what the client sent as {@code Idempotency-Key}, or null
 */
record NewCall(UUID callId, Caller caller, User recipient, CallType type, Rooms.Room room, String idempotencyKey) {}
