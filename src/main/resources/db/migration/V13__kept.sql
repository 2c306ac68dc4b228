-- Until when a place in the line waits for its tab to ask again; null where nobody has said that they would.
ALTER TABLE call_queue ADD COLUMN kept_until timestamptz;
-- What ends by the clock, whichever is first.
DROP INDEX call_queue_by_expiry;
CREATE INDEX call_queue_by_expiry ON call_queue (least(expires_at, kept_until));
