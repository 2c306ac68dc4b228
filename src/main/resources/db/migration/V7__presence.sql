-- Who is in a call's room, as the room's server tells (the component event_sync of Prosody). A row is one stay:
-- the same connection that goes to a breakout room and comes back has three. Events that come late, twice or in another
-- order lead to the same rows.
CREATE TABLE call_presence (
  call_id      uuid        NOT NULL REFERENCES call ON DELETE CASCADE,
  place        text        NOT NULL, -- a breakout room's id; '' is the main room
  occupant_jid text        NOT NULL, -- '' is the room itself: from its creation to its destruction
  joined_at    timestamptz NOT NULL, -- on the clock of the room's server, in whole seconds
  left_at      timestamptz,          -- on the same clock; null: still there
  user_id      bigint,               -- the initiator or the recipient; null: the server does not say who it is
  gone_at      timestamptz,          -- on our clock: when we learnt of left_at
  told         text CHECK (told IN ('joined', 'left')), -- how far the log of the call is with this stay
  PRIMARY KEY (call_id, place, occupant_jid, joined_at)
);

-- Two more deadlines of an open call.
ALTER TABLE call
  ADD COLUMN empty_until timestamptz, -- the room is empty; then the call is ended
  ADD COLUMN leave_until timestamptz; -- somebody has left the room; then it is told, unless they are back

DROP INDEX call_by_deadline;
CREATE INDEX call_by_deadline
  ON call (least(ring_until, active_until, contact_until, empty_until, leave_until))
  WHERE state IN ('initiated', 'ringing', 'active');

-- The rooms of which events are taken.
CREATE INDEX call_open_by_room ON call (jitsi_room_name) WHERE state IN ('initiated', 'ringing', 'active');
