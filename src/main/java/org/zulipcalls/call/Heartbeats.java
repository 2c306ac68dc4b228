package org.zulipcalls.call;

import java.util.Map;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.zulipcalls.support.CallsConfig;
import org.zulipcalls.support.SqlStatement;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;

/** Signs of life from the two who talk. */
@ApplicationScoped
class Heartbeats {

  /** A sign of life: moves the contact deadline, but for a beat that follows another at once. Answers the call in any case. */
  static final String BEAT = """
      WITH beat AS (
        UPDATE call SET contact_until = now() + CAST(:contactMillis AS bigint) * interval '1 millisecond'
        WHERE call_id = :callId AND realm = :realm AND state = 'active'
          AND (initiator_id = :userId OR recipient_id = :userId)
          AND coalesce(contact_until, now())
            < now() + CAST(:contactMillis AS bigint) * interval '1 millisecond' * 29 / 30
      )
      SELECT %s FROM call WHERE call_id = :callId""".formatted(CallRow.COLUMNS);

  /** Nobody could be heard: the time begins anew, but where it has just done so. */
  static final String FORGIVE = """
      UPDATE call SET contact_until = now() + CAST(:contactMillis AS bigint) * interval '1 millisecond'
      WHERE %1$s AND %2$s < now() + %3$s AND contact_until < now() + %3$s""".formatted(CallLookup.IS_OPEN,
      CallLookup.DEADLINE, "CAST(:contactMillis AS bigint) * interval '1 millisecond' * 9 / 10");

  private final long contactMillis;
  private final SqlStatement<Call> beat;

  Heartbeats(CallsConfig config, Pool pool) {
    contactMillis = config.contactTimeout().toMillis();
    beat = new SqlStatement<>(pool, BEAT, CallRow::read);
  }

  /** Notes that one of the two is still there. */
  Uni<Call> beat(UUID callId, Requester requester) {
    return beat.one(
        Map.of("callId", callId, "realm", requester.realm(), "userId", requester.userId(), "contactMillis",
            contactMillis));
  }

  /** Waits for a sign of life of everybody as if one had just come. */
  Uni<Integer> forgive() {
    return Panache.withTransaction(() -> Panache.getSession()
        .chain(session -> session.createNativeQuery(FORGIVE)
            .setParameter("contactMillis", contactMillis)
            .executeUpdate()));
  }
}
