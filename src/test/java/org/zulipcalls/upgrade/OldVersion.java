package org.zulipcalls.upgrade;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.zulipcalls.testing.Database;

/**
 * A replica of the first version, as far as PostgreSQL can tell: its statements, prepared once and for all, each a
 * transaction. It begins calls, has them answered and ended, and reads them, one after the other. Where there is a queue,
 * somebody waits in it meanwhile.
 */
final class OldVersion implements AutoCloseable {

  private static final String COLUMNS = """
      call_id, realm, call_type, state, end_reason, ended_by,
      initiator_id, initiator_name, initiator_email, initiator_avatar_url,
      recipient_id, recipient_name, recipient_email, recipient_avatar_url,
      jitsi_room_name, jitsi_room_url, created_at, started_at, ended_at, version,
      ring_until, active_until, contact_until""";
  private static final String BEGIN = """
      WITH created AS (
        INSERT INTO call (call_id, realm, call_type, state, initiator_id, initiator_name, initiator_email,
          recipient_id, recipient_name, recipient_email, jitsi_room_name, jitsi_room_url, ring_until)
        SELECT ?, ?, 'video', 'initiated', ?, 'Initiator', 'initiator@zulip.com', ?, 'Recipient', 'recipient@zulip.com',
          'zulip-call-old', 'https://meet.example/zulip-call-old', now() + interval '45 seconds'
        WHERE NOT EXISTS (
          SELECT 1 FROM call WHERE realm = ? AND state = 'active' AND (initiator_id = ? OR recipient_id = ?))
        ON CONFLICT DO NOTHING
        RETURNING *
      ), logged AS (
        INSERT INTO call_event (call_id, event_type, user_id) SELECT call_id, 'initiated', initiator_id FROM created
      )
      SELECT %s FROM created""".formatted(COLUMNS);
  private static final String CHANGE = """
      WITH changed AS (
        UPDATE call SET version = version + 1, state = ?, end_reason = ?,
          started_at = CASE WHEN ? = 'active' THEN coalesce(started_at, now()) ELSE started_at END,
          ended_at = CASE WHEN ? = 'ended' THEN now() END, ring_until = NULL,
          active_until = CASE WHEN ? = 'active' THEN now() + interval '4 hours' END
        WHERE call_id = ? AND version = ?
        RETURNING *
      ), logged AS (
        INSERT INTO call_event (call_id, event_type, user_id, metadata)
        SELECT call_id, ?, recipient_id, CAST('{}' AS jsonb) FROM changed
      )
      SELECT %s FROM changed""".formatted(COLUMNS);
  private static final String HISTORY = "SELECT " + COLUMNS
      + " FROM call WHERE realm = ? AND initiator_id = ? ORDER BY created_at DESC, call_id DESC LIMIT 50";
  private static final String OVERDUE = """
      SELECT %s FROM call
      WHERE state IN ('initiated', 'ringing', 'active')
        AND least(ring_until, active_until, contact_until) < now()""".formatted(COLUMNS);

  /** Who waits for somebody has the caller's id and so much. */
  private static final int WAITING = 1_000;

  private final Connection connection;
  private final PreparedStatement begin;
  private final PreparedStatement change;
  private final PreparedStatement history;
  private final PreparedStatement overdue;
  private final Optional<OldQueue> queue;
  private final String realm;
  private final List<UUID> calls = new ArrayList<>();
  private final AtomicInteger callsToCome = new AtomicInteger(Integer.MAX_VALUE);
  private volatile long slowestNanos;

  OldVersion(Database database, String realm) throws SQLException {
    this.realm = realm;
    connection = database.connect();
    begin = connection.prepareStatement(BEGIN);
    change = connection.prepareStatement(CHANGE);
    history = connection.prepareStatement(HISTORY);
    overdue = connection.prepareStatement(OVERDUE);
    boolean hasQueue = database
        .count("SELECT count(*) FROM information_schema.tables WHERE table_name = 'call_queue'") > 0;
    queue = hasQueue ? Optional.of(new OldQueue(connection, realm)) : Optional.empty();
  }

  /** Calls between these two until {@link #stopAfter}; the ids of all that were begun, answered and ended. */
  CompletableFuture<List<UUID>> callAlways(long initiator, long recipient) {
    return CompletableFuture.supplyAsync(() -> {
      try {
        while (callsToCome.getAndDecrement() > 0) {
          UUID callId = UUID.randomUUID();
          begin(callId, initiator, recipient);
          change(callId, 1, "active", null, "accepted");
          if (queue.isPresent()) {
            timed(() -> queue.get().waitFor(recipient, initiator + WAITING));
          }
          change(callId, 2, "ended", "hangup", "ended");
          history.setString(1, realm);
          history.setLong(2, initiator);
          expectRow(history, "history");
          calls.add(callId);
          TimeUnit.MILLISECONDS.sleep(2);
        }
        return List.copyOf(calls);
      } catch (SQLException | InterruptedException e) {
        throw new IllegalStateException("After " + calls.size() + " calls", e);
      }
    });
  }

  void begin(UUID callId, long initiator, long recipient) throws SQLException {
    begin.setObject(1, callId);
    begin.setString(2, realm);
    begin.setLong(3, initiator);
    begin.setLong(4, recipient);
    begin.setString(5, realm);
    begin.setLong(6, recipient);
    begin.setLong(7, recipient);
    expectRow(begin, "begin");
  }

  void change(UUID callId, long version, String state, String reason, String event) throws SQLException {
    change.setString(1, state);
    change.setString(2, reason);
    change.setString(3, state);
    change.setString(4, state);
    change.setString(5, state);
    change.setObject(6, callId);
    change.setLong(7, version);
    change.setString(8, event);
    expectRow(change, state);
    overdue.executeQuery().close();
  }

  private void expectRow(PreparedStatement statement, String what) throws SQLException {
    timed(() -> {
      try (ResultSet rows = statement.executeQuery()) {
        if (!rows.next()) {
          throw new SQLException("Nothing came of: " + what);
        }
      }
    });
  }

  private interface Work {
    void run() throws SQLException;
  }

  private void timed(Work work) throws SQLException {
    long start = System.nanoTime();
    work.run();
    slowestNanos = Math.max(slowestNanos, System.nanoTime() - start);
  }

  /** Whoever waited longest for the migration. */
  long slowestMillis() {
    return TimeUnit.NANOSECONDS.toMillis(slowestNanos);
  }

  /** Lets this many more calls be made, so that some are for certain made from now on. */
  void stopAfter(int calls) {
    callsToCome.set(calls);
  }

  @Override
  public void close() throws SQLException {
    callsToCome.set(0);
    connection.close();
  }
}
