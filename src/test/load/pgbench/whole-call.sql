-- Create, accept, end: what CallStore.INSERT and CallStore.CHANGE send, each its own transaction. Neighbours call each
-- other, and no two clients share a pair, so that nobody is ever busy.
\set caller 1000000 + :client_id * 1000 + random(1, 50)
\set called :caller + 50

WITH created AS (
  INSERT INTO call (call_id, realm, call_type, state, idempotency_key,
    initiator_id, initiator_name, initiator_email, initiator_avatar_url,
    recipient_id, recipient_name, recipient_email, recipient_avatar_url,
    jitsi_room_name, jitsi_room_url, invite_message_id, ring_until)
  SELECT gen_random_uuid(), 'http://pgbench.example', 'video', 'initiated', NULL,
    CAST(:caller AS bigint), 'Somebody who calls', 'caller@zulip.com', 'http://zulip.example/user_avatars/2/caller.png',
    CAST(:called AS bigint), 'Somebody who is called', 'called@zulip.com', 'http://zulip.example/user_avatars/2/called.png',
    'zulip-call-0123456789abcdefghijklmnopqrstuv', 'https://meet.jit.si/zulip-call-0123456789abcdefghijklmnopqrstuv',
    NULL, now() + 45000 * interval '1 millisecond'
  WHERE calls_started('http://pgbench.example', :caller, NULL, 60000) < 1000000
    AND NOT EXISTS (
      SELECT 1 FROM call WHERE realm = 'http://pgbench.example' AND state = 'active' AND initiator_id = :called)
    AND NOT EXISTS (
      SELECT 1 FROM call WHERE realm = 'http://pgbench.example' AND state = 'active' AND recipient_id = :called)
  ON CONFLICT DO NOTHING
  RETURNING *
), logged AS (
  INSERT INTO call_event (call_id, event_type, user_id) SELECT call_id, 'initiated', initiator_id FROM created
)
SELECT * FROM created \gset

WITH changed AS (
  UPDATE call SET version = version + 1, state = 'active', end_reason = NULL, ended_by = NULL,
    started_at = coalesce(started_at, now()), ended_at = NULL, ring_until = NULL,
    active_until = coalesce(active_until, now() + 14400000 * interval '1 millisecond'), contact_until = contact_until
  WHERE call_id = :call_id AND version = 1
  RETURNING *
), logged AS (
  INSERT INTO call_event (call_id, event_type, user_id, metadata)
  SELECT call_id, 'accepted', CAST(:called AS bigint), CAST('{}' AS jsonb) FROM changed
)
SELECT * FROM changed;

WITH changed AS (
  UPDATE call SET version = version + 1, state = 'ended', end_reason = 'hangup', ended_by = :caller,
    started_at = started_at, ended_at = now(), ring_until = NULL, active_until = NULL, contact_until = NULL
  WHERE call_id = :call_id AND version = 2
  RETURNING *
), logged AS (
  INSERT INTO call_event (call_id, event_type, user_id, metadata)
  SELECT call_id, 'ended', CAST(:caller AS bigint), CAST('{}' AS jsonb) FROM changed
)
SELECT * FROM changed;
