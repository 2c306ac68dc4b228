-- A place whose invitation Zulip has not taken yet does not become a call; one that an older version adds has been invited.
-- The call has the key with which its place was asked for.
ALTER TABLE call_queue
  ADD COLUMN invited         boolean NOT NULL DEFAULT true,
  ADD COLUMN idempotency_key text;
