package org.zulipcalls.push;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.UUID;

import io.vertx.mutiny.sqlclient.Row;

/**
 * A notification that this replica has leased.
 *
 * @param attempts how often it was leased, this time included
 * @param age      since the change that it tells
 * @param timeLeft until it is of no use any more, by the database's clock
 * @param userId   whose device it is for; null, as token and seenAt, when the device is gone
 * @param seenAt   when the device last registered
 */
record OutboxRow(long id, UUID callId, UUID deviceId, MessageType message, int attempts, Duration age,
    Duration timeLeft, Long userId, String token, OffsetDateTime seenAt) {

  static OutboxRow of(Row row) {
    return new OutboxRow(row.getLong("id"), row.getUUID("call_id"), row.getUUID("device_id"),
        MessageType.of(row.getString("message")), row.getInteger("attempts"), Duration.ofMillis(row.getLong("age")),
        Duration.ofMillis(row.getLong("time_left")), row.getLong("user_id"), row.getString("token"),
        row.getOffsetDateTime("seen_at"));
  }

  boolean isDeviceGone() {
    return token == null;
  }

  /** Without the token. */
  @Override
  public String toString() {
    return text(message, callId, userId);
  }

  /** As the log names a push. */
  static String text(MessageType message, UUID callId, Long userId) {
    return message.word() + " of call " + callId + " to user " + userId;
  }
}
