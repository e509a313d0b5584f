-- What the service needs to run and may forget: never part of the log.

CREATE TABLE idempotency_keys (
  principal text NOT NULL,
  route text NOT NULL,
  key text NOT NULL,
  body_hash sha256 NOT NULL,
  -- NULL remembers that it was answered, with something that is never told twice.
  answer jsonb,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (principal, route, key)
);
CREATE INDEX idempotency_keys_created_at ON idempotency_keys (created_at);

CREATE TABLE deliveries (
  id id PRIMARY KEY,
  kind text NOT NULL,
  -- Holds addresses, so it goes when the delivery is made.
  payload jsonb,
  state text NOT NULL DEFAULT 'due' CHECK (state IN ('due', 'queued', 'delivered', 'given_up')),
  attempts integer NOT NULL DEFAULT 0,
  due_at timestamptz NOT NULL,
  queued_at timestamptz,
  closed_at timestamptz,
  last_failure text,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX deliveries_due ON deliveries (due_at) WHERE state = 'due';
CREATE INDEX deliveries_queued ON deliveries (queued_at) WHERE state = 'queued';

CREATE TABLE sign_codes (
  request id NOT NULL,
  "user" id NOT NULL,
  code_hash sha256 NOT NULL,
  context jsonb NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  expires_at instant NOT NULL,
  PRIMARY KEY (request, "user")
);

-- Mail that was not sent, because capture is on: read at `/mailbox`.
CREATE TABLE captured_mail (
  id id PRIMARY KEY,
  recipient text NOT NULL,
  subject text NOT NULL,
  text text NOT NULL,
  html text,
  attachments jsonb NOT NULL,
  captured_at instant NOT NULL,
  ordinal bigint GENERATED ALWAYS AS IDENTITY UNIQUE
);

GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency_keys, sign_codes TO countersign_app;
GRANT SELECT, INSERT, UPDATE ON deliveries TO countersign_app;
GRANT SELECT, INSERT ON captured_mail TO countersign_app;
