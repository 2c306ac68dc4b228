package org.zulipcalls.feed;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;

import org.zulipcalls.call.CallEventType;
import org.zulipcalls.call.CallRow;
import org.zulipcalls.call.Requester;
import org.zulipcalls.support.CallsConfig;
import org.zulipcalls.support.SqlStatement;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;

/** Reads the log of events, each with its call. */
@ApplicationScoped
class EventLog {

  /** Rows of one read: fewer than a stream holds back, so that no burst makes a reader who keeps up look slow. */
  static final int BATCH = 200;

  private static final String COLUMNS = CallRow.COLUMNS
      + ", id, event_type, user_id, timestamp, metadata ->> 'status' AS status";

  static final String AFTER = "SELECT " + COLUMNS + " FROM call_event JOIN call USING (call_id) WHERE id > :after"
      + last();

  /**
   * One user's events, from those calls alone that may have changed since, as the first event's time tells. Call by call
   * ({@code OFFSET 0} holds PostgreSQL to it): the log itself may have grown by everybody's events of a day.
   */
  static final String MISSED = "SELECT " + COLUMNS + " FROM (" + calls("initiator_id") + " UNION ALL "
      + calls("recipient_id") + """
          ) AS call CROSS JOIN LATERAL (
            SELECT id, event_type, user_id, timestamp, metadata FROM call_event
            WHERE call_event.call_id = call.call_id AND id > :after AND id <= :upto OFFSET 0) AS event""" + last();

  static final String HEAD = "SELECT coalesce(max(id), 0) FROM call_event";

  /** The log itself may lose its end to the clean-up. */
  static final String LAST_DRAWN = "SELECT last_value FROM call_event_id_seq";

  /** Who may be about to log an event: its id is drawn under this lock, which is held until the commit is visible. */
  static final String WRITERS = """
      SELECT DISTINCT virtualtransaction FROM pg_locks
      WHERE relation = 'call_event'::regclass AND mode = 'RowExclusiveLock'
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())""";

  private final SqlStatement<FeedEvent> after;
  private final SqlStatement<FeedEvent> missed;
  private final SqlStatement<Long> head;
  private final SqlStatement<Long> lastDrawn;
  private final SqlStatement<String> writers;
  private final Duration longestLife;

  EventLog(Pool pool, CallsConfig config) {
    after = new SqlStatement<>(pool, AFTER, EventLog::event);
    missed = new SqlStatement<>(pool, MISSED, EventLog::event);
    head = new SqlStatement<>(pool, HEAD, row -> row.getLong(0));
    lastDrawn = new SqlStatement<>(pool, LAST_DRAWN, row -> row.getLong(0));
    writers = new SqlStatement<>(pool, WRITERS, row -> row.getString(0));
    longestLife = config.ringTimeout().plus(config.maxDuration()).plusDays(1);
  }

  private static String calls(String side) {
    return "SELECT " + CallRow.COLUMNS + " FROM call WHERE realm = :realm AND " + side + """
         = :userId AND created_at > (SELECT timestamp FROM call_event WHERE id >= :after ORDER BY id LIMIT 1)
        - CAST(:longestMillis AS bigint) * interval '1 millisecond'""";
  }

  private static String last() {
    return " ORDER BY id LIMIT " + BATCH;
  }

  /** The first events behind this id, in order. */
  Uni<List<FeedEvent>> after(long id) {
    return after.all(Map.of("after", id));
  }

  /** The first of one user's events behind {@code after} up to {@code upto}, in order. */
  Uni<List<FeedEvent>> missed(Requester requester, long after, long upto) {
    return missed.all(Map.of("realm", requester.realm(), "userId", requester.userId(), "longestMillis",
        longestLife.toMillis(), "after", after, "upto", upto));
  }

  /** The highest id in the log; 0 when it is empty. Lower ones may still be on their way. */
  Uni<Long> head() {
    return head.one(Map.of());
  }

  /** The highest id that was given out, also where its event is no more; a server that took over may fall back behind it. */
  Uni<Long> lastDrawn() {
    return lastDrawn.one(Map.of());
  }

  /** The transactions that may be about to log an event. */
  Uni<Set<String>> writers() {
    return writers.all(Map.of()).map(Set::copyOf);
  }

  private static FeedEvent event(Row row) {
    return new FeedEvent(row.getLong("id"), CallEventType.valueOf(row.getString("event_type").toUpperCase(Locale.ROOT)),
        row.getLong("user_id"), row.getOffsetDateTime("timestamp").toInstant(), row.getString("status"),
        CallRow.read(row));
  }
}
