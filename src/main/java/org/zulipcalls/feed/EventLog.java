package org.zulipcalls.feed;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

import jakarta.enterprise.context.ApplicationScoped;

import org.hibernate.reactive.mutiny.Mutiny;
import org.zulipcalls.call.Call;
import org.zulipcalls.call.CallEvent;
import org.zulipcalls.call.Caller;
import org.zulipcalls.support.CallsConfig;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;

/** Reads the log of events, each with its call. */
@ApplicationScoped
class EventLog {

  /** Rows of one read: fewer than a stream holds back, so that no burst makes a reader who keeps up look slow. */
  static final int BATCH = 200;

  private static final String PAIR = "select e, c from CallEvent e join Call c on c.callId = e.callId ";
  private static final String MINE = """
      c.realm = :realm and (c.initiator.userId = :userId or c.recipient.userId = :userId)
      """;

  static final String AFTER = PAIR + "where e.id > :after order by e.id";

  /** One user's events, from those calls alone that may have changed since. */
  static final String MISSED = PAIR + "where " + MINE + """
      and c.createdAt > :since and e.id > :after and e.id <= :upto order by e.id""";

  static final String FIRST_SINCE = "select timestamp from CallEvent where id >= :after order by id";

  /** SQL, since it comes first at the start: Hibernate's first HQL has its parser set up, 45 ms of an event loop. */
  static final String HEAD = "SELECT coalesce(max(id), 0) FROM call_event";

  /** Who may be about to log an event: its id is drawn under this lock, which is held until the commit is visible. */
  static final String WRITERS = """
      SELECT DISTINCT virtualtransaction FROM pg_locks
      WHERE relation = 'call_event'::regclass AND mode = 'RowExclusiveLock'
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())""";

  private final Duration longestLife;

  EventLog(CallsConfig config) {
    longestLife = config.ringTimeout().plus(config.maxDuration()).plusDays(1);
  }

  /** The first events behind this id, in order. */
  Uni<List<FeedEvent>> after(long id) {
    return read(AFTER, query -> query.setParameter("after", id));
  }

  /** The first of one user's events behind {@code after} up to {@code upto}, in order. */
  Uni<List<FeedEvent>> missed(Caller caller, long after, long upto) {
    return Panache.withSession(() -> Panache.getSession()
        .chain(session -> session.createSelectionQuery(FIRST_SINCE, Instant.class)
            .setParameter("after", after)
            .setMaxResults(1)
            .getSingleResultOrNull()))
        .chain(first -> first == null
            ? Uni.createFrom().item(List.of())
            : read(MISSED,
                query -> query.setParameter("realm", caller.realm())
                    .setParameter("userId", caller.userId())
                    .setParameter("since", first.minus(longestLife))
                    .setParameter("after", after)
                    .setParameter("upto", upto)));
  }

  /** The highest id in the log; 0 when it is empty. Lower ones may still be on their way. */
  Uni<Long> head() {
    return Panache.withSession(
        () -> Panache.getSession().chain(session -> session.createNativeQuery(HEAD, Long.class).getSingleResult()));
  }

  /** The transactions that may be about to log an event. */
  Uni<Set<String>> writers() {
    return Panache.withSession(() -> Panache.getSession()
        .chain(session -> session.createNativeQuery(WRITERS, String.class).getResultList())
        .map(Set::copyOf));
  }

  private static Uni<List<FeedEvent>> read(String hql, Consumer<Mutiny.SelectionQuery<?>> bind) {
    return Panache.withSession(() -> Panache.getSession().chain(session -> {
      Mutiny.SelectionQuery<Object[]> query = session.createSelectionQuery(hql, Object[].class);
      bind.accept(query);
      return query.setMaxResults(BATCH).getResultList();
    })).map(rows -> rows.stream().map(EventLog::event).toList());
  }

  private static FeedEvent event(Object[] row) {
    CallEvent event = (CallEvent) row[0];
    return new FeedEvent(event.id, event.eventType, event.userId, event.timestamp, event.metadata.getString("status"),
        (Call) row[1]);
  }
}
