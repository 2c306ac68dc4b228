-- By user first: Zulip gives a user id once on a server, and PostgreSQL knows how few calls one user has. With the realm in
-- front it read all of a realm that was newer than its statistics, whichever user was asked for.
DROP INDEX call_by_initiator;
CREATE INDEX call_by_initiator ON call (initiator_id, created_at DESC, call_id DESC);
DROP INDEX call_by_recipient;
CREATE INDEX call_by_recipient ON call (recipient_id, created_at DESC, call_id DESC);
DROP INDEX call_open_by_initiator;
CREATE INDEX call_open_by_initiator ON call (initiator_id) WHERE state IN ('initiated', 'ringing', 'active');
DROP INDEX call_open_by_recipient;
CREATE INDEX call_open_by_recipient ON call (recipient_id) WHERE state IN ('initiated', 'ringing', 'active');
DROP INDEX call_one_open_per_pair;
CREATE UNIQUE INDEX call_one_open_per_pair
  ON call (least(initiator_id, recipient_id), greatest(initiator_id, recipient_id), realm)
  WHERE state IN ('initiated', 'ringing', 'active');
