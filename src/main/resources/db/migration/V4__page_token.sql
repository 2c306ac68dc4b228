-- What lets a browser without a Zulip session act for one user in one call: the link that Zulip's desktop app opens in
-- the system's browser, and the page's cookie for which that link is exchanged.
CREATE TABLE page_token (
  token_hash text        PRIMARY KEY, -- SHA-256; the token itself is nowhere
  kind       text        NOT NULL CHECK (kind IN ('link', 'page')),
  call_id    uuid        NOT NULL REFERENCES call ON DELETE CASCADE,
  user_id    bigint      NOT NULL,
  expires_at timestamptz NOT NULL
);

CREATE INDEX page_token_by_call ON page_token (call_id, user_id);
CREATE INDEX page_token_by_expiry ON page_token (expires_at);
