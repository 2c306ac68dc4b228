package org.zulipcalls.push;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;

import jakarta.enterprise.context.ApplicationScoped;

import org.zulipcalls.support.Sql;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * The notifications that have yet to be sent. The trigger of V5__push.sql writes them; here they are leased and taken
 * out. Every method is one statement, so a process may die between any two.
 */
@ApplicationScoped
class Outbox {

  /** Longer than a provider is waited for, so that only a dead replica's rows are taken by another. */
  static final Duration LEASE = Duration.ofSeconds(10);

  /**
   * What is due, the longest waiting first; what follows another for the same device waits for it, in this order. An invitation
   * that is not on its way holds nothing up: it is followed by what stops it alone, and {@link Delivery} will drop it.
   */
  static final String TAKE = """
      WITH taken AS (
        UPDATE push_outbox SET
          leased_until = now() + CAST($2 AS bigint) * interval '1 millisecond', attempts = attempts + 1
        WHERE id = ANY (ARRAY(
          SELECT id FROM push_outbox AS due
          WHERE due_at <= now() AND expires_at > now() AND (leased_until IS NULL OR leased_until <= now())
            AND NOT EXISTS (
              SELECT FROM push_outbox AS earlier
              WHERE earlier.call_id = due.call_id AND earlier.device_id = due.device_id AND earlier.id < due.id
                AND earlier.expires_at > now()
                AND (earlier.message <> 'call_invitation' OR earlier.leased_until > now()))
          ORDER BY due_at
          LIMIT $1
          FOR UPDATE SKIP LOCKED))
        RETURNING id, call_id, device_id, message, attempts, created_at, expires_at
      )
      SELECT taken.id, call_id, device_id, message, attempts, user_id, token, seen_at,
        CAST(extract(epoch FROM now() - taken.created_at) * 1000 AS bigint) AS age,
        CAST(extract(epoch FROM expires_at - now()) * 1000 AS bigint) AS time_left
      FROM taken LEFT JOIN push_device ON push_device.id = device_id
      ORDER BY taken.id""";

  /** Unless its lease is over and somebody else has it. */
  static final String RETRY = """
      UPDATE push_outbox SET leased_until = NULL, due_at = now() + CAST($3 AS bigint) * interval '1 millisecond'
      WHERE id = $1 AND attempts = $2""";

  static final String DROP = "DELETE FROM push_outbox WHERE id = $1";

  /** A parameter that is jsonb itself would become a JSON string. */
  static final String SETTLE = """
      WITH settled AS (DELETE FROM push_outbox WHERE id = $1 RETURNING call_id)
      INSERT INTO call_event (call_id, event_type, metadata)
      SELECT call_id, $2, CAST(CAST($3 AS text) AS jsonb) FROM settled""";

  /** The same, and the device goes, unless it has registered again since it was read. */
  static final String SETTLE_AND_FORGET = """
      WITH settled AS (DELETE FROM push_outbox WHERE id = $1 RETURNING call_id),
        forgotten AS (DELETE FROM push_device WHERE id = $4 AND token = $5 AND seen_at = $6)
      INSERT INTO call_event (call_id, event_type, metadata)
      SELECT call_id, $2, CAST(CAST($3 AS text) AS jsonb) FROM settled""";

  /**
   * What nobody has sent in time; told in the log of the call only where pushes are sent at all, and not of a device that is
   * gone.
   */
  static final String EXPIRE = """
      WITH expired AS (
        DELETE FROM push_outbox WHERE id = ANY (ARRAY(
          SELECT id FROM push_outbox WHERE expires_at <= now() AND (leased_until IS NULL OR leased_until <= now())
          ORDER BY expires_at LIMIT $1 FOR UPDATE SKIP LOCKED))
        RETURNING call_id, device_id, message
      ), logged AS (
        INSERT INTO call_event (call_id, event_type, metadata)
        SELECT call_id, 'push_failed', jsonb_build_object('kind', 'fcm', 'message', message, 'reason', 'expired')
        FROM expired JOIN push_device ON push_device.id = device_id WHERE $2
      )
      SELECT call_id, message, user_id FROM expired LEFT JOIN push_device ON push_device.id = device_id""";

  /** @param userId whose device it was for; null when that is gone, and nobody could be told */
  record Expired(UUID callId, MessageType message, Long userId) {

    private static Expired of(Row row) {
      return new Expired(row.getUUID("call_id"), MessageType.of(row.getString("message")), row.getLong("user_id"));
    }

    @Override
    public String toString() {
      return OutboxRow.text(message, callId, userId);
    }
  }

  private static final String SENT = "push_sent";
  private static final String FAILED = "push_failed";

  private final Pool database;

  Outbox(Pool database) {
    this.database = database;
  }

  /** Takes up to so many for {@link #LEASE}; no other sender gets them meanwhile. */
  Uni<List<OutboxRow>> take(int most) {
    return Sql.run(database, TAKE, Tuple.of((long) most, LEASE.toMillis()))
        .map(rows -> StreamSupport.stream(rows.spliterator(), false).map(OutboxRow::of).toList());
  }

  /** Gives it back, to be sent again after the pause. */
  Uni<Void> retry(OutboxRow row, Duration pause) {
    return run(RETRY, Tuple.of(row.id(), row.attempts(), pause.toMillis()));
  }

  /** It is of no use any more. */
  Uni<Void> drop(OutboxRow row) {
    return run(DROP, Tuple.of(row.id()));
  }

  /** The provider has it: {@code push_sent}. */
  Uni<Void> sent(OutboxRow row, String kind) {
    return run(SETTLE, Tuple.of(row.id(), SENT, metadata(row, kind)));
  }

  /** It will not be sent: {@code push_failed} with the reason. */
  Uni<Void> failed(OutboxRow row, String kind, PushResult reason) {
    return run(SETTLE, Tuple.of(row.id(), FAILED, metadata(row, kind, reason)));
  }

  /** It will not be sent since the token is dead. */
  Uni<Void> unregistered(OutboxRow row, String kind, PushResult reason) {
    return run(SETTLE_AND_FORGET,
        Tuple.of(row.id(), FAILED, metadata(row, kind, reason), row.deviceId(), row.token(), row.seenAt()));
  }

  /**
   * Removes what has expired, but what is on its way just now.
   *
   * @param tell whether a {@code push_failed} with the reason {@code expired} is logged
   * @return what it was
   */
  Uni<List<Expired>> expire(int most, boolean tell) {
    return Sql.run(database, EXPIRE, Tuple.of((long) most, tell))
        .map(rows -> StreamSupport.stream(rows.spliterator(), false).map(Expired::of).toList());
  }

  private Uni<Void> run(String sql, Tuple parameters) {
    return Sql.run(database, sql, parameters).replaceWithVoid();
  }

  private static String metadata(OutboxRow row, String kind) {
    return json(row, kind).encode();
  }

  private static String metadata(OutboxRow row, String kind, PushResult reason) {
    return json(row, kind).put("reason", reason.word()).encode();
  }

  private static JsonObject json(OutboxRow row, String kind) {
    return new JsonObject().put("kind", kind).put("message", row.message().word());
  }
}
