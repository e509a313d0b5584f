-- Where organizations have events sent to. The row follows from the log; all else here is what sending needs, and is none of it.
CREATE TABLE webhooks (
  id id PRIMARY KEY,
  organization id NOT NULL,
  url text NOT NULL,
  events text[],
  productions text[],
  keys jsonb NOT NULL,
  created_at instant NOT NULL,
  disabled_at instant,
  disabled_why text,
  removed_at instant,
  entry bigint NOT NULL UNIQUE
);
COMMENT ON COLUMN webhooks.events IS 'The types that it is sent; NULL where it is sent all.';
COMMENT ON COLUMN webhooks.productions IS 'With those below them; NULL where it is not limited.';
COMMENT ON COLUMN webhooks.keys IS 'What its messages are signed with, the newest first: ids and public halves.';
CREATE INDEX webhooks_organization ON webhooks (organization, entry);

-- What they are signed with, encrypted under a key that the database does not hold.
CREATE TABLE webhook_secrets (
  key id PRIMARY KEY,
  webhook id NOT NULL,
  sealed text NOT NULL
);
CREATE INDEX webhook_secrets_webhook ON webhook_secrets (webhook);

-- How far each has come along the log, and how its receiver answers. Whoever holds the row hands it its events.
CREATE TABLE webhook_progress (
  webhook id PRIMARY KEY,
  next_sequence bigint NOT NULL,
  last_sequence bigint,
  failures integer NOT NULL DEFAULT 0,
  failing_since timestamptz,
  tried_at timestamptz
) WITH (fillfactor = 50);
COMMENT ON COLUMN webhook_progress.next_sequence IS 'The first leaf that was not looked at.';
COMMENT ON COLUMN webhook_progress.last_sequence IS 'Of the newest event that was handed to it.';
COMMENT ON COLUMN webhook_progress.failures IS 'Since it last took one.';

-- The log of what was sent: bodies hold ids alone. `delivery` is the row of `deliveries` that carries it.
CREATE TABLE webhook_messages (
  delivery id PRIMARY KEY,
  webhook id NOT NULL,
  event id NOT NULL,
  type text NOT NULL,
  sequence bigint,
  body text NOT NULL,
  made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  ordinal bigint GENERATED ALWAYS AS IDENTITY
);
COMMENT ON COLUMN webhook_messages.sequence IS 'NULL for a test.';
CREATE INDEX webhook_messages_webhook ON webhook_messages (webhook, ordinal);
CREATE INDEX webhook_messages_made_at ON webhook_messages (made_at);

CREATE TABLE webhook_attempts (
  delivery id NOT NULL REFERENCES webhook_messages (delivery) ON DELETE CASCADE,
  ordinal bigint GENERATED ALWAYS AS IDENTITY,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  signed_at bigint NOT NULL,
  took_ms integer NOT NULL,
  status integer,
  fault text,
  answer text,
  PRIMARY KEY (delivery, ordinal)
);
COMMENT ON COLUMN webhook_attempts.signed_at IS 'The `webhook-timestamp` that was sent.';
COMMENT ON COLUMN webhook_attempts.answer IS 'The beginning of what the receiver answered.';

-- What an endpoint has still to be sent.
CREATE INDEX deliveries_webhook ON deliveries ((payload ->> 'webhook')) WHERE kind = 'webhook' AND state IN ('due', 'queued');

GRANT SELECT, INSERT, UPDATE ON webhooks, webhook_progress TO countersign_app;
GRANT SELECT, INSERT, DELETE ON webhook_secrets, webhook_attempts TO countersign_app;
-- To delete them, the sweep locks them.
GRANT SELECT, INSERT, UPDATE, DELETE ON webhook_messages TO countersign_app;
