-- Ended calls by their age: what the clean-up takes, and what a day's figures are made of.
CREATE INDEX call_by_end ON call (ended_at) WHERE ended_at IS NOT NULL;

-- Phones by when they were last heard of.
CREATE INDEX push_device_by_age ON push_device (seen_at);

-- The figures of calls that the clean-up has removed, by the day (UTC) on which they ended. A removal and its row here
-- are one statement, so a day's figures are this row and the calls that are still there: each call is in one of the two.
CREATE TABLE call_total (
  day      date   NOT NULL,
  realm    text   NOT NULL,
  calls    bigint NOT NULL,
  answered bigint NOT NULL,
  missed   bigint NOT NULL,
  declined bigint NOT NULL,
  seconds  bigint NOT NULL, -- that were talked, each call's whole seconds
  PRIMARY KEY (day, realm)
);

-- How often somebody has tried something, for the limits that no other table can tell. Who and what is a hash. Unlogged:
-- written often, and no loss after a crash.
CREATE UNLOGGED TABLE limit_hit (
  who     text        PRIMARY KEY,
  hits    bigint      NOT NULL,
  ends_at timestamptz NOT NULL -- of the window, which began with the first
);

CREATE INDEX limit_hit_by_end ON limit_hit (ends_at);
