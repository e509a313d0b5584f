-- Second factors, levels of sessions, and recovery (docs/adr/0010-second-factors.md).

-- Which factors somebody has had, folded from the log. What proves one lies in `auth`, and is never in the log.
CREATE TABLE factors (
  id id PRIMARY KEY,
  "user" id NOT NULL,
  kind text NOT NULL,
  -- SHA-256, in hex, of a passkey's public key; a shared secret has none.
  key_hash text,
  name text,
  added_at instant NOT NULL,
  removed_at instant,
  entry bigint NOT NULL UNIQUE
);
CREATE INDEX factors_user ON factors ("user", entry);

-- That somebody has lost every factor, as they say.
CREATE TABLE recoveries (
  id id PRIMARY KEY,
  "user" id NOT NULL,
  asked_at instant NOT NULL,
  due_at instant NOT NULL,
  lapses_at instant NOT NULL,
  outcome text,
  ended_at instant,
  entry bigint NOT NULL UNIQUE
);
CREATE INDEX recoveries_user ON recoveries ("user", entry);

-- Sessions of before have no level and ids of another form: everybody signs in once more.
DELETE FROM auth."session";
ALTER TABLE auth."session"
  ADD COLUMN "level" text NOT NULL DEFAULT 'link' CHECK ("level" IN ('link', 'strong')),
  ADD COLUMN "lastSeenAt" timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP;

CREATE TABLE auth.totp (
  factor text PRIMARY KEY,
  "user" text NOT NULL REFERENCES auth."user" ("id") ON DELETE CASCADE,
  -- Encrypted under a key that the database does not hold.
  secret text NOT NULL,
  -- Until a first code has shown that the other side keeps it, it counts for nothing.
  confirmed boolean NOT NULL DEFAULT false,
  -- The newest step whose code was taken; no code of it or of an earlier one is taken again.
  last_step bigint NOT NULL DEFAULT 0,
  made_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX totp_user ON auth.totp ("user");

CREATE TABLE auth.passkey (
  factor text PRIMARY KEY,
  "user" text NOT NULL REFERENCES auth."user" ("id") ON DELETE CASCADE,
  credential text NOT NULL UNIQUE,
  public_key bytea NOT NULL,
  counter bigint NOT NULL,
  transports text[] NOT NULL,
  device_type text NOT NULL,
  backed_up boolean NOT NULL,
  last_used_at timestamptz
);
CREATE INDEX passkey_user ON auth.passkey ("user");

-- Challenges that passkeys answer: each once, for a few minutes, and of one session where there was one.
CREATE TABLE auth.challenge (
  id text PRIMARY KEY,
  purpose text NOT NULL,
  challenge text NOT NULL,
  "session" text,
  expires_at timestamptz NOT NULL
);
CREATE INDEX challenge_expires_at ON auth.challenge (expires_at);

-- A code that is spent is gone.
CREATE TABLE auth.recovery_code (
  "user" text NOT NULL REFERENCES auth."user" ("id") ON DELETE CASCADE,
  code_hash bytea NOT NULL,
  PRIMARY KEY ("user", code_hash)
);

CREATE TABLE auth.factor_attempt (
  "user" text PRIMARY KEY REFERENCES auth."user" ("id") ON DELETE CASCADE,
  failures integer NOT NULL,
  locked_until timestamptz
);

CREATE TABLE auth.device (
  token_hash bytea NOT NULL,
  "user" text NOT NULL REFERENCES auth."user" ("id") ON DELETE CASCADE,
  seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY ("user", token_hash)
);

-- What the mail about a recovery holds, to stop it without signing in.
CREATE TABLE auth.recovery_link (
  token_hash bytea PRIMARY KEY,
  recovery text NOT NULL
);

GRANT SELECT, INSERT, UPDATE ON factors, recoveries TO countersign_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON auth.totp, auth.passkey, auth.challenge, auth.recovery_code, auth.factor_attempt,
  auth.device, auth.recovery_link TO countersign_app;
