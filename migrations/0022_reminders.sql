-- The links that stop reminders of one request, by their hash. Nobody signs in to use one, and it shows nothing.
CREATE TABLE reminder_links (
  token_hash sha256 PRIMARY KEY,
  request id NOT NULL,
  -- Whom it was sent to: a performer, or the authority of who signs for one.
  reminded id NOT NULL,
  made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  stopped_at timestamptz
);
CREATE INDEX reminder_links_request ON reminder_links (request, reminded);
CREATE INDEX reminder_links_made_at ON reminder_links (made_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON reminder_links TO countersign_app;
