package org.zulipcalls.call;

import static org.zulipcalls.call.CallRow.COLUMNS;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import org.zulipcalls.support.SqlStatement;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;

/** Finds calls; each question is one statement with an index of its own. */
@ApplicationScoped
public class CallLookup {

  /** The sides apart, as wherever only open calls count: for an {@code OR} PostgreSQL may read all that are open. */
  static final String OPEN = open("initiator_id") + "UNION ALL " + open("recipient_id")
      + "ORDER BY created_at, call_id";

  static final String OPEN_BETWEEN = "SELECT " + COLUMNS + """
       FROM call
      WHERE realm = :realm AND least(initiator_id, recipient_id) = least(CAST(:one AS bigint), CAST(:other AS bigint))
        AND greatest(initiator_id, recipient_id) = greatest(CAST(:one AS bigint), CAST(:other AS bigint))
        AND state IN ('initiated', 'ringing', 'active')""";

  /** Whether somebody is talking. */
  static final String BUSY = """
      SELECT EXISTS (SELECT 1 FROM call WHERE realm = :realm AND state = 'active' AND initiator_id = :userId)
        OR EXISTS (SELECT 1 FROM call WHERE realm = :realm AND state = 'active' AND recipient_id = :userId)""";

  static final String BY_KEY = "SELECT " + COLUMNS + """
       FROM call
      WHERE realm = :realm AND initiator_id = :initiatorId AND idempotency_key = :key
        AND created_at >= now() - interval '24 hours'""";

  static final String DEADLINE = "least(ring_until, active_until, contact_until, empty_until, leave_until)";

  /** What all open calls have, and a condition of the one index that holds them all. */
  static final String IS_OPEN = "state IN ('initiated', 'ringing', 'active') AND " + DEADLINE + " IS NOT NULL ";

  static final String DUE = "SELECT " + COLUMNS + " FROM call WHERE " + IS_OPEN + "AND " + DEADLINE
      + " <= now() AND call_id <> ALL (CAST(:but AS uuid[])) ORDER BY " + DEADLINE + " LIMIT :limit";

  /** Where the rooms of the open calls are: their URLs without the names. */
  static final String ROOM_SERVERS = """
      SELECT DISTINCT left(jitsi_room_url, length(jitsi_room_url) - length(jitsi_room_name) - 1) FROM call
      WHERE %s LIMIT :limit""".formatted(IS_OPEN);

  static final String COUNT_OPEN = "SELECT state, count(*) FROM call WHERE " + IS_OPEN + "GROUP BY state";

  private static String open(String side) {
    return "SELECT " + COLUMNS + " FROM call WHERE realm = :realm AND " + side
        + " = :userId AND state IN ('initiated', 'ringing', 'active') ";
  }

  private final SqlStatement<Call> openBetween;
  private final SqlStatement<Call> byKey;
  private final SqlStatement<Call> due;

  CallLookup(Pool pool) {
    openBetween = new SqlStatement<>(pool, OPEN_BETWEEN, CallRow::read);
    byKey = new SqlStatement<>(pool, BY_KEY, CallRow::read);
    due = new SqlStatement<>(pool, DUE, CallRow::read);
  }

  Uni<Call> byId(UUID callId) {
    return Panache.withSession(() -> Call.findById(callId));
  }

  /** One user's open calls, the oldest first. */
  public Uni<List<Call>> open(Requester requester) {
    return Panache.withSession(() -> Panache.getSession()
        .chain(session -> session.createNativeQuery(OPEN, Call.class)
            .setParameter("realm", requester.realm())
            .setParameter("userId", requester.userId())
            .getResultList()));
  }

  Uni<Call> openBetween(String realm, long one, long other) {
    return openBetween.one(Map.of("realm", realm, "one", one, "other", other));
  }

  Uni<Boolean> busy(String realm, long userId) {
    return Panache.withSession(() -> Panache.getSession()
        .chain(session -> session.createNativeQuery(BUSY, Boolean.class)
            .setParameter("realm", realm)
            .setParameter("userId", userId)
            .getSingleResult()));
  }

  Uni<Call> byIdempotencyKey(Requester requester, String key) {
    return byKey.one(Map.of("realm", requester.realm(), "initiatorId", requester.userId(), "key", key));
  }

  /** How many calls are in each open state, of all realms; a state without calls is missing. */
  Uni<Map<CallState, Long>> countOpen() {
    return Panache.withSession(() -> Panache.getSession()
        .chain(session -> session.createNativeQuery(COUNT_OPEN, Object[].class).getResultList())
        .map(rows -> rows.stream()
            .collect(Collectors.toMap(row -> CallState.valueOf(((String) row[0]).toUpperCase(Locale.ROOT)),
                row -> ((Number) row[1]).longValue()))));
  }

  /** Open calls that are past a deadline on the database's clock, without these, the oldest first. */
  Uni<List<Call>> due(int limit, Set<UUID> but) {
    return due.all(Map.of("limit", (long) limit, "but", but.toArray(UUID[]::new)));
  }

  /** The base URLs of the servers that have rooms of open calls, some of them where there are many. */
  public Uni<List<String>> roomServers(int limit) {
    return Panache.withSession(() -> Panache.getSession()
        .chain(session -> session.createNativeQuery(ROOM_SERVERS, String.class)
            .setParameter("limit", limit)
            .getResultList()));
  }
}
