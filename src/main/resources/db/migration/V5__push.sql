-- A phone that wants to be told of its user's calls. An id belongs to one user for ever: a token that moves gets a new one.
CREATE TABLE push_device (
  id         uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
  realm      text        NOT NULL, -- Zulip's canonical realm_url
  user_id    bigint      NOT NULL,
  kind       text        NOT NULL CHECK (kind IN ('fcm', 'apns_voip', 'web')),
  token      text        NOT NULL UNIQUE CHECK (length(token) <= 2000),
  app_id     text,
  created_at timestamptz NOT NULL DEFAULT now(),
  seen_at    timestamptz NOT NULL DEFAULT now() -- when it last registered
);

CREATE INDEX push_device_by_user ON push_device (realm, user_id, seen_at DESC);

-- Notifications that have yet to be sent, written with the change that they tell. A row is gone once it was sent, has
-- failed or is no longer of use. The device is no foreign key: one that leaves in this moment must not fail a call.
CREATE TABLE push_outbox (
  id           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  call_id      uuid        NOT NULL REFERENCES call ON DELETE CASCADE,
  device_id    uuid        NOT NULL,
  message      text        NOT NULL
    CHECK (message IN ('call_invitation', 'call_answered_elsewhere', 'call_cancelled', 'call_missed', 'call_ended',
                       'call_accepted', 'call_declined')),
  created_at   timestamptz NOT NULL DEFAULT now(),
  due_at       timestamptz NOT NULL DEFAULT now(),
  expires_at   timestamptz NOT NULL, -- after this nobody is told any more
  leased_until timestamptz, -- a sender has it, unless that one died and the lease is over
  attempts     integer     NOT NULL DEFAULT 0
);

CREATE INDEX push_outbox_by_due ON push_outbox (due_at);
CREATE INDEX push_outbox_by_expiry ON push_outbox (expires_at);
CREATE INDEX push_outbox_by_call ON push_outbox (call_id, device_id, id);

-- Whom a change concerns. The recipient's devices ring; what stops the ring goes there too; how it was answered goes to
-- the initiator's, and to the recipient's but the one that answered, whose id the answer's event has. All of it lives as
-- long as the ring would have, and ten seconds at least, since a phone that rings must be told to stop.
CREATE FUNCTION push_enqueue() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  for_recipient text;
  for_initiator text;
  answered_with text;
  lives_until   timestamptz := NEW.ring_until;
BEGIN
  CASE NEW.state
    WHEN 'initiated' THEN
      for_recipient := 'call_invitation';
    WHEN 'active' THEN
      for_recipient := 'call_answered_elsewhere';
      for_initiator := 'call_accepted';
    WHEN 'declined' THEN
      for_recipient := 'call_answered_elsewhere';
      for_initiator := 'call_declined';
    WHEN 'cancelled' THEN
      for_recipient := 'call_cancelled';
    WHEN 'missed' THEN
      for_recipient := 'call_missed';
    ELSE
      for_recipient := 'call_ended';
  END CASE;
  IF TG_OP = 'UPDATE' THEN
    lives_until := greatest(OLD.ring_until, now() + interval '10 seconds');
    IF for_initiator IS NOT NULL THEN
      SELECT metadata ->> 'device_id' INTO answered_with
      FROM call_event WHERE call_id = NEW.call_id AND event_type IN ('accepted', 'declined');
    END IF;
    -- An invitation that waits for its turn is of no use any more. One that is locked is just being taken.
    DELETE FROM push_outbox WHERE id IN (
      SELECT id FROM push_outbox
      WHERE call_id = NEW.call_id AND message = 'call_invitation'
        AND (leased_until IS NULL OR leased_until <= now())
      FOR UPDATE SKIP LOCKED);
  END IF;

  INSERT INTO push_outbox (call_id, device_id, message, expires_at)
  SELECT NEW.call_id, id, for_recipient, lives_until
  FROM push_device
  WHERE realm = NEW.realm AND user_id = NEW.recipient_id AND kind = 'fcm'
    AND id::text IS DISTINCT FROM answered_with;

  IF for_initiator IS NOT NULL THEN
    INSERT INTO push_outbox (call_id, device_id, message, expires_at)
    SELECT NEW.call_id, id, for_initiator, lives_until
    FROM push_device
    WHERE realm = NEW.realm AND user_id = NEW.initiator_id AND kind = 'fcm';
  END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER push_rings AFTER INSERT ON call
  FOR EACH ROW WHEN (NEW.state = 'initiated') EXECUTE FUNCTION push_enqueue();

CREATE TRIGGER push_tells AFTER UPDATE OF state ON call
  FOR EACH ROW WHEN (NEW.state <> OLD.state AND NEW.state <> 'ringing') EXECUTE FUNCTION push_enqueue();
