-- Single sign-on acts for one organization (docs/adr/0011-single-sign-on.md).

-- Which identity provider an organization's people may sign in by; one that was replaced or removed keeps its row.
CREATE TABLE providers (
  id id PRIMARY KEY,
  organization id NOT NULL,
  settings jsonb NOT NULL,
  set_at instant NOT NULL,
  removed_at instant,
  entry bigint NOT NULL UNIQUE
);
CREATE UNIQUE INDEX providers_organization ON providers (organization) WHERE removed_at IS NULL;
GRANT SELECT, INSERT, UPDATE ON providers TO countersign_app;

-- What we show a provider to be its client, encrypted under a key that the database does not hold.
CREATE TABLE auth.provider_secret (
  provider text PRIMARY KEY,
  secret text NOT NULL
);

-- Whom a provider means by a name of its own, from the first time on: a mailbox that is given to somebody else is not the
-- person who had it.
CREATE TABLE auth.provider_subject (
  provider text NOT NULL,
  subject text NOT NULL,
  "user" text NOT NULL REFERENCES auth."user" ("id") ON DELETE CASCADE,
  PRIMARY KEY (provider, subject),
  UNIQUE (provider, "user")
);

-- Sign-ons under way, each of one browser. `asserted` is what a provider has said before the browser came back with it.
CREATE TABLE auth.sign_on (
  id text PRIMARY KEY,
  provider text NOT NULL,
  browser_hash bytea NOT NULL,
  nonce text,
  verifier text,
  asserted jsonb,
  expires_at timestamptz NOT NULL
);
CREATE INDEX sign_on_expires_at ON auth.sign_on (expires_at);

-- A session that a provider vouches for acts for that provider's organization alone.
ALTER TABLE auth."session"
  ADD COLUMN "provider" text,
  ADD COLUMN "vouchedStrong" boolean NOT NULL DEFAULT false;
CREATE INDEX session_provider ON auth."session" ("provider") WHERE "provider" IS NOT NULL;

GRANT SELECT, INSERT, UPDATE, DELETE ON auth.provider_secret, auth.provider_subject, auth.sign_on TO countersign_app;
