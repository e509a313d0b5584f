-- What people read: rows folded from entries, in the transaction that appends them. `npm run rebuild` folds them anew.
-- `entry` is the serial of the entry that made the row: the order of every list.
-- No foreign keys: rows follow from the log, and a key to a hot row would lock it with every decision.

CREATE TABLE organizations (
  id id PRIMARY KEY,
  kind text NOT NULL,
  name text NOT NULL,
  created_at instant NOT NULL,
  entry bigint NOT NULL UNIQUE
);

CREATE TABLE members (
  organization id NOT NULL,
  "user" id NOT NULL,
  role text NOT NULL,
  name text,
  email text,
  added_at instant NOT NULL,
  removed_at instant,
  entry bigint NOT NULL UNIQUE,
  PRIMARY KEY (organization, "user")
);
CREATE INDEX members_user ON members ("user");

CREATE TABLE productions (
  id id PRIMARY KEY,
  organization id NOT NULL,
  parent id,
  root id NOT NULL,
  path text[] NOT NULL,
  kind text NOT NULL,
  title text NOT NULL,
  created_at instant NOT NULL,
  entry bigint NOT NULL UNIQUE
);
CREATE INDEX productions_path ON productions USING gin (path);
CREATE INDEX productions_organization ON productions (organization);

CREATE TABLE participations (
  id id PRIMARY KEY,
  production id NOT NULL,
  organization id,
  role text NOT NULL,
  email text,
  state text NOT NULL,
  invited_at instant NOT NULL,
  accepted_at instant,
  ended_at instant,
  entry bigint NOT NULL UNIQUE
);
CREATE INDEX participations_production ON participations (production);
CREATE INDEX participations_organization ON participations (organization);
CREATE INDEX participations_email ON participations (email) WHERE email IS NOT NULL;

-- One organization's profile of a person. Two organizations' profiles of one person join by `user`, once claimed.
CREATE TABLE performers (
  id id PRIMARY KEY,
  organization id NOT NULL,
  "user" id,
  name text,
  email text,
  invited_at instant NOT NULL,
  claimed_at instant,
  entry bigint NOT NULL UNIQUE
);
CREATE INDEX performers_organization ON performers (organization, entry);
CREATE INDEX performers_user ON performers ("user") WHERE "user" IS NOT NULL;
CREATE INDEX performers_email ON performers (email) WHERE email IS NOT NULL;

CREATE TABLE requests (
  id id PRIMARY KEY,
  organization id NOT NULL,
  production id NOT NULL,
  performer id NOT NULL,
  state text NOT NULL,
  version integer NOT NULL,
  record jsonb NOT NULL,
  -- Every production that the record names, for its path.
  productions text[] NOT NULL,
  created_at instant NOT NULL,
  sent_at instant,
  closed_at instant,
  entry bigint NOT NULL UNIQUE
);
CREATE INDEX requests_performer ON requests (performer, entry);
CREATE INDEX requests_production ON requests (production, entry);

CREATE TABLE consents (
  id id PRIMARY KEY,
  organization id NOT NULL,
  request id NOT NULL,
  production id NOT NULL,
  performer id NOT NULL,
  version integer NOT NULL,
  record jsonb NOT NULL,
  productions text[] NOT NULL,
  given_at instant NOT NULL,
  entry bigint NOT NULL UNIQUE
);
CREATE INDEX consents_performer ON consents (performer, entry);
CREATE INDEX consents_production ON consents (production, entry);

CREATE TABLE standing_instructions (
  id id PRIMARY KEY,
  performer id NOT NULL,
  box jsonb NOT NULL,
  "from" instant NOT NULL,
  until instant,
  entry bigint NOT NULL UNIQUE
);
CREATE INDEX standing_instructions_performer ON standing_instructions (performer);

CREATE TABLE decisions (
  id id PRIMARY KEY,
  organization id NOT NULL,
  production id NOT NULL,
  performer id,
  actor id NOT NULL,
  outcome text NOT NULL,
  decided_at instant NOT NULL,
  valid_until instant NOT NULL,
  entry bigint NOT NULL UNIQUE
);
CREATE INDEX decisions_organization ON decisions (organization, entry);
CREATE INDEX decisions_production ON decisions (production, entry);
CREATE INDEX decisions_performer ON decisions (performer, entry) WHERE performer IS NOT NULL;

-- Which decisions rest on which consent: what a withdrawal reads to find everyone who must be told.
CREATE TABLE decision_reliance (
  consent id NOT NULL,
  decision id NOT NULL,
  version integer NOT NULL,
  PRIMARY KEY (consent, decision)
);

CREATE TABLE keys (
  id id PRIMARY KEY,
  organization id NOT NULL,
  apikey text NOT NULL UNIQUE,
  name text NOT NULL,
  scopes text[] NOT NULL,
  issued_at instant NOT NULL,
  revoked_at instant,
  entry bigint NOT NULL UNIQUE
);
CREATE INDEX keys_organization ON keys (organization, entry);

GRANT SELECT, INSERT, UPDATE ON organizations, members, productions, participations, performers, requests, consents,
  standing_instructions, keys TO countersign_app;
GRANT SELECT, INSERT ON decisions, decision_reliance TO countersign_app;
