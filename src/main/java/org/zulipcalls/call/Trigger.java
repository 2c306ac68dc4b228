package org.zulipcalls.call;

/** What may change a call's state; {@link Lifecycle} says to what. */
public enum Trigger {
  /** The recipient was really notified. */
  NOTIFIED,
  ACCEPT,
  DECLINE,
  CANCEL,
  END_BY_INITIATOR,
  END_BY_RECIPIENT,
  RING_TIME_OVER,
  TIME_LIMIT,
  CONTACT_LOST,
  ROOM_CLOSED,
  OPERATOR
}
