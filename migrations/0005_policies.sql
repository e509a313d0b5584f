-- What policies read beside consents: who a performer is, what a production is under, tools, go-aheads, claims, strikes,
-- and what is held and used of capped permissions. Rows are folded from entries, like those of 0002.
--
-- Columns named `record` or `statements`, and lists of acts, keep every act with its instant: so any past instant can be
-- asked about.

ALTER TABLE performers ADD COLUMN record jsonb NOT NULL DEFAULT '[]', ADD COLUMN unions text[] NOT NULL DEFAULT '{}';
COMMENT ON COLUMN performers.record IS 'What was stated of her, in order.';
COMMENT ON COLUMN performers.unions IS 'The organizations of the newest statement that names any.';
CREATE INDEX performers_unions ON performers USING gin (unions);

ALTER TABLE productions ADD COLUMN statements jsonb NOT NULL DEFAULT '[]', ADD COLUMN agreements text[] NOT NULL DEFAULT '{}';
COMMENT ON COLUMN productions.statements IS 'What this node stated of its policies, in order.';
COMMENT ON COLUMN productions.agreements IS 'The agreements of the newest statement that names any, without their versions.';
CREATE INDEX productions_agreements ON productions USING gin (agreements);

CREATE TABLE authorities (
  id id PRIMARY KEY,
  performer id NOT NULL,
  -- NULL where only an address is known of who may act.
  "user" id,
  organization id NOT NULL,
  actor id NOT NULL,
  capacity text NOT NULL,
  name text,
  email text,
  scope jsonb,
  "from" instant NOT NULL,
  until instant,
  document_hash text NOT NULL,
  verified_at instant,
  recorded_at instant NOT NULL,
  ended_at instant,
  entry bigint NOT NULL UNIQUE
);
CREATE INDEX authorities_performer ON authorities (performer, entry);
CREATE INDEX authorities_user ON authorities ("user") WHERE "user" IS NOT NULL;
CREATE INDEX authorities_email ON authorities (email) WHERE email IS NOT NULL;

CREATE TABLE tools (
  id id PRIMARY KEY,
  organization id NOT NULL,
  actor id NOT NULL,
  vendor text NOT NULL,
  name text NOT NULL,
  version text NOT NULL,
  tier text NOT NULL,
  likeness_of id,
  record jsonb NOT NULL,
  registered_at instant NOT NULL,
  entry bigint NOT NULL UNIQUE
);
COMMENT ON COLUMN tools.record IS 'Its attestations, in order.';
CREATE INDEX tools_organization ON tools (organization, entry);
CREATE INDEX tools_likeness_of ON tools (likeness_of) WHERE likeness_of IS NOT NULL;

-- Attestations by their own ids; what they say is in the record of their tool.
CREATE TABLE attestations (
  id id PRIMARY KEY,
  tool id NOT NULL,
  organization id NOT NULL,
  actor id NOT NULL,
  evidence_hash text,
  attested_at instant NOT NULL,
  expires_at instant NOT NULL,
  withdrawn_at instant,
  entry bigint NOT NULL UNIQUE
);
CREATE INDEX attestations_tool ON attestations (tool, entry);

CREATE TABLE clearances (
  id id PRIMARY KEY,
  organization id NOT NULL,
  production id NOT NULL,
  actor id NOT NULL,
  covers text NOT NULL,
  "from" instant NOT NULL,
  until instant,
  document_hash text NOT NULL,
  note text,
  recorded_at instant NOT NULL,
  ended_at instant,
  entry bigint NOT NULL UNIQUE
);
CREATE INDEX clearances_production ON clearances (production, entry);
CREATE INDEX clearances_organization ON clearances (organization, entry);

CREATE TABLE disclosures (
  id id PRIMARY KEY,
  organization id NOT NULL,
  production id NOT NULL,
  performer id,
  actor id NOT NULL,
  use jsonb NOT NULL,
  use_hash text NOT NULL,
  triage text NOT NULL,
  kinds text[] NOT NULL,
  description text,
  made_at instant NOT NULL,
  entry bigint NOT NULL UNIQUE
);
CREATE INDEX disclosures_production ON disclosures (production, entry);
CREATE INDEX disclosures_organization ON disclosures (organization, entry);
CREATE INDEX disclosures_performer ON disclosures (performer, entry) WHERE performer IS NOT NULL;

CREATE TABLE approvals (
  id id PRIMARY KEY,
  disclosure id NOT NULL,
  organization id,
  production id NOT NULL,
  performer id,
  actor id NOT NULL,
  kind text NOT NULL,
  verdict text NOT NULL,
  use_hash text NOT NULL,
  note text,
  given_at instant NOT NULL,
  expires_at instant,
  voided_at instant,
  void_reason text,
  entry bigint NOT NULL UNIQUE
);
CREATE INDEX approvals_production ON approvals (production, entry);
CREATE INDEX approvals_disclosure ON approvals (disclosure, entry);
CREATE INDEX approvals_performer ON approvals (performer, entry) WHERE performer IS NOT NULL;

CREATE TABLE claims (
  id id PRIMARY KEY,
  organization id NOT NULL,
  production id NOT NULL,
  performer id NOT NULL,
  actor id NOT NULL,
  use jsonb NOT NULL,
  use_hash text NOT NULL,
  exemption text NOT NULL,
  reason text,
  reviews jsonb NOT NULL,
  questions jsonb NOT NULL,
  claimed_at instant NOT NULL,
  entry bigint NOT NULL UNIQUE
);
CREATE INDEX claims_performer ON claims (performer, entry);
CREATE INDEX claims_production ON claims (production, entry);

CREATE TABLE suspensions (
  id id PRIMARY KEY,
  organization id NOT NULL,
  actor id NOT NULL,
  agreement text NOT NULL,
  employer id,
  "from" instant NOT NULL,
  until instant,
  declared_at instant NOT NULL,
  lifted_at instant,
  entry bigint NOT NULL UNIQUE
);
CREATE INDEX suspensions_organization ON suspensions (organization, entry);

-- What a decision holds of capped permissions, and what was reported as made under it. One row per decision.
CREATE TABLE reservations (
  decision id PRIMARY KEY,
  performer id NOT NULL,
  held jsonb NOT NULL,
  made_at instant NOT NULL,
  until instant NOT NULL,
  released_at instant,
  uses jsonb NOT NULL,
  entry bigint NOT NULL UNIQUE
);
-- The two ways in which a row counts now: still held, or used.
CREATE INDEX reservations_held ON reservations (performer, until);
CREATE INDEX reservations_used ON reservations (performer) WHERE uses <> '[]';

GRANT SELECT, INSERT, UPDATE ON authorities, tools, attestations, clearances, disclosures, approvals, claims,
  suspensions, reservations TO countersign_app;

-- Every check holds it in share, so that a strike counts for all that begin after it was declared.
INSERT INTO versions (subject) VALUES ('suspensions');
