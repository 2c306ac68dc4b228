-- The open calls of one user: what a live stream begins with.
CREATE INDEX call_open_by_initiator ON call (realm, initiator_id) WHERE state IN ('initiated', 'ringing', 'active');
CREATE INDEX call_open_by_recipient ON call (realm, recipient_id) WHERE state IN ('initiated', 'ringing', 'active');
