-- Each index of the open calls for its own question: that its first column is not null follows from a question for it, and from
-- no other. As long as next to no call was open when PostgreSQL last counted, it takes them all for equally good, and would look
-- for a user by reading the whole index of rooms.
DROP INDEX call_open_by_initiator;
CREATE INDEX call_open_by_initiator ON call (initiator_id)
  WHERE state IN ('initiated', 'ringing', 'active') AND initiator_id IS NOT NULL;
DROP INDEX call_open_by_recipient;
CREATE INDEX call_open_by_recipient ON call (recipient_id)
  WHERE state IN ('initiated', 'ringing', 'active') AND recipient_id IS NOT NULL;
DROP INDEX call_open_by_room;
CREATE INDEX call_open_by_room ON call (jitsi_room_name)
  WHERE state IN ('initiated', 'ringing', 'active') AND jitsi_room_name IS NOT NULL;
DROP INDEX call_one_open_per_pair;
CREATE UNIQUE INDEX call_one_open_per_pair
  ON call (least(initiator_id, recipient_id), greatest(initiator_id, recipient_id), realm)
  WHERE state IN ('initiated', 'ringing', 'active') AND least(initiator_id, recipient_id) IS NOT NULL;
-- Every open call has a deadline, so that this is the index of all that are open, too, for who says so.
DROP INDEX call_by_deadline;
CREATE INDEX call_by_deadline
  ON call (least(ring_until, active_until, contact_until, empty_until, leave_until))
  WHERE state IN ('initiated', 'ringing', 'active')
    AND least(ring_until, active_until, contact_until, empty_until, leave_until) IS NOT NULL;
