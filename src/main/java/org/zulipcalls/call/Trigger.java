package org.zulipcalls.call;

/** What may happen to a call; {@link Lifecycle} says what becomes of it. */
public enum Trigger {
  /** The recipient was really notified. */
  NOTIFIED,
  /** The recipient's device says that it rings. */
  ACKNOWLEDGE,
  ACCEPT,
  DECLINE,
  CANCEL,
  END_BY_INITIATOR,
  END_BY_RECIPIENT,
  /** The recipient goes: an answered call goes on without them, any other is declined. */
  LEAVE,
  /** One of two has muted, shares the screen or the like. */
  UPDATE_STATUS,
  RING_TIME_OVER,
  TIME_LIMIT,
  CONTACT_LOST,
  ROOM_CLOSED,
  OPERATOR
}
