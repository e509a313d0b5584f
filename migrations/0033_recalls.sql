-- What follows from a withdrawal: who relied on what was withdrawn, what they answer, and what of it is recalled.
CREATE TABLE recalls (
  id id PRIMARY KEY,
  consent id NOT NULL,
  withdrawal id NOT NULL,
  performer id NOT NULL,
  organization id NOT NULL,
  production id NOT NULL,
  scope jsonb,
  stops text[] NOT NULL,
  does jsonb NOT NULL,
  effective_at instant NOT NULL,
  answer_by instant NOT NULL,
  delete_by instant,
  opened_at instant NOT NULL,
  settled_at instant,
  below bigint NOT NULL,
  escalations jsonb NOT NULL,
  reminded_at instant,
  completed_at instant,
  entry bigint NOT NULL UNIQUE
);
CREATE INDEX recalls_performer ON recalls (performer, entry);
CREATE INDEX recalls_organization ON recalls (organization, entry);
CREATE INDEX recalls_production ON recalls (production, entry);

CREATE TABLE recall_recipients (
  recall id NOT NULL,
  organization id NOT NULL,
  productions text[] NOT NULL,
  decisions integer NOT NULL,
  told_at instant,
  answer text,
  words text,
  answered_at instant,
  answered_by id,
  statement text,
  signed_as text,
  stated_at instant,
  stated_by id,
  entry bigint NOT NULL,
  PRIMARY KEY (recall, organization)
);
CREATE INDEX recall_recipients_organization ON recall_recipients (organization, recall);

CREATE TABLE recalled_decisions (
  recall id NOT NULL,
  decision id NOT NULL,
  PRIMARY KEY (recall, decision)
);
GRANT SELECT, INSERT, UPDATE ON recalls, recall_recipients TO countersign_app;
GRANT SELECT, INSERT ON recalled_decisions TO countersign_app;

-- The links by which a recipient answers without signing in, by their hash: each to one person, for one answer of each kind.
CREATE TABLE recall_links (
  token_hash sha256 PRIMARY KEY,
  recall id NOT NULL,
  organization id NOT NULL,
  "user" text NOT NULL,
  made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  answered_at timestamptz,
  stated_at timestamptz
);
CREATE INDEX recall_links_made_at ON recall_links (made_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON recall_links TO countersign_app;

CREATE INDEX documents_recall ON documents ((refs ->> 'recall')) WHERE refs ? 'recall';
