-- The caller's message with the invitation, so that it can be edited to how the call ended. Null: none is known.
ALTER TABLE call ADD COLUMN invite_message_id bigint;
