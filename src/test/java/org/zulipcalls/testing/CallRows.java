package org.zulipcalls.testing;

/** Calls that are simply there, by SQL. */
public final class CallRows {

  private static final String COLUMNS = """
      INSERT INTO call (call_id, realm, call_type, state, end_reason, ended_by, initiator_id, initiator_name,
        initiator_email, recipient_id, recipient_name, recipient_email, jitsi_room_name, jitsi_room_url,
        created_at, started_at, ended_at, version)
      """;

  /** So many calls from one to the other that were answered and are over; {@code createdAt} is SQL and may use n. */
  public static void insertEnded(Database database, int count, String realm, long initiator, long recipient,
      String createdAt) {
    database.update(COLUMNS + """
        SELECT gen_random_uuid(), ?, CASE WHEN n %% 2 = 0 THEN 'video' ELSE 'audio' END, 'ended', 'hangup', ?,
          ?, 'Initiator', 'initiator@zulip.com', ?, 'Recipient', 'recipient@zulip.com',
          'room' || n, 'https://meet.example/room' || n, t, t + interval '5 seconds', t + interval '65 seconds', 3
        FROM (SELECT n, %s AS t FROM generate_series(1, ?) AS n) AS series""".formatted(createdAt), realm, initiator,
        initiator, recipient, count);
  }

  /**
   * A grown-up table: calls between 2,000 people over three years, most of them over, a few open, each with two
   * events and two stays in its room; then what autovacuum would do.
   */
  public static void insertMany(Database database, int count, String realm) {
    database.update(COLUMNS.replace("created_at, started_at", "idempotency_key, ring_until, active_until, created_at, "
        + "started_at")
        + """
            SELECT gen_random_uuid(), ?, CASE WHEN n % 3 = 0 THEN 'audio' ELSE 'video' END, state,
              CASE WHEN open THEN NULL WHEN state = 'ended' THEN 'hangup' ELSE state END,
              CASE WHEN open OR state = 'missed' THEN NULL ELSE a END,
              a, 'Person ' || a, 'person' || a || '@zulip.com', b, 'Person ' || b, 'person' || b || '@zulip.com',
              'zulip-call-' || md5(n::text), 'https://meet.example/zulip-call-' || md5(n::text),
              CASE WHEN n % 4 = 0 THEN 'key ' || n END,
              CASE WHEN state IN ('initiated', 'ringing') THEN now() + interval '1 hour' END,
              CASE WHEN state = 'active' THEN now() + interval '3 hours' END,
              t, CASE WHEN state IN ('ended', 'active') THEN t + interval '6 seconds' END,
              CASE WHEN open THEN NULL ELSE t + interval '6 minutes' END, CASE WHEN open THEN 1 ELSE 3 END
            FROM (
              SELECT n, a, CASE WHEN b >= a THEN b + 1 ELSE b END AS b, open, t,
                CASE WHEN open THEN (ARRAY['initiated', 'ringing', 'active'])[1 + n % 3]
                  ELSE (ARRAY['ended', 'ended', 'ended', 'missed', 'declined', 'cancelled'])[1 + n % 6] END AS state
              FROM (
                SELECT n, CASE WHEN open THEN 100000 + n ELSE 1000 + n * 7919 % 2000 END AS a,
                  CASE WHEN open THEN 200000 + n ELSE 1000 + n / 2000 * 31 % 1999 END AS b, open,
                  now() - (CASE WHEN open THEN interval '5 seconds' ELSE interval '1 minute' + n * interval '473 seconds' END)
                    AS t
                FROM (SELECT n, n <= 60 AS open FROM generate_series(1, ?) AS n) AS numbers
              ) AS pairs
            ) AS calls""",
        realm, count);
    // The foreign key's check may have a plan from when the table was empty, which would read all of it for each row.
    database.update("ANALYZE call");
    database.update("""
        INSERT INTO call_event (call_id, event_type, user_id, timestamp)
        SELECT call_id, type, initiator_id, created_at
        FROM call, unnest(ARRAY['initiated', 'ended']) AS type ORDER BY created_at""");
    database.update("""
        INSERT INTO call_presence (call_id, place, occupant_jid, joined_at, user_id, left_at, gone_at, told)
        SELECT call_id, '', person || '@meet.example/x', created_at, person, ended_at, ended_at, 'left'
        FROM call, unnest(ARRAY[initiator_id, recipient_id]) AS person""");
    database.update("VACUUM ANALYZE call_presence");
    database.update("VACUUM ANALYZE call");
    database.update("VACUUM ANALYZE call_event");
  }

  private CallRows() {
  }
}
