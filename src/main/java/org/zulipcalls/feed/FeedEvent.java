package org.zulipcalls.feed;

import java.time.Instant;

import org.zulipcalls.call.Call;
import org.zulipcalls.call.CallEventType;

/**
 * One row of the log with its call as it was when the row was read, which is never older than the change itself.
 *
 * @param id     the {@code call_event} id
 * @param userId who did it; null: the service itself
 * @param at     when, on the database's clock
 * @param status what a {@code status_update} tells; else null
 */
record FeedEvent(long id, CallEventType type, Long userId, Instant at, String status, Call call) {

  /** The {@code op} that clients read; they know two of the log's words under another. */
  String op() {
    return switch (type) {
      case INITIATED -> "created";
      case RINGING -> "acknowledged";
      default -> type.word();
    };
  }

  /** Whether clients are told: pushes are our own affair. */
  boolean isTold() {
    return type != CallEventType.PUSH_SENT && type != CallEventType.PUSH_FAILED;
  }
}
