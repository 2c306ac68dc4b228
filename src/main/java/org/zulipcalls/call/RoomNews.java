package org.zulipcalls.call;

/**
 * The parts of {@link CallStore#SETTLE_ROOM} that make of a call's stays what its log has to say. They read one picture
 * of {@code call_presence}, the one that the statement begins with.
 */
final class RoomNews {

  /** So long a connection may take from one room to the other, and a page to load again. */
  private static final String MOVE_TIME = "interval '3 seconds'";
  /** So long a room is empty before its call is over. */
  static final String EMPTY_FOR = "interval '20 seconds'";

  /**
   * What the log of a call does not say yet: {@code news}. Somebody with two connections, or on the way from one room to
   * another, is one person who is there; a stay's {@code told} is {@code joined} while the log has them there.
   */
  static final String READ = """
      WITH stay AS (
        SELECT coalesce(CAST(user_id AS text), occupant_jid) AS person, * FROM call_presence
        WHERE call_id = :callId AND occupant_jid <> ''
      ), person AS (
        SELECT person, max(user_id) AS user_id, bool_or(left_at IS NULL) AS present, max(gone_at) AS gone_at,
          bool_or(told IS NULL) AS is_new, coalesce(bool_or(told = 'joined'), false) AS is_told
        FROM stay GROUP BY person
      ), leaver AS (
        SELECT *, gone_at + %1$s AS due FROM person WHERE NOT present AND (is_new OR is_told)
      ), news AS (
        SELECT 'participant_joined' AS event, 1 AS turn, user_id FROM person WHERE is_new AND NOT is_told
        UNION ALL
        SELECT 'participant_left', 2, user_id FROM leaver WHERE due <= now()
      ), noted AS (
        UPDATE call_presence SET told = CASE
          WHEN call_presence.left_at IS NULL THEN 'joined'
          WHEN person.present OR person.gone_at + %1$s <= now() THEN 'left' ELSE 'joined' END
        FROM person
        WHERE call_id = :callId AND occupant_jid <> '' AND told IS DISTINCT FROM 'left'
          AND coalesce(CAST(call_presence.user_id AS text), occupant_jid) = person.person
      )""".formatted(MOVE_TIME);

  static final String NEXT_LEAVE = "SELECT min(due) FROM leaver WHERE due > now()";

  /**
   * Nobody is there, and somebody was after the answer. Where the server knows people by our tokens only they count, else
   * everybody does: a recorder does not keep a call open.
   */
  static final String IS_EMPTY = """
      state = 'active' AND (
        SELECT bool_and(left_at IS NOT NULL) AND max(gone_at) >= started_at FROM stay
        WHERE user_id IS NOT NULL OR NOT EXISTS (SELECT 1 FROM stay WHERE user_id IS NOT NULL))""";

  private RoomNews() {
  }
}
