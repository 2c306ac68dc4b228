-- A call between two users of one realm. Written by one statement only (CallStore), never by hand.
CREATE TABLE call (
  call_id              uuid        PRIMARY KEY,
  realm                text        NOT NULL, -- Zulip's canonical realm_url
  call_type            text        NOT NULL CHECK (call_type IN ('video', 'audio')),
  state                text        NOT NULL
    CHECK (state IN ('initiated', 'ringing', 'active', 'ended', 'declined', 'missed', 'cancelled')),
  end_reason           text
    CHECK (end_reason IN ('hangup', 'declined', 'cancelled', 'missed', 'time_limit', 'contact_lost', 'room_closed',
                          'ended_by_operator')),
  ended_by             bigint, -- null: the service itself

  -- The two users as they were when the call began.
  initiator_id         bigint      NOT NULL,
  initiator_name       text        NOT NULL,
  initiator_email      text        NOT NULL,
  initiator_avatar_url text,
  recipient_id         bigint      NOT NULL,
  recipient_name       text        NOT NULL,
  recipient_email      text        NOT NULL,
  recipient_avatar_url text,

  jitsi_room_name      text        NOT NULL,
  jitsi_room_url       text        NOT NULL, -- without parameters

  created_at           timestamptz NOT NULL DEFAULT now(),
  started_at           timestamptz,
  ended_at             timestamptz,
  version              bigint      NOT NULL DEFAULT 1,
  idempotency_key      text,

  -- Deadlines: what is past one of them is ended by the next sweep.
  ring_until           timestamptz,
  active_until         timestamptz,
  contact_until        timestamptz,

  CONSTRAINT call_needs_two CHECK (initiator_id <> recipient_id),
  CONSTRAINT call_ended_is_timed
    CHECK ((state IN ('initiated', 'ringing', 'active')) = (ended_at IS NULL AND end_reason IS NULL))
);

-- At most one open call for each pair of users, whoever started it.
CREATE UNIQUE INDEX call_one_open_per_pair
  ON call (realm, least(initiator_id, recipient_id), greatest(initiator_id, recipient_id))
  WHERE state IN ('initiated', 'ringing', 'active');

CREATE UNIQUE INDEX call_by_idempotency_key
  ON call (realm, initiator_id, idempotency_key)
  WHERE idempotency_key IS NOT NULL;

-- History by either side; the first also counts the calls that one user has started.
CREATE INDEX call_by_initiator ON call (realm, initiator_id, created_at DESC, call_id DESC);
CREATE INDEX call_by_recipient ON call (realm, recipient_id, created_at DESC, call_id DESC);

-- Open calls by the deadline that comes first.
CREATE INDEX call_by_deadline
  ON call (least(ring_until, active_until, contact_until))
  WHERE state IN ('initiated', 'ringing', 'active');

-- What happened, one row for each change, in the same transaction.
CREATE TABLE call_event (
  id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  call_id    uuid        NOT NULL REFERENCES call ON DELETE CASCADE,
  event_type text        NOT NULL
    CHECK (event_type IN ('initiated', 'ringing', 'acknowledged', 'accepted', 'declined', 'missed', 'cancelled',
                          'ended', 'participant_joined', 'participant_left', 'status_update', 'push_sent',
                          'push_failed')),
  user_id    bigint, -- null: the service itself
  timestamp  timestamptz NOT NULL DEFAULT now(),
  metadata   jsonb       NOT NULL DEFAULT '{}'
);

CREATE INDEX call_event_by_call ON call_event (call_id, id);
