package org.zulipcalls.call;

import java.time.LocalDate;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;

/** How many calls there were, by day and realm; {@link Retention} keeps the figures of what it removes. */
@ApplicationScoped
public class Totals {

  /** A group's day, realm and figures; the seconds as {@link Call#duration} has them, so that each call adds its own. */
  static final String COUNTS = """
      CAST(ended_at AT TIME ZONE 'UTC' AS date), realm, count(*), count(started_at),
      count(*) FILTER (WHERE state = 'missed'), count(*) FILTER (WHERE state = 'declined'),
      CAST(coalesce(sum(floor(extract(epoch FROM ended_at - started_at))), 0) AS bigint)""";

  /** One statement and so one view of both tables: no call is missing from it or in it twice. */
  static final String BETWEEN = """
      SELECT day, realm, CAST(sum(calls) AS bigint), CAST(sum(answered) AS bigint), CAST(sum(missed) AS bigint),
        CAST(sum(declined) AS bigint), CAST(sum(seconds) AS bigint)
      FROM (
        SELECT day, realm, calls, answered, missed, declined, seconds FROM call_total
        WHERE day BETWEEN :from AND :to
        UNION ALL
        SELECT %s FROM call
        WHERE ended_at >= CAST(CAST(:from AS date) AS timestamp) AT TIME ZONE 'UTC'
          AND ended_at < CAST(CAST(:to AS date) + 1 AS timestamp) AT TIME ZONE 'UTC'
        GROUP BY 1, 2
      ) AS figures (day, realm, calls, answered, missed, declined, seconds)
      GROUP BY day, realm
      ORDER BY day, realm""".formatted(COUNTS);

  /**
   * The calls of a realm that ended on one day, UTC. The initiator withdrew those that are neither answered, missed nor
   * declined.
   *
   * @param seconds that the answered ones lasted together
   */
  public record Day(LocalDate day, String realm, long calls, long answered, long missed, long declined, long seconds) {}

  /** The days in order, each realm's; days without calls are not there. */
  public Uni<List<Day>> between(LocalDate from, LocalDate to) {
    return Panache.withSession(() -> Panache.getSession()
        .chain(session -> session.createNativeQuery(BETWEEN, Object[].class)
            .setParameter("from", from)
            .setParameter("to", to)
            .getResultList()))
        .map(rows -> rows.stream().map(Totals::day).toList());
  }

  private static Day day(Object[] row) {
    return new Day((LocalDate) row[0], (String) row[1], (Long) row[2], (Long) row[3], (Long) row[4], (Long) row[5],
        (Long) row[6]);
  }
}
