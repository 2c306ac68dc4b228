package org.zulipcalls.call;

import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * The stays in the rooms of open calls: the table {@code call_presence}. A stay is known by its place, its connection and
 * its beginning, it is closed once and never opened again; so it makes no difference in which order, and how often, we
 * are told.
 */
@ApplicationScoped
class RoomStays {

  /** The open call of a room, held until the end of the transaction. */
  static final String LOCK = """
      SELECT call_id, initiator_id, recipient_id FROM call
      WHERE jitsi_room_name = :room AND state IN ('initiated', 'ringing', 'active')
      LIMIT 1 FOR UPDATE""";

  /** A stay that began before its room's end, of which we were told first, is over as well. */
  static final String NOTE = """
      INSERT INTO call_presence (call_id, place, occupant_jid, joined_at, user_id, left_at, gone_at)
      SELECT DISTINCT ON (place, occupant, began) :callId, place, occupant, began, user_id, over,
        CASE WHEN over IS NOT NULL THEN now() END
      FROM (
        SELECT place, occupant, user_id, to_timestamp(joined_at) AS began, coalesce(to_timestamp(left_at), (
          SELECT min(room.left_at) FROM call_presence room
          WHERE room.call_id = :callId AND room.place IN ('', stay.place) AND room.occupant_jid = ''
            AND room.left_at > to_timestamp(stay.joined_at))) AS over
        FROM jsonb_to_recordset(CAST(CAST(:stays AS text) AS jsonb))
          AS stay(place text, occupant text, user_id bigint, joined_at bigint, left_at bigint)
      ) AS stays
      ORDER BY place, occupant, began, over
      ON CONFLICT (call_id, place, occupant_jid, joined_at)
        DO UPDATE SET left_at = excluded.left_at, gone_at = excluded.gone_at
        WHERE call_presence.left_at IS NULL AND excluded.left_at IS NOT NULL""";

  /** The end of a room is the end of every stay that began before; that of the main room ends its breakout rooms. */
  static final String CLOSE = """
      UPDATE call_presence SET left_at = to_timestamp(CAST(:end AS bigint)), gone_at = now()
      WHERE call_id = :callId AND left_at IS NULL AND joined_at < to_timestamp(CAST(:end AS bigint))
        AND CAST(:place AS text) IN ('', place)""";

  static final String IS_CLOSED = """
      SELECT NOT EXISTS (SELECT 1 FROM call_presence WHERE call_id = :callId AND left_at IS NULL)""";

  /** A locked call and its two users. */
  record Locked(UUID callId, long initiatorId, long recipientId) {}

  /** Locks the open call of the room; null when there is none. */
  Uni<Locked> lock(String room) {
    return Panache.getSession()
        .chain(session -> session.createNativeQuery(LOCK, Object[].class)
            .setParameter("room", room)
            .getSingleResultOrNull())
        .map(row -> row == null
            ? null
            : new Locked((UUID) row[0], ((Number) row[1]).longValue(), ((Number) row[2]).longValue()));
  }

  /** How many of the stays were new, or news. Whoever is neither of the two has no user id. */
  Uni<Integer> note(Locked call, List<RoomStay> stays) {
    JsonArray rows = new JsonArray();
    for (RoomStay stay : stays) {
      boolean known = stay.userId() != null && (stay.userId() == call.initiatorId || stay.userId() == call.recipientId);
      rows.add(new JsonObject().put("place", stay.place())
          .put("occupant", stay.occupant())
          .put("user_id", known ? stay.userId() : null)
          .put("joined_at", stay.joinedAt().getEpochSecond())
          .put("left_at", stay.leftAt() == null ? null : stay.leftAt().getEpochSecond()));
    }
    return Panache.getSession()
        .chain(session -> session.createNativeQuery(NOTE)
            .setParameter("callId", call.callId)
            .setParameter("stays", rows.encode())
            .executeUpdate());
  }

  /** How many stays the end of this room has ended. */
  Uni<Integer> close(Locked call, RoomStay room) {
    return Panache.getSession()
        .chain(session -> session.createNativeQuery(CLOSE)
            .setParameter("callId", call.callId)
            .setParameter("place", room.place())
            .setParameter("end", room.leftAt().getEpochSecond())
            .executeUpdate());
  }

  /** Whether nobody is there and no newer room is known either. */
  Uni<Boolean> isClosed(UUID callId) {
    return Panache.withSession(() -> Panache.getSession()
        .chain(session -> session.createNativeQuery(IS_CLOSED, Boolean.class)
            .setParameter("callId", callId)
            .getSingleResult()));
  }
}
