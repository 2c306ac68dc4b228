package org.zulipcalls.call;

import static org.zulipcalls.call.CallStore.COLUMNS;
import static org.zulipcalls.call.CallStore.one;

import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;

/** Finds calls; each question is one statement with an index of its own. */
@ApplicationScoped
public class CallLookup {

  static final String OPEN = "SELECT " + COLUMNS + """
       FROM call
      WHERE realm = :realm AND (initiator_id = :userId OR recipient_id = :userId)
        AND state IN ('initiated', 'ringing', 'active')
      ORDER BY created_at, call_id""";

  static final String OPEN_BETWEEN = "SELECT " + COLUMNS + """
       FROM call
      WHERE realm = :realm AND least(initiator_id, recipient_id) = least(CAST(:one AS bigint), CAST(:other AS bigint))
        AND greatest(initiator_id, recipient_id) = greatest(CAST(:one AS bigint), CAST(:other AS bigint))
        AND state IN ('initiated', 'ringing', 'active')""";

  /** Whether somebody is talking. */
  static final String BUSY = """
      SELECT EXISTS (
        SELECT 1 FROM call
        WHERE realm = :realm AND state = 'active' AND (initiator_id = :userId OR recipient_id = :userId))""";

  static final String BY_KEY = "SELECT " + COLUMNS + """
       FROM call
      WHERE realm = :realm AND initiator_id = :initiatorId AND idempotency_key = :key""";

  static final String DUE = "SELECT " + COLUMNS + """
       FROM call
      WHERE state IN ('initiated', 'ringing', 'active') AND least(ring_until, active_until, contact_until) <= now()
      ORDER BY least(ring_until, active_until, contact_until)
      LIMIT :limit""";

  Uni<Call> byId(UUID callId) {
    return Panache.withSession(() -> Call.findById(callId));
  }

  /** One user's open calls, the oldest first. */
  public Uni<List<Call>> open(Caller caller) {
    return Panache.withSession(() -> Panache.getSession()
        .chain(session -> session.createNativeQuery(OPEN, Call.class)
            .setParameter("realm", caller.realm())
            .setParameter("userId", caller.userId())
            .getResultList()));
  }

  Uni<Call> openBetween(String realm, long one, long other) {
    return one(OPEN_BETWEEN, query -> query.setParameter("realm", realm)
        .setParameter("one", one)
        .setParameter("other", other));
  }

  Uni<Boolean> busy(String realm, long userId) {
    return Panache.withSession(() -> Panache.getSession()
        .chain(session -> session.createNativeQuery(BUSY, Boolean.class)
            .setParameter("realm", realm)
            .setParameter("userId", userId)
            .getSingleResult()));
  }

  Uni<Call> byIdempotencyKey(Caller caller, String key) {
    return one(BY_KEY, query -> query.setParameter("realm", caller.realm())
        .setParameter("initiatorId", caller.userId())
        .setParameter("key", key));
  }

  /** Open calls that are past a deadline on the database's clock, the oldest first. */
  Uni<List<Call>> due(int limit) {
    return Panache.withSession(() -> Panache.getSession()
        .chain(session -> session.createNativeQuery(DUE, Call.class).setParameter("limit", limit).getResultList()));
  }
}
