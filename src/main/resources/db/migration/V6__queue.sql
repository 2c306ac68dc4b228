-- Callers who wait for somebody in another call. A row becomes a call of the same id as soon as its recipient is free.
CREATE TABLE call_queue (
  queue_id             uuid        PRIMARY KEY,
  realm                text        NOT NULL,
  call_type            text        NOT NULL,
  initiator_id         bigint      NOT NULL,
  initiator_name       text        NOT NULL,
  initiator_email      text        NOT NULL,
  initiator_avatar_url text,
  recipient_id         bigint      NOT NULL,
  recipient_name       text        NOT NULL,
  recipient_email      text        NOT NULL,
  recipient_avatar_url text,
  jitsi_room_name      text        NOT NULL,
  jitsi_room_url       text        NOT NULL,
  invite_message_id    bigint,
  created_at           timestamptz NOT NULL DEFAULT now(),
  expires_at           timestamptz NOT NULL
);

-- One waits for somebody once; the recipient's line is in order of arrival.
CREATE UNIQUE INDEX call_queue_by_pair ON call_queue (realm, recipient_id, initiator_id);
CREATE INDEX call_queue_by_initiator ON call_queue (realm, initiator_id);
CREATE INDEX call_queue_by_arrival ON call_queue (created_at, queue_id);
CREATE INDEX call_queue_by_expiry ON call_queue (expires_at);
