package org.zulipcalls.call;

import static org.zulipcalls.call.CallState.ACTIVE;
import static org.zulipcalls.call.CallState.CANCELLED;
import static org.zulipcalls.call.CallState.DECLINED;
import static org.zulipcalls.call.CallState.ENDED;
import static org.zulipcalls.call.CallState.MISSED;
import static org.zulipcalls.call.CallState.RINGING;

import java.util.Arrays;
import java.util.Optional;

/**
 * The life of a call, and nothing else: no I/O, no clock, no injection.
 *
 * <pre>
 * initiated ──notified──► ringing ──accept──► active ──end──► ended   (leave, update status: still active)
 *     │                     │                   (by either · time limit · contact lost · room closed)
 *     └──────┬──────────────┘   accept is legal from initiated too
 *            ├─ decline, end or leave by the recipient ► declined
 *            ├─ cancel, end by the initiator  ► cancelled
 *            └─ ring time over                ► missed
 * </pre>
 *
 * An operator's end is {@code cancelled} before the answer and {@code ended} after it. Terminal states never change.
 */
public final class Lifecycle {

  /**
   * One legal change.
   *
   * @param reason why the call is over; null while it is open
   */
  public record Step(CallState to, CallEventType event, EndReason reason) {}

  private static final Step RINGS = new Step(RINGING, CallEventType.RINGING, null);
  private static final Step IS_ACKNOWLEDGED = new Step(RINGING, CallEventType.ACKNOWLEDGED, null);
  private static final Step IS_ACCEPTED = new Step(ACTIVE, CallEventType.ACCEPTED, null);
  private static final Step IS_DECLINED = new Step(DECLINED, CallEventType.DECLINED, EndReason.DECLINED);
  private static final Step IS_CANCELLED = new Step(CANCELLED, CallEventType.CANCELLED, EndReason.CANCELLED);
  private static final Step IS_MISSED = new Step(MISSED, CallEventType.MISSED, EndReason.MISSED);
  private static final Step IS_LEFT = new Step(ACTIVE, CallEventType.PARTICIPANT_LEFT, null);
  private static final Step IS_UPDATED = new Step(ACTIVE, CallEventType.STATUS_UPDATE, null);
  private static final Step IS_WITHDRAWN = new Step(CANCELLED, CallEventType.CANCELLED, EndReason.ENDED_BY_OPERATOR);

  /** What the trigger makes of a call in this state; empty when it is not legal there. */
  public static Optional<Step> step(CallState state, Trigger trigger) {
    return Optional.ofNullable(switch (state) {
      case INITIATED -> initiated(trigger);
      case RINGING -> unanswered(trigger);
      case ACTIVE -> active(trigger);
      case ENDED, DECLINED, MISSED, CANCELLED -> null;
    });
  }

  private static Step initiated(Trigger trigger) {
    return switch (trigger) {
      case NOTIFIED -> RINGS;
      case ACKNOWLEDGE -> IS_ACKNOWLEDGED;
      default -> unanswered(trigger);
    };
  }

  private static Step unanswered(Trigger trigger) {
    return switch (trigger) {
      case ACCEPT -> IS_ACCEPTED;
      case DECLINE, END_BY_RECIPIENT, LEAVE -> IS_DECLINED;
      case CANCEL, END_BY_INITIATOR -> IS_CANCELLED;
      case RING_TIME_OVER -> IS_MISSED;
      case OPERATOR -> IS_WITHDRAWN;
      case NOTIFIED, ACKNOWLEDGE, UPDATE_STATUS, TIME_LIMIT, CONTACT_LOST, ROOM_CLOSED -> null;
    };
  }

  private static Step active(Trigger trigger) {
    return switch (trigger) {
      case END_BY_INITIATOR, END_BY_RECIPIENT -> ended(EndReason.HANGUP);
      case TIME_LIMIT -> ended(EndReason.TIME_LIMIT);
      case CONTACT_LOST -> ended(EndReason.CONTACT_LOST);
      case ROOM_CLOSED -> ended(EndReason.ROOM_CLOSED);
      case OPERATOR -> ended(EndReason.ENDED_BY_OPERATOR);
      case LEAVE -> IS_LEFT;
      case UPDATE_STATUS -> IS_UPDATED;
      case NOTIFIED, ACKNOWLEDGE, ACCEPT, DECLINE, CANCEL, RING_TIME_OVER -> null;
    };
  }

  private static Step ended(EndReason reason) {
    return new Step(ENDED, CallEventType.ENDED, reason);
  }

  /** Whether this state is one that the trigger leads to: asking for it again asks for what already is. */
  public static boolean leadsTo(Trigger trigger, CallState state) {
    return Arrays.stream(CallState.values())
        .flatMap(from -> step(from, trigger).stream())
        .anyMatch(step -> step.to() == state);
  }

  private Lifecycle() {
  }
}
