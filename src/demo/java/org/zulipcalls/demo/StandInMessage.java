package org.zulipcalls.demo;

import java.time.Instant;
import java.util.List;

/**
 * A direct message that somebody sent.
 *
 * @param recipientIds everybody in the conversation but the sender
 */
public record StandInMessage(int id, int senderId, List<Integer> recipientIds, String content, Instant sentAt,
    boolean edited) {
  StandInMessage edit(String changed) {
    return new StandInMessage(id, senderId, recipientIds, changed, sentAt, true);
  }
}
