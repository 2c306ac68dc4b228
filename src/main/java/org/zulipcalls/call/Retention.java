package org.zulipcalls.call;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;

/**
 * Removes calls that ended long ago. Their events and whatever else hangs on them go with them, by the foreign keys;
 * what stays is counted in the {@link Totals}.
 */
@ApplicationScoped
public class Retention {

  /** Calls of one statement: so few that nobody waits for it, since the feed waits for whoever writes in the log. */
  public static final int BATCH = 200;

  /**
   * The oldest first. What another replica is just removing is passed over; the totals are added to in one order, so
   * that two replicas never wait for each other in a circle.
   */
  static final String REMOVE = """
      WITH gone AS (
        DELETE FROM call WHERE call_id = ANY (ARRAY(
          SELECT call_id FROM call
          WHERE ended_at < now() - CAST(:keepMillis AS bigint) * interval '1 millisecond'
          ORDER BY ended_at
          LIMIT %d
          FOR UPDATE SKIP LOCKED))
        RETURNING realm, state, started_at, ended_at
      ), counted AS (
        INSERT INTO call_total AS kept (day, realm, calls, answered, missed, declined, seconds)
        SELECT %s FROM gone GROUP BY 1, 2 ORDER BY 1, 2
        ON CONFLICT (day, realm) DO UPDATE SET
          calls = kept.calls + excluded.calls,
          answered = kept.answered + excluded.answered,
          missed = kept.missed + excluded.missed,
          declined = kept.declined + excluded.declined,
          seconds = kept.seconds + excluded.seconds
      )
      SELECT count(*) FROM gone""".formatted(BATCH, Totals.COUNTS);

  /**
   * Removes up to {@link #BATCH} calls that ended longer ago than this on the database's clock.
   *
   * @return how many there were; fewer than a batch: no more are to be had now
   */
  public Uni<Long> remove(Duration keep) {
    return Panache.withSession(() -> Panache.getSession()
        .chain(session -> session.createNativeQuery(REMOVE, Long.class)
            .setParameter("keepMillis", keep.toMillis())
            .getSingleResult()));
  }
}
