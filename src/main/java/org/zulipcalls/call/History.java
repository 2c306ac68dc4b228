package org.zulipcalls.call;

import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.hibernate.reactive.mutiny.Mutiny;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;

/** Finds one user's calls, the newest first, by either side's index; never reads more than a page of each. */
@ApplicationScoped
class History {

  /**
   * Which calls.
   *
   * @param state a state's word, {@code answered}, or nothing for all
   * @param after the page begins behind this call
   */
  record Filter(Optional<CallType> type, Optional<String> state, Optional<Cursor> after) {

    private String condition() {
      return (type.isPresent() ? " AND call_type = :type" : "")
          + state.map(word -> word.equals("answered") ? " AND started_at IS NOT NULL" : " AND state = :state")
              .orElse("")
          + (after.isPresent() ? " AND (created_at, call_id) < (:at, :id)" : "");
    }

    private void bind(Mutiny.SelectionQuery<Call> query) {
      type.ifPresent(wanted -> query.setParameter("type", wanted.word()));
      state.filter(word -> !word.equals("answered")).ifPresent(word -> query.setParameter("state", word));
      after.ifPresent(cursor -> query.setParameter("at", cursor.createdAt()).setParameter("id", cursor.callId()));
    }
  }

  static String sql(Filter filter) {
    String side = """
        (SELECT %s FROM call WHERE realm = :realm AND %s_id = :userId%s
         ORDER BY created_at DESC, call_id DESC LIMIT :reach)
        """;
    return "SELECT " + CallRow.COLUMNS + " FROM ("
        + side.formatted(CallRow.COLUMNS, "initiator", filter.condition()) + "UNION ALL"
        + side.formatted(CallRow.COLUMNS, "recipient", filter.condition())
        + ") AS mine ORDER BY created_at DESC, call_id DESC LIMIT :limit OFFSET :offset";
  }

  /** At most {@code limit} calls, from the one at {@code offset} on. */
  Uni<List<Call>> page(Requester requester, Filter filter, int limit, int offset) {
    return Panache.withSession(() -> Panache.getSession().chain(session -> {
      Mutiny.SelectionQuery<Call> query = session.createNativeQuery(sql(filter), Call.class)
          .setParameter("realm", requester.realm())
          .setParameter("userId", requester.userId())
          .setParameter("reach", (long) limit + offset)
          .setParameter("limit", limit)
          .setParameter("offset", offset);
      filter.bind(query);
      return query.getResultList();
    }));
  }
}
