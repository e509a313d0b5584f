CREATE DOMAIN countersign.id AS text COLLATE "C" CHECK (((octet_length(VALUE) <= 200) AND (VALUE ~ '^[A-Za-z0-9_:.@-]+$'::text)));

CREATE DOMAIN countersign.instant AS text COLLATE "C" CHECK ((VALUE ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$'::text));

CREATE DOMAIN countersign.sha256 AS bytea CHECK ((octet_length(VALUE) = 32));

CREATE OR REPLACE FUNCTION countersign.destroy_evidence(whose text)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'countersign', 'pg_temp'
AS $function$ DECLARE gone integer;
BEGIN
  IF NOT is_destroyed(whose) OR NOT EXISTS (SELECT FROM performers WHERE id = whose AND erased_at IS NOT NULL) THEN
    RAISE EXCEPTION 'only of somebody who was erased is evidence destroyed, and by an entry'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  DELETE FROM documents d WHERE d.refs ->> 'performer' = whose
    OR d.refs ->> 'decision' IN (SELECT id FROM decisions WHERE performer = whose)
    OR d.refs ->> 'consent' IN (SELECT id FROM consents WHERE performer = whose);
  DELETE FROM payloads p WHERE p.entry IN (
    SELECT serial FROM entries WHERE refs ? 'performer' AND refs ->> 'performer' = whose
      AND type <> 'decision.made' AND type <> 'record.viewed' AND type <> 'evidence.destroyed'
    UNION SELECT serial FROM entries WHERE type = 'record.viewed' AND refs ->> 'performer' = whose
    UNION SELECT entry FROM decisions WHERE performer = whose
    UNION SELECT serial FROM entries WHERE refs ? 'recall' AND refs ->> 'recall' IN (SELECT id FROM recalls WHERE performer = whose));
  GET DIAGNOSTICS gone = ROW_COUNT;
  DELETE FROM recalled_decisions WHERE recall IN (SELECT id FROM recalls WHERE performer = whose);
  DELETE FROM recall_recipients WHERE recall IN (SELECT id FROM recalls WHERE performer = whose);
  DELETE FROM recalls WHERE performer = whose;
  DELETE FROM decision_reliance WHERE consent IN (SELECT id FROM consents WHERE performer = whose);
  DELETE FROM reservations WHERE performer = whose;
  DELETE FROM usage_reports WHERE performer = whose;
  DELETE FROM approvals WHERE performer = whose;
  DELETE FROM disclosures WHERE performer = whose;
  DELETE FROM claims WHERE performer = whose;
  DELETE FROM findings WHERE performer = whose;
  DELETE FROM decisions WHERE performer = whose;
  DELETE FROM standing_instructions WHERE performer = whose;
  DELETE FROM finding_places WHERE record IN (
    SELECT id FROM requests WHERE performer = whose UNION SELECT id FROM consents WHERE performer = whose);
  DELETE FROM consents WHERE performer = whose;
  DELETE FROM requests WHERE performer = whose;
  DELETE FROM authorities WHERE performer = whose;
  DELETE FROM holds WHERE performer = whose;
  DELETE FROM performers WHERE id = whose;
  RETURN gone;
END $function$
;

CREATE OR REPLACE FUNCTION countersign.instant_now()
 RETURNS countersign.instant
 LANGUAGE sql
 PARALLEL SAFE
AS $function$ SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') $function$
;

CREATE OR REPLACE FUNCTION countersign.is_destroyed(whose text)
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$ SELECT EXISTS (SELECT FROM countersign.entries e WHERE e.type = 'evidence.destroyed' AND e.refs ->> 'performer' = whose) $function$
;

CREATE OR REPLACE FUNCTION countersign.names_erased(refs jsonb)
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$
  SELECT keyring.is_destroyed(ARRAY[refs ->> 'performer'])
    OR EXISTS (SELECT FROM countersign.decisions d WHERE d.id = refs ->> 'decision'
      AND keyring.is_destroyed(ARRAY[d.performer::text]))
    OR EXISTS (SELECT FROM countersign.consents c WHERE c.id = refs ->> 'consent' AND (
      keyring.is_destroyed(ARRAY[c.performer::text]) OR EXISTS (
        SELECT FROM countersign.entries e WHERE e.refs ? 'performer' AND e.refs ->> 'performer' = c.performer
          AND e.type <> 'decision.made' AND e.type <> 'record.viewed' AND e.type IN ('consent.given', 'request.cosigned')
          AND e.refs ->> 'request' = c.request
          AND NOT EXISTS (SELECT FROM countersign.personals q WHERE q.entry = e.serial))))
    OR EXISTS (SELECT FROM countersign.recalls r JOIN countersign.entries e ON e.refs ->> 'performer' = r.performer
      WHERE r.id = refs ->> 'recall' AND e.refs ? 'performer' AND e.type <> 'decision.made' AND e.type <> 'record.viewed'
        AND e.type = 'recall.deletion_stated' AND e.refs ->> 'recall' = r.id
        AND NOT EXISTS (SELECT FROM countersign.personals q WHERE q.entry = e.serial))
$function$
;

CREATE OR REPLACE FUNCTION countersign.refuse_but_destroyed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ DECLARE said jsonb;
BEGIN
  SELECT refs INTO said FROM countersign.entries WHERE serial = OLD.entry;
  IF countersign.is_destroyed(said ->> 'performer')
    OR EXISTS (SELECT FROM countersign.recalls r WHERE r.id = said ->> 'recall' AND countersign.is_destroyed(r.performer))
  THEN RETURN OLD; END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $function$
;

CREATE OR REPLACE FUNCTION countersign.refuse_but_erased()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ BEGIN
  IF keyring.is_destroyed(OLD.persons) THEN RETURN OLD; END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $function$
;

CREATE OR REPLACE FUNCTION countersign.refuse_but_naming_erased()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ BEGIN
  IF countersign.names_erased(OLD.refs) THEN RETURN OLD; END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $function$
;

CREATE OR REPLACE FUNCTION countersign.refuse_but_sealing()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ BEGIN
  IF OLD.sealed IS NULL AND NEW.sealed IS NOT NULL AND NEW.entry = OLD.entry THEN RETURN NEW; END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $function$
;

CREATE OR REPLACE FUNCTION countersign.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $function$
;

CREATE OR REPLACE FUNCTION keyring.is_destroyed(persons text[])
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$ SELECT EXISTS (SELECT FROM keyring.persons k WHERE k.person = ANY (persons) AND k.sealed IS NULL) $function$
;

CREATE OR REPLACE FUNCTION keyring.refuse_but_destroying()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ BEGIN
  IF OLD.sealed IS NOT NULL AND NEW.sealed IS NULL AND NEW.person = OLD.person AND EXISTS (
    SELECT FROM countersign.entries e JOIN countersign.payloads p ON p.entry = e.serial
    WHERE e.serial = NEW.destroyed_by AND e.type = 'erasure.done' AND (e.refs ->> 'performer' = NEW.person
      OR 'user:' || (e.refs ->> 'user') = NEW.person OR p.evidence::jsonb -> 'records' ? NEW.person::text))
  THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'keys are made and destroyed, never changed' USING ERRCODE = 'integrity_constraint_violation';
END $function$
;

CREATE TABLE auth.account (
  id text NOT NULL,
  "accountId" text NOT NULL,
  "providerId" text NOT NULL,
  "userId" text NOT NULL,
  "accessToken" text,
  "refreshToken" text,
  "idToken" text,
  "accessTokenExpiresAt" timestamp with time zone,
  "refreshTokenExpiresAt" timestamp with time zone,
  scope text,
  password text,
  "createdAt" timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "updatedAt" timestamp with time zone NOT NULL,
  CONSTRAINT account_pkey PRIMARY KEY (id),
  CONSTRAINT "account_userId_fkey" FOREIGN KEY ("userId") REFERENCES auth."user"(id) ON DELETE CASCADE
);
CREATE INDEX "account_userId_idx" ON auth.account USING btree ("userId");
GRANT DELETE, INSERT, SELECT, UPDATE ON auth.account TO countersign_app;

CREATE TABLE auth.apikey (
  id text NOT NULL,
  "configId" text NOT NULL,
  name text,
  start text,
  "referenceId" text NOT NULL,
  prefix text,
  key text NOT NULL,
  "refillInterval" integer,
  "refillAmount" integer,
  "lastRefillAt" timestamp with time zone,
  enabled boolean,
  "rateLimitEnabled" boolean,
  "rateLimitTimeWindow" integer,
  "rateLimitMax" integer,
  "requestCount" integer,
  remaining integer,
  "lastRequest" timestamp with time zone,
  "expiresAt" timestamp with time zone,
  "createdAt" timestamp with time zone NOT NULL,
  "updatedAt" timestamp with time zone NOT NULL,
  permissions text,
  metadata text,
  CONSTRAINT apikey_pkey PRIMARY KEY (id)
);
CREATE INDEX "apikey_configId_idx" ON auth.apikey USING btree ("configId");
CREATE INDEX "apikey_referenceId_idx" ON auth.apikey USING btree ("referenceId");
CREATE INDEX apikey_key_idx ON auth.apikey USING btree (key);
GRANT DELETE, INSERT, SELECT, UPDATE ON auth.apikey TO countersign_app;

CREATE TABLE auth.challenge (
  id text NOT NULL,
  purpose text NOT NULL,
  challenge text NOT NULL,
  session text,
  expires_at timestamp with time zone NOT NULL,
  CONSTRAINT challenge_pkey PRIMARY KEY (id)
);
CREATE INDEX challenge_expires_at ON auth.challenge USING btree (expires_at);
GRANT DELETE, INSERT, SELECT, UPDATE ON auth.challenge TO countersign_app;

CREATE TABLE auth.device (
  token_hash bytea NOT NULL,
  "user" text NOT NULL,
  seen_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT device_pkey PRIMARY KEY ("user", token_hash),
  CONSTRAINT device_user_fkey FOREIGN KEY ("user") REFERENCES auth."user"(id) ON DELETE CASCADE
);
CREATE INDEX device_seen_at ON auth.device USING btree (seen_at);
GRANT DELETE, INSERT, SELECT, UPDATE ON auth.device TO countersign_app;

CREATE TABLE auth.factor_attempt (
  "user" text NOT NULL,
  failures integer NOT NULL,
  locked_until timestamp with time zone,
  CONSTRAINT factor_attempt_pkey PRIMARY KEY ("user"),
  CONSTRAINT factor_attempt_user_fkey FOREIGN KEY ("user") REFERENCES auth."user"(id) ON DELETE CASCADE
);
GRANT DELETE, INSERT, SELECT, UPDATE ON auth.factor_attempt TO countersign_app;

CREATE TABLE auth.passkey (
  factor text NOT NULL,
  "user" text NOT NULL,
  credential text NOT NULL,
  public_key bytea NOT NULL,
  counter bigint NOT NULL,
  transports text[] NOT NULL,
  device_type text NOT NULL,
  backed_up boolean NOT NULL,
  last_used_at timestamp with time zone,
  CONSTRAINT passkey_credential_key UNIQUE (credential),
  CONSTRAINT passkey_pkey PRIMARY KEY (factor),
  CONSTRAINT passkey_user_fkey FOREIGN KEY ("user") REFERENCES auth."user"(id) ON DELETE CASCADE
);
CREATE INDEX passkey_user ON auth.passkey USING btree ("user");
GRANT DELETE, INSERT, SELECT, UPDATE ON auth.passkey TO countersign_app;

CREATE TABLE auth.provider_secret (
  provider text NOT NULL,
  secret text NOT NULL,
  CONSTRAINT provider_secret_pkey PRIMARY KEY (provider)
);
GRANT DELETE, INSERT, SELECT, UPDATE ON auth.provider_secret TO countersign_app;

CREATE TABLE auth.provider_subject (
  provider text NOT NULL,
  subject text NOT NULL,
  "user" text NOT NULL,
  CONSTRAINT provider_subject_pkey PRIMARY KEY (provider, subject),
  CONSTRAINT provider_subject_provider_user_key UNIQUE (provider, "user"),
  CONSTRAINT provider_subject_user_fkey FOREIGN KEY ("user") REFERENCES auth."user"(id) ON DELETE CASCADE
);
GRANT DELETE, INSERT, SELECT, UPDATE ON auth.provider_subject TO countersign_app;

CREATE TABLE auth.recovery_code (
  "user" text NOT NULL,
  code_hash bytea NOT NULL,
  CONSTRAINT recovery_code_pkey PRIMARY KEY ("user", code_hash),
  CONSTRAINT recovery_code_user_fkey FOREIGN KEY ("user") REFERENCES auth."user"(id) ON DELETE CASCADE
);
GRANT DELETE, INSERT, SELECT, UPDATE ON auth.recovery_code TO countersign_app;

CREATE TABLE auth.recovery_link (
  token_hash bytea NOT NULL,
  recovery text NOT NULL,
  CONSTRAINT recovery_link_pkey PRIMARY KEY (token_hash)
);
GRANT DELETE, INSERT, SELECT, UPDATE ON auth.recovery_link TO countersign_app;

CREATE TABLE auth.session (
  id text NOT NULL,
  "expiresAt" timestamp with time zone NOT NULL,
  token text NOT NULL,
  "createdAt" timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "updatedAt" timestamp with time zone NOT NULL,
  "ipAddress" text,
  "userAgent" text,
  "userId" text NOT NULL,
  level text NOT NULL DEFAULT 'link'::text,
  "lastSeenAt" timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  provider text,
  "vouchedStrong" boolean NOT NULL DEFAULT false,
  CONSTRAINT session_level_check CHECK ((level = ANY (ARRAY['link'::text, 'strong'::text]))),
  CONSTRAINT session_pkey PRIMARY KEY (id),
  CONSTRAINT session_token_key UNIQUE (token),
  CONSTRAINT "session_userId_fkey" FOREIGN KEY ("userId") REFERENCES auth."user"(id) ON DELETE CASCADE
);
CREATE INDEX "session_userId_idx" ON auth.session USING btree ("userId");
CREATE INDEX session_expires_at ON auth.session USING btree ("expiresAt");
CREATE INDEX session_provider ON auth.session USING btree (provider) WHERE (provider IS NOT NULL);
GRANT DELETE, INSERT, SELECT, UPDATE ON auth.session TO countersign_app;

CREATE TABLE auth.sign_on (
  id text NOT NULL,
  provider text NOT NULL,
  browser_hash bytea NOT NULL,
  nonce text,
  verifier text,
  asserted jsonb,
  expires_at timestamp with time zone NOT NULL,
  device_hash bytea NOT NULL,
  CONSTRAINT sign_on_pkey PRIMARY KEY (id)
);
CREATE INDEX sign_on_expires_at ON auth.sign_on USING btree (expires_at);
GRANT DELETE, INSERT, SELECT, UPDATE ON auth.sign_on TO countersign_app;

CREATE TABLE auth.totp (
  factor text NOT NULL,
  "user" text NOT NULL,
  secret text NOT NULL,
  confirmed boolean NOT NULL DEFAULT false,
  last_step bigint NOT NULL DEFAULT 0,
  made_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT totp_pkey PRIMARY KEY (factor),
  CONSTRAINT totp_user_fkey FOREIGN KEY ("user") REFERENCES auth."user"(id) ON DELETE CASCADE
);
CREATE INDEX totp_user ON auth.totp USING btree ("user");
GRANT DELETE, INSERT, SELECT, UPDATE ON auth.totp TO countersign_app;

CREATE TABLE auth."user" (
  id text NOT NULL,
  name text NOT NULL,
  email text NOT NULL,
  "emailVerified" boolean NOT NULL,
  image text,
  "createdAt" timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "updatedAt" timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  language text,
  CONSTRAINT user_email_key UNIQUE (email),
  CONSTRAINT user_language_check CHECK ((language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$'::text)),
  CONSTRAINT user_pkey PRIMARY KEY (id)
);
GRANT DELETE, INSERT, SELECT, UPDATE ON auth."user" TO countersign_app;

CREATE TABLE auth.verification (
  id text NOT NULL,
  identifier text NOT NULL,
  value text NOT NULL,
  "expiresAt" timestamp with time zone NOT NULL,
  "createdAt" timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "updatedAt" timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT verification_pkey PRIMARY KEY (id)
);
CREATE INDEX verification_expires_at ON auth.verification USING btree ("expiresAt");
CREATE INDEX verification_identifier_idx ON auth.verification USING btree (identifier);
GRANT DELETE, INSERT, SELECT, UPDATE ON auth.verification TO countersign_app;

CREATE TABLE countersign.approvals (
  id countersign.id NOT NULL,
  disclosure countersign.id NOT NULL,
  organization countersign.id,
  production countersign.id NOT NULL,
  performer countersign.id,
  actor countersign.id NOT NULL,
  kind text NOT NULL,
  verdict text NOT NULL,
  use_hash text NOT NULL,
  note text,
  given_at countersign.instant NOT NULL,
  expires_at countersign.instant,
  voided_at countersign.instant,
  void_reason text,
  entry bigint NOT NULL,
  authority countersign.id,
  CONSTRAINT approvals_entry_key UNIQUE (entry),
  CONSTRAINT approvals_pkey PRIMARY KEY (id)
);
CREATE INDEX approvals_disclosure ON countersign.approvals USING btree (disclosure, entry);
CREATE INDEX approvals_performer ON countersign.approvals USING btree (performer, entry) WHERE (performer IS NOT NULL);
CREATE INDEX approvals_production ON countersign.approvals USING btree (production, entry);
CREATE INDEX approvals_use_hash ON countersign.approvals USING btree (use_hash) WHERE ((verdict = 'given'::text) AND (voided_at IS NULL));
GRANT INSERT, SELECT, UPDATE ON countersign.approvals TO countersign_app;

CREATE TABLE countersign.attestations (
  id countersign.id NOT NULL,
  tool countersign.id NOT NULL,
  organization countersign.id NOT NULL,
  actor countersign.id NOT NULL,
  evidence_hash text,
  attested_at countersign.instant NOT NULL,
  expires_at countersign.instant NOT NULL,
  withdrawn_at countersign.instant,
  entry bigint NOT NULL,
  CONSTRAINT attestations_entry_key UNIQUE (entry),
  CONSTRAINT attestations_pkey PRIMARY KEY (id)
);
CREATE INDEX attestations_tool ON countersign.attestations USING btree (tool, entry);
GRANT INSERT, SELECT, UPDATE ON countersign.attestations TO countersign_app;

CREATE TABLE countersign.authorities (
  id countersign.id NOT NULL,
  performer countersign.id NOT NULL,
  "user" countersign.id,
  organization countersign.id NOT NULL,
  actor countersign.id NOT NULL,
  capacity text NOT NULL,
  name text,
  email text,
  scope jsonb,
  "from" countersign.instant NOT NULL,
  until countersign.instant,
  document_hash text NOT NULL,
  verified_at countersign.instant,
  recorded_at countersign.instant NOT NULL,
  ended_at countersign.instant,
  entry bigint NOT NULL,
  covers_likeness boolean NOT NULL DEFAULT true,
  verified_by countersign.id,
  verified_for countersign.id,
  verified_how text,
  CONSTRAINT authorities_entry_key UNIQUE (entry),
  CONSTRAINT authorities_pkey PRIMARY KEY (id)
);
CREATE INDEX authorities_email ON countersign.authorities USING btree (email) WHERE (email IS NOT NULL);
CREATE INDEX authorities_performer ON countersign.authorities USING btree (performer, entry);
CREATE INDEX authorities_user ON countersign.authorities USING btree ("user") WHERE ("user" IS NOT NULL);
GRANT INSERT, SELECT, UPDATE ON countersign.authorities TO countersign_app;

CREATE TABLE countersign.batches (
  id countersign.id NOT NULL,
  head text NOT NULL,
  CONSTRAINT batches_pkey PRIMARY KEY (id)
);
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON countersign.batches FOR EACH STATEMENT EXECUTE FUNCTION countersign.refuse_change(); -- enabled: A
GRANT INSERT, SELECT ON countersign.batches TO countersign_app;

CREATE TABLE countersign.captured_mail (
  id countersign.id NOT NULL,
  recipient text NOT NULL,
  subject text NOT NULL,
  text text NOT NULL,
  html text,
  attachments jsonb NOT NULL,
  captured_at countersign.instant NOT NULL,
  ordinal bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  CONSTRAINT captured_mail_ordinal_key UNIQUE (ordinal),
  CONSTRAINT captured_mail_pkey PRIMARY KEY (id)
);
GRANT DELETE, INSERT, SELECT, UPDATE ON countersign.captured_mail TO countersign_app;

CREATE TABLE countersign.checkpoints (
  size bigint NOT NULL,
  root countersign.sha256 NOT NULL,
  note text NOT NULL,
  at countersign.instant NOT NULL,
  CONSTRAINT checkpoints_pkey PRIMARY KEY (size),
  CONSTRAINT checkpoints_size_check CHECK ((size >= 0))
);
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON countersign.checkpoints FOR EACH STATEMENT EXECUTE FUNCTION countersign.refuse_change(); -- enabled: A
GRANT INSERT, SELECT ON countersign.checkpoints TO countersign_app;

CREATE TABLE countersign.claims (
  id countersign.id NOT NULL,
  organization countersign.id NOT NULL,
  production countersign.id NOT NULL,
  performer countersign.id NOT NULL,
  actor countersign.id NOT NULL,
  use jsonb NOT NULL,
  use_hash text NOT NULL,
  exemption text NOT NULL,
  reason text,
  reviews jsonb NOT NULL,
  questions jsonb NOT NULL,
  claimed_at countersign.instant NOT NULL,
  entry bigint NOT NULL,
  CONSTRAINT claims_entry_key UNIQUE (entry),
  CONSTRAINT claims_pkey PRIMARY KEY (id)
);
CREATE INDEX claims_contested ON countersign.claims USING btree (performer, production) WHERE ((((reviews -> '-1'::integer) ->> 'verdict'::text) = 'rejected'::text) OR ((questions <> '[]'::jsonb) AND (((questions -> '-1'::integer) ->> 'answeredAt'::text) IS NULL)));
CREATE INDEX claims_performer ON countersign.claims USING btree (performer, entry);
CREATE INDEX claims_production ON countersign.claims USING btree (production, entry);
CREATE INDEX claims_use_hash ON countersign.claims USING btree (use_hash);
GRANT INSERT, SELECT, UPDATE ON countersign.claims TO countersign_app;

CREATE TABLE countersign.clearances (
  id countersign.id NOT NULL,
  organization countersign.id NOT NULL,
  production countersign.id NOT NULL,
  actor countersign.id NOT NULL,
  covers text NOT NULL,
  "from" countersign.instant NOT NULL,
  until countersign.instant,
  document_hash text NOT NULL,
  note text,
  recorded_at countersign.instant NOT NULL,
  ended_at countersign.instant,
  entry bigint NOT NULL,
  CONSTRAINT clearances_entry_key UNIQUE (entry),
  CONSTRAINT clearances_pkey PRIMARY KEY (id)
);
CREATE INDEX clearances_organization ON countersign.clearances USING btree (organization, entry);
CREATE INDEX clearances_production ON countersign.clearances USING btree (production, entry);
GRANT INSERT, SELECT, UPDATE ON countersign.clearances TO countersign_app;

CREATE TABLE countersign.consents (
  id countersign.id NOT NULL,
  organization countersign.id NOT NULL,
  request countersign.id NOT NULL,
  production countersign.id NOT NULL,
  performer countersign.id NOT NULL,
  version integer NOT NULL,
  record jsonb NOT NULL,
  productions text[] NOT NULL,
  given_at countersign.instant NOT NULL,
  entry bigint NOT NULL,
  CONSTRAINT consents_entry_key UNIQUE (entry),
  CONSTRAINT consents_pkey PRIMARY KEY (id)
);
CREATE INDEX consents_of_guardians ON countersign.consents USING btree (performer) WHERE (((record -> 'signature'::text) ->> 'capacity'::text) = 'guardian'::text);
CREATE INDEX consents_performer ON countersign.consents USING btree (performer, entry);
CREATE INDEX consents_production ON countersign.consents USING btree (production, entry);
GRANT INSERT, SELECT, UPDATE ON countersign.consents TO countersign_app;

CREATE TABLE countersign.cosignatures (
  size bigint NOT NULL,
  witness text NOT NULL,
  line text NOT NULL,
  at countersign.instant NOT NULL,
  CONSTRAINT cosignatures_pkey PRIMARY KEY (size, witness),
  CONSTRAINT cosignatures_size_fkey FOREIGN KEY (size) REFERENCES countersign.checkpoints(size)
);
CREATE INDEX cosignatures_at ON countersign.cosignatures USING btree (at);
CREATE INDEX cosignatures_witness ON countersign.cosignatures USING btree (witness, size);
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON countersign.cosignatures FOR EACH STATEMENT EXECUTE FUNCTION countersign.refuse_change(); -- enabled: A
GRANT INSERT, SELECT ON countersign.cosignatures TO countersign_app;

CREATE TABLE countersign.decision_reliance (
  consent countersign.id NOT NULL,
  decision countersign.id NOT NULL,
  version integer NOT NULL,
  CONSTRAINT decision_reliance_pkey PRIMARY KEY (consent, decision)
);
GRANT INSERT, SELECT ON countersign.decision_reliance TO countersign_app;

CREATE TABLE countersign.decisions (
  id countersign.id NOT NULL,
  organization countersign.id NOT NULL,
  production countersign.id NOT NULL,
  performer countersign.id,
  actor countersign.id NOT NULL,
  outcome text NOT NULL,
  decided_at countersign.instant NOT NULL,
  valid_until countersign.instant NOT NULL,
  entry bigint NOT NULL,
  use_hash text,
  first_check countersign.id,
  owes_report boolean NOT NULL,
  CONSTRAINT decisions_entry_key UNIQUE (entry),
  CONSTRAINT decisions_pkey PRIMARY KEY (id)
);
CREATE INDEX decisions_following ON countersign.decisions USING btree (first_check, entry) WHERE (first_check IS NOT NULL);
CREATE INDEX decisions_organization ON countersign.decisions USING btree (organization, entry);
CREATE INDEX decisions_performer ON countersign.decisions USING btree (performer, entry) WHERE (performer IS NOT NULL);
CREATE INDEX decisions_production ON countersign.decisions USING btree (production, entry);
GRANT INSERT, SELECT ON countersign.decisions TO countersign_app;

CREATE TABLE countersign.deliveries (
  id countersign.id NOT NULL,
  kind text NOT NULL,
  payload jsonb,
  state text NOT NULL DEFAULT 'due'::text,
  attempts integer NOT NULL DEFAULT 0,
  due_at timestamp with time zone NOT NULL,
  queued_at timestamp with time zone,
  closed_at timestamp with time zone,
  last_failure text,
  created_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  taken_at timestamp with time zone,
  about countersign.id,
  bounced_at timestamp with time zone,
  not_after timestamp with time zone,
  kept boolean NOT NULL DEFAULT true,
  CONSTRAINT deliveries_pkey PRIMARY KEY (id),
  CONSTRAINT deliveries_state_check CHECK ((state = ANY (ARRAY['due'::text, 'queued'::text, 'delivered'::text, 'given_up'::text])))
);
CREATE INDEX deliveries_about ON countersign.deliveries USING btree (about, created_at) WHERE (about IS NOT NULL);
CREATE INDEX deliveries_closed ON countersign.deliveries USING btree (closed_at) WHERE ((NOT kept) AND (state = ANY (ARRAY['delivered'::text, 'given_up'::text])));
CREATE INDEX deliveries_due ON countersign.deliveries USING btree (due_at) WHERE ((state = 'due'::text) AND (kind <> 'webhook'::text));
CREATE INDEX deliveries_due_webhooks ON countersign.deliveries USING btree (due_at) WHERE ((state = 'due'::text) AND (kind = 'webhook'::text));
CREATE INDEX deliveries_given_up ON countersign.deliveries USING btree (closed_at) WHERE (state = 'given_up'::text);
CREATE INDEX deliveries_not_after ON countersign.deliveries USING btree (not_after) WHERE ((payload IS NOT NULL) AND (not_after IS NOT NULL));
CREATE INDEX deliveries_queued ON countersign.deliveries USING btree (queued_at) WHERE ((state = 'queued'::text) AND (kind <> 'webhook'::text));
CREATE INDEX deliveries_queued_webhooks ON countersign.deliveries USING btree (queued_at) WHERE ((state = 'queued'::text) AND (kind = 'webhook'::text));
CREATE INDEX deliveries_webhook ON countersign.deliveries USING btree (((payload ->> 'webhook'::text))) WHERE ((kind = 'webhook'::text) AND (state = ANY (ARRAY['due'::text, 'queued'::text])));
GRANT DELETE, INSERT, SELECT, UPDATE ON countersign.deliveries TO countersign_app;

CREATE TABLE countersign.disclosures (
  id countersign.id NOT NULL,
  organization countersign.id NOT NULL,
  production countersign.id NOT NULL,
  performer countersign.id,
  actor countersign.id NOT NULL,
  use jsonb NOT NULL,
  use_hash text NOT NULL,
  triage text NOT NULL,
  kinds text[] NOT NULL,
  description text,
  made_at countersign.instant NOT NULL,
  entry bigint NOT NULL,
  CONSTRAINT disclosures_entry_key UNIQUE (entry),
  CONSTRAINT disclosures_pkey PRIMARY KEY (id)
);
CREATE INDEX disclosures_organization ON countersign.disclosures USING btree (organization, entry);
CREATE INDEX disclosures_performer ON countersign.disclosures USING btree (performer, entry) WHERE (performer IS NOT NULL);
CREATE INDEX disclosures_production ON countersign.disclosures USING btree (production, entry);
CREATE INDEX disclosures_use_hash ON countersign.disclosures USING btree (use_hash);
GRANT INSERT, SELECT, UPDATE ON countersign.disclosures TO countersign_app;

CREATE TABLE countersign.documents (
  id countersign.id NOT NULL,
  kind text NOT NULL,
  content_hash countersign.sha256 NOT NULL,
  refs jsonb NOT NULL,
  media_type text NOT NULL,
  bytes bytea NOT NULL,
  made_at countersign.instant NOT NULL,
  CONSTRAINT documents_kind_content_hash_key UNIQUE (kind, content_hash),
  CONSTRAINT documents_pkey PRIMARY KEY (id)
);
CREATE INDEX documents_consent ON countersign.documents USING btree (((refs ->> 'consent'::text)));
CREATE INDEX documents_decision ON countersign.documents USING btree (((refs ->> 'decision'::text))) WHERE (refs ? 'decision'::text);
CREATE INDEX documents_recall ON countersign.documents USING btree (((refs ->> 'recall'::text))) WHERE (refs ? 'recall'::text);
CREATE INDEX documents_report ON countersign.documents USING btree (((refs ->> 'report'::text))) WHERE (refs ? 'report'::text);
CREATE INDEX documents_usage_report ON countersign.documents USING btree (((refs ->> 'usageReport'::text))) WHERE (refs ? 'usageReport'::text);
CREATE TRIGGER append_only BEFORE UPDATE OR TRUNCATE ON countersign.documents FOR EACH STATEMENT EXECUTE FUNCTION countersign.refuse_change(); -- enabled: A
CREATE TRIGGER erased_only BEFORE DELETE ON countersign.documents FOR EACH ROW EXECUTE FUNCTION countersign.refuse_but_naming_erased(); -- enabled: A
GRANT DELETE, INSERT, SELECT ON countersign.documents TO countersign_app;

CREATE TABLE countersign.entries (
  serial bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  id countersign.id NOT NULL,
  type text NOT NULL,
  at countersign.instant NOT NULL,
  refs jsonb NOT NULL,
  evidence_digest countersign.sha256 NOT NULL,
  personal_digest countersign.sha256 NOT NULL,
  leaf bytea NOT NULL,
  leaf_hash countersign.sha256 NOT NULL,
  CONSTRAINT entries_id_key UNIQUE (id),
  CONSTRAINT entries_pkey PRIMARY KEY (serial)
);
CREATE INDEX entries_consent ON countersign.entries USING btree (((refs ->> 'consent'::text))) WHERE (refs ? 'consent'::text);
CREATE INDEX entries_destroyed ON countersign.entries USING btree (((refs ->> 'performer'::text))) WHERE (type = 'evidence.destroyed'::text);
CREATE INDEX entries_paused ON countersign.entries USING btree (((refs ->> 'suspension'::text)), type, ((refs ->> 'consent'::text))) WHERE (type = ANY (ARRAY['consent.suspended'::text, 'consent.resumed'::text]));
CREATE INDEX entries_performer ON countersign.entries USING btree (((refs ->> 'performer'::text)), serial) WHERE ((refs ? 'performer'::text) AND (type <> 'decision.made'::text) AND (type <> 'record.viewed'::text));
CREATE INDEX entries_production ON countersign.entries USING btree (((refs ->> 'production'::text)), serial) WHERE ((refs ? 'production'::text) AND (type <> 'decision.made'::text) AND (type <> 'record.viewed'::text));
CREATE INDEX entries_recall ON countersign.entries USING btree (((refs ->> 'recall'::text))) WHERE (refs ? 'recall'::text);
CREATE INDEX entries_request ON countersign.entries USING btree (((refs ->> 'request'::text)), serial) WHERE (type = ANY (ARRAY['request.sent'::text, 'request.countered'::text, 'request.declined'::text]));
CREATE INDEX entries_suspended ON countersign.entries USING btree (((refs ->> 'consent'::text))) WHERE (type = 'consent.suspended'::text);
CREATE INDEX entries_suspension ON countersign.entries USING btree (serial) WHERE ((refs ? 'suspension'::text) AND (type = ANY (ARRAY['suspension.declared'::text, 'suspension.lifted'::text])));
CREATE INDEX entries_tool ON countersign.entries USING btree (((refs ->> 'tool'::text)), serial) WHERE (refs ? 'tool'::text);
CREATE INDEX entries_viewed ON countersign.entries USING btree (((refs ->> 'performer'::text)), serial) WHERE (type = 'record.viewed'::text);
CREATE INDEX entries_voided ON countersign.entries USING btree (((refs ->> 'actor'::text))) WHERE (type = 'approval.voided'::text);
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON countersign.entries FOR EACH STATEMENT EXECUTE FUNCTION countersign.refuse_change(); -- enabled: A
GRANT INSERT, SELECT ON countersign.entries TO countersign_app;

CREATE TABLE countersign.factors (
  id countersign.id NOT NULL,
  "user" countersign.id NOT NULL,
  kind text NOT NULL,
  key_hash text,
  name text,
  added_at countersign.instant NOT NULL,
  removed_at countersign.instant,
  entry bigint NOT NULL,
  CONSTRAINT factors_entry_key UNIQUE (entry),
  CONSTRAINT factors_pkey PRIMARY KEY (id)
);
CREATE INDEX factors_user ON countersign.factors USING btree ("user", entry);
GRANT INSERT, SELECT, UPDATE ON countersign.factors TO countersign_app;

CREATE TABLE countersign.finding_places (
  id countersign.id NOT NULL,
  organization countersign.id NOT NULL,
  kind text NOT NULL,
  record countersign.id NOT NULL,
  CONSTRAINT finding_places_pkey PRIMARY KEY (id)
);
GRANT INSERT, SELECT ON countersign.finding_places TO countersign_app;

CREATE TABLE countersign.findings (
  id countersign.id NOT NULL,
  organization countersign.id NOT NULL,
  performer countersign.id NOT NULL,
  finding jsonb NOT NULL,
  assignee text,
  acts jsonb NOT NULL,
  entry bigint NOT NULL,
  CONSTRAINT findings_entry_key UNIQUE (entry),
  CONSTRAINT findings_pkey PRIMARY KEY (id)
);
CREATE INDEX findings_organization ON countersign.findings USING btree (organization, entry);
GRANT INSERT, SELECT, UPDATE ON countersign.findings TO countersign_app;

CREATE TABLE countersign.holds (
  id countersign.id NOT NULL,
  performer countersign.id,
  "user" countersign.id,
  reason text,
  placed_at countersign.instant NOT NULL,
  lifted_at countersign.instant,
  entry bigint NOT NULL,
  CONSTRAINT holds_entry_key UNIQUE (entry),
  CONSTRAINT holds_pkey PRIMARY KEY (id)
);
CREATE INDEX holds_performer ON countersign.holds USING btree (performer) WHERE (lifted_at IS NULL);
CREATE INDEX holds_user ON countersign.holds USING btree ("user") WHERE (lifted_at IS NULL);
GRANT INSERT, SELECT, UPDATE ON countersign.holds TO countersign_app;

CREATE TABLE countersign.idempotency_keys (
  principal text NOT NULL,
  route text NOT NULL,
  key text NOT NULL,
  body_hash countersign.sha256 NOT NULL,
  answer jsonb,
  created_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT idempotency_keys_pkey PRIMARY KEY (principal, route, key)
);
CREATE INDEX idempotency_keys_created_at ON countersign.idempotency_keys USING btree (created_at);
GRANT DELETE, INSERT, SELECT, UPDATE ON countersign.idempotency_keys TO countersign_app;

CREATE TABLE countersign.key_uses (
  key countersign.id NOT NULL,
  used_at countersign.instant NOT NULL,
  CONSTRAINT key_uses_pkey PRIMARY KEY (key)
);
GRANT INSERT, SELECT, UPDATE ON countersign.key_uses TO countersign_app;

CREATE TABLE countersign.keys (
  id countersign.id NOT NULL,
  organization countersign.id NOT NULL,
  apikey text NOT NULL,
  name text NOT NULL,
  scopes text[] NOT NULL,
  issued_at countersign.instant NOT NULL,
  revoked_at countersign.instant,
  entry bigint NOT NULL,
  ends_at countersign.instant NOT NULL,
  replaces countersign.id,
  replaced_by countersign.id,
  leaked_at countersign.instant,
  productions text[],
  CONSTRAINT keys_apikey_key UNIQUE (apikey),
  CONSTRAINT keys_entry_key UNIQUE (entry),
  CONSTRAINT keys_pkey PRIMARY KEY (id)
);
CREATE INDEX keys_organization ON countersign.keys USING btree (organization, entry);
GRANT INSERT, SELECT, UPDATE ON countersign.keys TO countersign_app;

CREATE TABLE countersign.leaves (
  index bigint NOT NULL,
  entry bigint NOT NULL,
  hash countersign.sha256 NOT NULL,
  CONSTRAINT leaves_entry_fkey FOREIGN KEY (entry) REFERENCES countersign.entries(serial),
  CONSTRAINT leaves_entry_key UNIQUE (entry),
  CONSTRAINT leaves_index_check CHECK ((index >= 0)),
  CONSTRAINT leaves_pkey PRIMARY KEY (index)
);
CREATE INDEX leaves_hash ON countersign.leaves USING btree (hash);
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON countersign.leaves FOR EACH STATEMENT EXECUTE FUNCTION countersign.refuse_change(); -- enabled: A
GRANT INSERT, SELECT ON countersign.leaves TO countersign_app;

CREATE TABLE countersign.members (
  organization countersign.id NOT NULL,
  "user" countersign.id NOT NULL,
  role text NOT NULL,
  name text,
  email text,
  added_at countersign.instant NOT NULL,
  removed_at countersign.instant,
  entry bigint NOT NULL,
  CONSTRAINT members_entry_key UNIQUE (entry),
  CONSTRAINT members_pkey PRIMARY KEY (organization, "user")
);
CREATE INDEX members_user ON countersign.members USING btree ("user");
GRANT INSERT, SELECT, UPDATE ON countersign.members TO countersign_app;

CREATE TABLE countersign.memberships (
  id countersign.id NOT NULL,
  organization countersign.id NOT NULL,
  email text,
  actor countersign.id NOT NULL,
  stated_at countersign.instant NOT NULL,
  ended_at countersign.instant,
  entry bigint NOT NULL,
  CONSTRAINT memberships_entry_key UNIQUE (entry),
  CONSTRAINT memberships_pkey PRIMARY KEY (id)
);
CREATE INDEX memberships_organization ON countersign.memberships USING btree (organization, entry);
CREATE UNIQUE INDEX memberships_email ON countersign.memberships USING btree (email, organization) WHERE (ended_at IS NULL);
GRANT INSERT, SELECT, UPDATE ON countersign.memberships TO countersign_app;

CREATE TABLE countersign.migrations (
  name text NOT NULL,
  sha256 text NOT NULL,
  applied_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT migrations_pkey PRIMARY KEY (name)
);
GRANT SELECT ON countersign.migrations TO countersign_app;

CREATE TABLE countersign.organizations (
  id countersign.id NOT NULL,
  kind text NOT NULL,
  name text NOT NULL,
  created_at countersign.instant NOT NULL,
  entry bigint NOT NULL,
  CONSTRAINT organizations_entry_key UNIQUE (entry),
  CONSTRAINT organizations_pkey PRIMARY KEY (id)
);
GRANT INSERT, SELECT, UPDATE ON countersign.organizations TO countersign_app;

CREATE TABLE countersign.participations (
  id countersign.id NOT NULL,
  production countersign.id NOT NULL,
  organization countersign.id,
  role text NOT NULL,
  email text,
  state text NOT NULL,
  invited_at countersign.instant NOT NULL,
  accepted_at countersign.instant,
  ended_at countersign.instant,
  entry bigint NOT NULL,
  CONSTRAINT participations_entry_key UNIQUE (entry),
  CONSTRAINT participations_pkey PRIMARY KEY (id)
);
CREATE INDEX participations_email ON countersign.participations USING btree (email) WHERE (email IS NOT NULL);
CREATE INDEX participations_organization ON countersign.participations USING btree (organization);
CREATE INDEX participations_production ON countersign.participations USING btree (production);
GRANT INSERT, SELECT, UPDATE ON countersign.participations TO countersign_app;

CREATE TABLE countersign.payloads (
  entry bigint NOT NULL,
  evidence text NOT NULL,
  salt countersign.sha256 NOT NULL,
  CONSTRAINT payloads_pkey PRIMARY KEY (entry)
);
CREATE TRIGGER append_only BEFORE UPDATE OR TRUNCATE ON countersign.payloads FOR EACH STATEMENT EXECUTE FUNCTION countersign.refuse_change(); -- enabled: A
CREATE TRIGGER destroyed_only BEFORE DELETE ON countersign.payloads FOR EACH ROW EXECUTE FUNCTION countersign.refuse_but_destroyed(); -- enabled: A
GRANT INSERT, SELECT ON countersign.payloads TO countersign_app;

CREATE TABLE countersign.performers (
  id countersign.id NOT NULL,
  organization countersign.id NOT NULL,
  "user" countersign.id,
  name text,
  email text,
  invited_at countersign.instant NOT NULL,
  claimed_at countersign.instant,
  entry bigint NOT NULL,
  record jsonb NOT NULL DEFAULT '[]'::jsonb,
  unions text[] NOT NULL DEFAULT '{}'::text[],
  erased_at countersign.instant,
  CONSTRAINT performers_entry_key UNIQUE (entry),
  CONSTRAINT performers_pkey PRIMARY KEY (id)
);
CREATE INDEX performers_email ON countersign.performers USING btree (email) WHERE (email IS NOT NULL);
CREATE INDEX performers_erased ON countersign.performers USING btree (erased_at) WHERE (erased_at IS NOT NULL);
CREATE INDEX performers_organization ON countersign.performers USING btree (organization, entry);
CREATE INDEX performers_unions ON countersign.performers USING gin (unions);
CREATE INDEX performers_user ON countersign.performers USING btree ("user") WHERE ("user" IS NOT NULL);
GRANT INSERT, SELECT, UPDATE ON countersign.performers TO countersign_app;

CREATE TABLE countersign.personals (
  entry bigint NOT NULL,
  personal text,
  salt countersign.sha256,
  persons text[],
  sealed bytea,
  CONSTRAINT personals_form CHECK (
CASE
    WHEN (sealed IS NULL) THEN ((personal IS NOT NULL) AND (salt IS NOT NULL) AND (persons IS NULL))
    ELSE ((personal IS NULL) AND (salt IS NULL) AND (persons IS NOT NULL))
END),
  CONSTRAINT personals_pkey PRIMARY KEY (entry)
);
CREATE INDEX personals_person ON countersign.personals USING btree ((persons[1])) WHERE (persons IS NOT NULL);
CREATE INDEX personals_person_beside ON countersign.personals USING btree ((persons[2])) WHERE (persons[2] IS NOT NULL);
CREATE INDEX personals_plain ON countersign.personals USING btree (entry) WHERE (personal <> 'null'::text);
CREATE TRIGGER append_only BEFORE TRUNCATE ON countersign.personals FOR EACH STATEMENT EXECUTE FUNCTION countersign.refuse_change(); -- enabled: A
CREATE TRIGGER erased_only BEFORE DELETE ON countersign.personals FOR EACH ROW EXECUTE FUNCTION countersign.refuse_but_erased(); -- enabled: A
CREATE TRIGGER sealed_once BEFORE UPDATE ON countersign.personals FOR EACH ROW EXECUTE FUNCTION countersign.refuse_but_sealing(); -- enabled: A
GRANT DELETE, INSERT, SELECT ON countersign.personals TO countersign_app;

CREATE TABLE countersign.productions (
  id countersign.id NOT NULL,
  organization countersign.id NOT NULL,
  parent countersign.id,
  root countersign.id NOT NULL,
  path text[] NOT NULL,
  kind text NOT NULL,
  title text NOT NULL,
  created_at countersign.instant NOT NULL,
  entry bigint NOT NULL,
  statements jsonb NOT NULL DEFAULT '[]'::jsonb,
  agreements text[] NOT NULL DEFAULT '{}'::text[],
  CONSTRAINT productions_entry_key UNIQUE (entry),
  CONSTRAINT productions_pkey PRIMARY KEY (id)
);
CREATE INDEX productions_agreements ON countersign.productions USING gin (agreements);
CREATE INDEX productions_organization ON countersign.productions USING btree (organization);
CREATE INDEX productions_path ON countersign.productions USING gin (path);
GRANT INSERT, SELECT, UPDATE ON countersign.productions TO countersign_app;

CREATE TABLE countersign.providers (
  id countersign.id NOT NULL,
  organization countersign.id NOT NULL,
  settings jsonb NOT NULL,
  set_at countersign.instant NOT NULL,
  removed_at countersign.instant,
  entry bigint NOT NULL,
  CONSTRAINT providers_entry_key UNIQUE (entry),
  CONSTRAINT providers_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX providers_organization ON countersign.providers USING btree (organization) WHERE (removed_at IS NULL);
GRANT INSERT, SELECT, UPDATE ON countersign.providers TO countersign_app;

CREATE TABLE countersign.rate_limits (
  key text NOT NULL,
  points bigint NOT NULL,
  expire bigint NOT NULL,
  CONSTRAINT rate_limits_pkey PRIMARY KEY (key)
);
CREATE INDEX rate_limits_expire ON countersign.rate_limits USING btree (expire);
GRANT DELETE, INSERT, SELECT, UPDATE ON countersign.rate_limits TO countersign_app;

CREATE TABLE countersign.recall_links (
  token_hash countersign.sha256 NOT NULL,
  recall countersign.id NOT NULL,
  organization countersign.id NOT NULL,
  "user" text NOT NULL,
  made_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  answered_at timestamp with time zone,
  stated_at timestamp with time zone,
  delivery countersign.id,
  CONSTRAINT recall_links_pkey PRIMARY KEY (token_hash)
);
CREATE INDEX recall_links_made_at ON countersign.recall_links USING btree (made_at);
CREATE INDEX recall_links_recipient ON countersign.recall_links USING btree (recall, organization);
GRANT DELETE, INSERT, SELECT, UPDATE ON countersign.recall_links TO countersign_app;

CREATE TABLE countersign.recall_recipients (
  recall countersign.id NOT NULL,
  organization countersign.id NOT NULL,
  productions text[] NOT NULL,
  decisions integer NOT NULL,
  told_at countersign.instant,
  answer text,
  words text,
  answered_at countersign.instant,
  answered_by countersign.id,
  statement text,
  signed_as text,
  stated_at countersign.instant,
  stated_by countersign.id,
  entry bigint NOT NULL,
  unreached_at countersign.instant,
  CONSTRAINT recall_recipients_pkey PRIMARY KEY (recall, organization)
);
CREATE INDEX recall_recipients_organization ON countersign.recall_recipients USING btree (organization, recall);
GRANT INSERT, SELECT, UPDATE ON countersign.recall_recipients TO countersign_app;

CREATE TABLE countersign.recalled_decisions (
  recall countersign.id NOT NULL,
  decision countersign.id NOT NULL,
  CONSTRAINT recalled_decisions_pkey PRIMARY KEY (recall, decision)
);
GRANT INSERT, SELECT ON countersign.recalled_decisions TO countersign_app;

CREATE TABLE countersign.recalls (
  id countersign.id NOT NULL,
  consent countersign.id NOT NULL,
  withdrawal countersign.id NOT NULL,
  performer countersign.id NOT NULL,
  organization countersign.id NOT NULL,
  production countersign.id NOT NULL,
  scope jsonb,
  stops text[] NOT NULL,
  does jsonb NOT NULL,
  effective_at countersign.instant NOT NULL,
  answer_by countersign.instant NOT NULL,
  delete_by countersign.instant,
  opened_at countersign.instant NOT NULL,
  settled_at countersign.instant,
  below bigint NOT NULL,
  escalations jsonb NOT NULL,
  reminded_at countersign.instant,
  completed_at countersign.instant,
  entry bigint NOT NULL,
  CONSTRAINT recalls_entry_key UNIQUE (entry),
  CONSTRAINT recalls_pkey PRIMARY KEY (id)
);
CREATE INDEX recalls_organization ON countersign.recalls USING btree (organization, entry);
CREATE INDEX recalls_performer ON countersign.recalls USING btree (performer, entry);
CREATE INDEX recalls_production ON countersign.recalls USING btree (production, entry);
GRANT INSERT, SELECT, UPDATE ON countersign.recalls TO countersign_app;

CREATE TABLE countersign.receipts (
  entry bigint NOT NULL,
  batch countersign.id NOT NULL,
  index integer NOT NULL,
  CONSTRAINT receipts_batch_index_key UNIQUE (batch, index),
  CONSTRAINT receipts_index_check CHECK ((index >= 0)),
  CONSTRAINT receipts_pkey PRIMARY KEY (entry)
);
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON countersign.receipts FOR EACH STATEMENT EXECUTE FUNCTION countersign.refuse_change(); -- enabled: A
GRANT INSERT, SELECT ON countersign.receipts TO countersign_app;

CREATE TABLE countersign.recoveries (
  id countersign.id NOT NULL,
  "user" countersign.id NOT NULL,
  asked_at countersign.instant NOT NULL,
  due_at countersign.instant NOT NULL,
  lapses_at countersign.instant NOT NULL,
  outcome text,
  ended_at countersign.instant,
  entry bigint NOT NULL,
  CONSTRAINT recoveries_entry_key UNIQUE (entry),
  CONSTRAINT recoveries_pkey PRIMARY KEY (id)
);
CREATE INDEX recoveries_user ON countersign.recoveries USING btree ("user", entry);
GRANT INSERT, SELECT, UPDATE ON countersign.recoveries TO countersign_app;

CREATE TABLE countersign.reminder_links (
  token_hash countersign.sha256 NOT NULL,
  request countersign.id NOT NULL,
  reminded countersign.id NOT NULL,
  made_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  stopped_at timestamp with time zone,
  CONSTRAINT reminder_links_pkey PRIMARY KEY (token_hash)
);
CREATE INDEX reminder_links_made_at ON countersign.reminder_links USING btree (made_at);
CREATE INDEX reminder_links_request ON countersign.reminder_links USING btree (request, reminded);
GRANT DELETE, INSERT, SELECT, UPDATE ON countersign.reminder_links TO countersign_app;

CREATE TABLE countersign.reports (
  id countersign.id NOT NULL,
  organization countersign.id NOT NULL,
  actor countersign.id NOT NULL,
  "from" countersign.instant NOT NULL,
  until countersign.instant NOT NULL,
  findings jsonb NOT NULL,
  made_at countersign.instant NOT NULL,
  entry bigint NOT NULL,
  CONSTRAINT reports_entry_key UNIQUE (entry),
  CONSTRAINT reports_pkey PRIMARY KEY (id)
);
CREATE INDEX reports_organization ON countersign.reports USING btree (organization, entry);
GRANT INSERT, SELECT, UPDATE ON countersign.reports TO countersign_app;

CREATE TABLE countersign.requests (
  id countersign.id NOT NULL,
  organization countersign.id NOT NULL,
  production countersign.id NOT NULL,
  performer countersign.id NOT NULL,
  state text NOT NULL,
  version integer NOT NULL,
  record jsonb NOT NULL,
  productions text[] NOT NULL,
  created_at countersign.instant NOT NULL,
  sent_at countersign.instant,
  closed_at countersign.instant,
  entry bigint NOT NULL,
  CONSTRAINT requests_entry_key UNIQUE (entry),
  CONSTRAINT requests_pkey PRIMARY KEY (id)
);
CREATE INDEX requests_performer ON countersign.requests USING btree (performer, entry);
CREATE INDEX requests_production ON countersign.requests USING btree (production, entry);
GRANT INSERT, SELECT, UPDATE ON countersign.requests TO countersign_app;

CREATE TABLE countersign.reservations (
  decision countersign.id NOT NULL,
  performer countersign.id NOT NULL,
  held jsonb NOT NULL,
  made_at countersign.instant NOT NULL,
  until countersign.instant NOT NULL,
  released_at countersign.instant,
  uses jsonb NOT NULL,
  entry bigint NOT NULL,
  first_check countersign.id NOT NULL,
  taken_over jsonb,
  payments jsonb NOT NULL,
  CONSTRAINT reservations_entry_key UNIQUE (entry),
  CONSTRAINT reservations_pkey PRIMARY KEY (decision)
);
CREATE INDEX reservations_held ON countersign.reservations USING btree (performer, until);
CREATE INDEX reservations_used ON countersign.reservations USING btree (performer) WHERE (uses <> '[]'::jsonb);
GRANT INSERT, SELECT, UPDATE ON countersign.reservations TO countersign_app;

CREATE TABLE countersign.sign_challenges (
  id countersign.id NOT NULL,
  request countersign.id NOT NULL,
  "user" countersign.id NOT NULL,
  version integer NOT NULL,
  nonce countersign.sha256 NOT NULL,
  challenge countersign.sha256 NOT NULL,
  expires_at countersign.instant NOT NULL,
  CONSTRAINT sign_challenges_pkey PRIMARY KEY (id)
);
CREATE INDEX sign_challenges_expires_at ON countersign.sign_challenges USING btree (expires_at);
GRANT DELETE, INSERT, SELECT, UPDATE ON countersign.sign_challenges TO countersign_app;

CREATE TABLE countersign.sign_codes (
  request countersign.id NOT NULL,
  "user" countersign.id NOT NULL,
  code_hash countersign.sha256 NOT NULL,
  context jsonb NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  expires_at countersign.instant NOT NULL,
  CONSTRAINT sign_codes_pkey PRIMARY KEY (request, "user")
);
GRANT DELETE, INSERT, SELECT, UPDATE ON countersign.sign_codes TO countersign_app;

CREATE TABLE countersign.standing_instructions (
  id countersign.id NOT NULL,
  performer countersign.id NOT NULL,
  box jsonb NOT NULL,
  "from" countersign.instant NOT NULL,
  until countersign.instant,
  entry bigint NOT NULL,
  CONSTRAINT standing_instructions_entry_key UNIQUE (entry),
  CONSTRAINT standing_instructions_pkey PRIMARY KEY (id)
);
CREATE INDEX standing_instructions_performer ON countersign.standing_instructions USING btree (performer);
GRANT INSERT, SELECT, UPDATE ON countersign.standing_instructions TO countersign_app;

CREATE TABLE countersign.suspensions (
  id countersign.id NOT NULL,
  organization countersign.id NOT NULL,
  actor countersign.id NOT NULL,
  agreement text,
  employer countersign.id,
  "from" countersign.instant NOT NULL,
  until countersign.instant,
  declared_at countersign.instant NOT NULL,
  lifted_at countersign.instant,
  entry bigint NOT NULL,
  agreements text[] NOT NULL,
  reason text,
  CONSTRAINT suspensions_entry_key UNIQUE (entry),
  CONSTRAINT suspensions_pkey PRIMARY KEY (id)
);
CREATE INDEX suspensions_open ON countersign.suspensions USING btree (agreement) WHERE (lifted_at IS NULL);
CREATE INDEX suspensions_organization ON countersign.suspensions USING btree (organization, entry);
GRANT INSERT, SELECT, UPDATE ON countersign.suspensions TO countersign_app;

CREATE TABLE countersign.tile_hashes (
  level smallint NOT NULL,
  index bigint NOT NULL,
  hash countersign.sha256 NOT NULL,
  CONSTRAINT tile_hashes_index_check CHECK ((index >= 0)),
  CONSTRAINT tile_hashes_level_check CHECK ((level >= 1)),
  CONSTRAINT tile_hashes_pkey PRIMARY KEY (level, index)
);
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON countersign.tile_hashes FOR EACH STATEMENT EXECUTE FUNCTION countersign.refuse_change(); -- enabled: A
GRANT INSERT, SELECT ON countersign.tile_hashes TO countersign_app;

CREATE TABLE countersign.tools (
  id countersign.id NOT NULL,
  organization countersign.id NOT NULL,
  actor countersign.id NOT NULL,
  vendor text NOT NULL,
  name text NOT NULL,
  version text NOT NULL,
  tier text NOT NULL,
  likeness_of countersign.id,
  record jsonb NOT NULL,
  registered_at countersign.instant NOT NULL,
  entry bigint NOT NULL,
  CONSTRAINT tools_entry_key UNIQUE (entry),
  CONSTRAINT tools_pkey PRIMARY KEY (id)
);
CREATE INDEX tools_likeness_of ON countersign.tools USING btree (likeness_of) WHERE (likeness_of IS NOT NULL);
CREATE INDEX tools_organization ON countersign.tools USING btree (organization, entry);
GRANT INSERT, SELECT, UPDATE ON countersign.tools TO countersign_app;

CREATE TABLE countersign.tree_head (
  id boolean NOT NULL DEFAULT true,
  size bigint NOT NULL,
  frontier bytea[] NOT NULL,
  CONSTRAINT tree_head_id_check CHECK (id),
  CONSTRAINT tree_head_pkey PRIMARY KEY (id)
);
GRANT SELECT, UPDATE ON countersign.tree_head TO countersign_app;

CREATE TABLE countersign.unsequenced (
  entry bigint NOT NULL,
  CONSTRAINT unsequenced_pkey PRIMARY KEY (entry)
);
GRANT DELETE, INSERT, SELECT ON countersign.unsequenced TO countersign_app;

CREATE TABLE countersign.usage_reports (
  id countersign.id NOT NULL,
  organization countersign.id NOT NULL,
  production countersign.id NOT NULL,
  performer countersign.id NOT NULL,
  actor countersign.id NOT NULL,
  "from" countersign.instant NOT NULL,
  until countersign.instant NOT NULL,
  check_count integer NOT NULL,
  used jsonb NOT NULL,
  given_at countersign.instant NOT NULL,
  entry bigint NOT NULL,
  account jsonb,
  CONSTRAINT usage_reports_entry_key UNIQUE (entry),
  CONSTRAINT usage_reports_pkey PRIMARY KEY (id)
);
CREATE INDEX usage_reports_organization ON countersign.usage_reports USING btree (organization, entry);
CREATE INDEX usage_reports_performer ON countersign.usage_reports USING btree (performer, production);
GRANT INSERT, SELECT ON countersign.usage_reports TO countersign_app;

CREATE TABLE countersign.versions (
  subject countersign.id NOT NULL,
  version bigint NOT NULL DEFAULT 1,
  CONSTRAINT versions_pkey PRIMARY KEY (subject)
);
GRANT INSERT, SELECT, UPDATE ON countersign.versions TO countersign_app;

CREATE TABLE countersign.webhook_attempts (
  delivery countersign.id NOT NULL,
  ordinal bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  signed_at bigint NOT NULL,
  took_ms integer NOT NULL,
  status integer,
  fault text,
  answer text,
  CONSTRAINT webhook_attempts_delivery_fkey FOREIGN KEY (delivery) REFERENCES countersign.webhook_messages(delivery) ON DELETE CASCADE,
  CONSTRAINT webhook_attempts_pkey PRIMARY KEY (delivery, ordinal)
);
GRANT DELETE, INSERT, SELECT ON countersign.webhook_attempts TO countersign_app;

CREATE TABLE countersign.webhook_messages (
  delivery countersign.id NOT NULL,
  webhook countersign.id NOT NULL,
  event countersign.id NOT NULL,
  type text NOT NULL,
  sequence bigint,
  body text NOT NULL,
  made_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  ordinal bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  CONSTRAINT webhook_messages_pkey PRIMARY KEY (delivery)
);
CREATE INDEX webhook_messages_made_at ON countersign.webhook_messages USING btree (made_at);
CREATE INDEX webhook_messages_webhook ON countersign.webhook_messages USING btree (webhook, ordinal);
GRANT DELETE, INSERT, SELECT, UPDATE ON countersign.webhook_messages TO countersign_app;

CREATE TABLE countersign.webhook_progress (
  webhook countersign.id NOT NULL,
  next_sequence bigint NOT NULL,
  last_sequence bigint,
  failures integer NOT NULL DEFAULT 0,
  failing_since timestamp with time zone,
  tried_at timestamp with time zone,
  CONSTRAINT webhook_progress_pkey PRIMARY KEY (webhook)
);
GRANT INSERT, SELECT, UPDATE ON countersign.webhook_progress TO countersign_app;

CREATE TABLE countersign.webhook_secrets (
  key countersign.id NOT NULL,
  webhook countersign.id NOT NULL,
  sealed text NOT NULL,
  CONSTRAINT webhook_secrets_pkey PRIMARY KEY (key)
);
CREATE INDEX webhook_secrets_webhook ON countersign.webhook_secrets USING btree (webhook);
GRANT DELETE, INSERT, SELECT ON countersign.webhook_secrets TO countersign_app;

CREATE TABLE countersign.webhooks (
  id countersign.id NOT NULL,
  organization countersign.id NOT NULL,
  url text NOT NULL,
  events text[],
  productions text[],
  keys jsonb NOT NULL,
  created_at countersign.instant NOT NULL,
  disabled_at countersign.instant,
  disabled_why text,
  removed_at countersign.instant,
  entry bigint NOT NULL,
  CONSTRAINT webhooks_entry_key UNIQUE (entry),
  CONSTRAINT webhooks_pkey PRIMARY KEY (id)
);
CREATE INDEX webhooks_organization ON countersign.webhooks USING btree (organization, entry);
GRANT INSERT, SELECT, UPDATE ON countersign.webhooks TO countersign_app;

CREATE TABLE countersign.witness_round (
  id boolean NOT NULL DEFAULT true,
  taken_until timestamp with time zone NOT NULL,
  CONSTRAINT witness_round_id_check CHECK (id),
  CONSTRAINT witness_round_pkey PRIMARY KEY (id)
);
GRANT SELECT, UPDATE ON countersign.witness_round TO countersign_app;

CREATE TABLE keyring.master (
  id boolean NOT NULL DEFAULT true,
  proof bytea NOT NULL,
  CONSTRAINT master_id_check CHECK (id),
  CONSTRAINT master_pkey PRIMARY KEY (id)
);
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON keyring.master FOR EACH STATEMENT EXECUTE FUNCTION countersign.refuse_change(); -- enabled: A
GRANT INSERT, SELECT ON keyring.master TO countersign_app;

CREATE TABLE keyring.persons (
  person countersign.id NOT NULL,
  sealed bytea,
  destroyed_at countersign.instant,
  destroyed_by bigint,
  CONSTRAINT persons_check CHECK (((sealed IS NULL) = (destroyed_at IS NOT NULL))),
  CONSTRAINT persons_pkey PRIMARY KEY (person)
);
CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON keyring.persons FOR EACH STATEMENT EXECUTE FUNCTION countersign.refuse_change(); -- enabled: A
CREATE TRIGGER destroyed_once BEFORE UPDATE ON keyring.persons FOR EACH ROW EXECUTE FUNCTION keyring.refuse_but_destroying(); -- enabled: A
GRANT INSERT, SELECT, UPDATE ON keyring.persons TO countersign_app;

CREATE VIEW countersign.union_members AS
 SELECT p.id AS performer,
    p."user",
    said.organization AS "union"
   FROM countersign.performers p
     JOIN countersign.memberships said ON said.email = p.email AND said.ended_at IS NULL AND (said.organization::text = ANY (p.unions));
GRANT SELECT ON countersign.union_members TO countersign_app;
