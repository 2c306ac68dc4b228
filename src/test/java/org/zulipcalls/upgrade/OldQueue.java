package org.zulipcalls.upgrade;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/**
 * Somebody who waits at a replica of a version before the twelfth migration, as far as PostgreSQL can tell: its statements,
 * with the columns that it knows.
 */
final class OldQueue {

  private static final String COLUMNS = """
      queue_id, realm, call_type, initiator_id, recipient_id, recipient_name, recipient_email, recipient_avatar_url,
      created_at, expires_at""";
  private static final String ADD = """
      WITH entry AS (
        INSERT INTO call_queue (queue_id, realm, call_type, initiator_id, initiator_name, initiator_email,
          recipient_id, recipient_name, recipient_email, jitsi_room_name, jitsi_room_url, invite_message_id, expires_at)
        VALUES (?, ?, 'video', ?, 'Waiting', 'waiting@zulip.com', ?, 'Recipient', 'recipient@zulip.com',
          'zulip-call-old', 'https://meet.example/zulip-call-old', NULL, now() + interval '5 minutes')
        ON CONFLICT (realm, recipient_id, initiator_id) DO UPDATE SET expires_at = excluded.expires_at
        RETURNING *
      )
      SELECT %s FROM entry""".formatted(COLUMNS);
  private static final String READ = "SELECT " + COLUMNS
      + " FROM call_queue WHERE realm = ? AND initiator_id = ? AND expires_at > now() ORDER BY created_at, queue_id";
  private static final String REMOVE = "DELETE FROM call_queue WHERE queue_id = ? AND realm = ? AND initiator_id = ?";

  private final PreparedStatement add;
  private final PreparedStatement read;
  private final PreparedStatement remove;
  private final String realm;

  OldQueue(Connection connection, String realm) throws SQLException {
    this.realm = realm;
    add = connection.prepareStatement(ADD);
    read = connection.prepareStatement(READ);
    remove = connection.prepareStatement(REMOVE);
  }

  /** Takes a place, looks at it and gives it up. @param recipient in a call, else the place would become one */
  void waitFor(long recipient, long waiting) throws SQLException {
    UUID queueId = UUID.randomUUID();
    add.setObject(1, queueId);
    add.setString(2, realm);
    add.setLong(3, waiting);
    add.setLong(4, recipient);
    expectPlace(add, queueId);
    read.setString(1, realm);
    read.setLong(2, waiting);
    expectPlace(read, queueId);
    remove.setObject(1, queueId);
    remove.setString(2, realm);
    remove.setLong(3, waiting);
    if (remove.executeUpdate() != 1) {
      throw new SQLException("The place was gone");
    }
  }

  private static void expectPlace(PreparedStatement statement, UUID queueId) throws SQLException {
    try (ResultSet rows = statement.executeQuery()) {
      if (!rows.next() || !queueId.equals(rows.getObject("queue_id"))) {
        throw new SQLException("No such place: " + queueId);
      }
    }
  }
}
