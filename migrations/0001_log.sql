-- The log: what was appended, its payloads, the Merkle tree over it, and what was signed.
--
-- The tables of this file only ever grow. The application's role may insert and select; the triggers refuse everybody
-- else too, the owner included, and fire even where replication has switched ordinary triggers off.

-- Ids compare by their bytes, so that every process locks and sorts them in the same order whatever the locale is.
-- (A bounded repetition in the pattern instead of the length would cost 40 us for each id that is written.)
CREATE DOMAIN id AS text COLLATE "C" CHECK (octet_length(VALUE) <= 200 AND VALUE ~ '^[A-Za-z0-9_:.@-]+$');

-- An instant is kept as the very text that was hashed; text order is time order.
CREATE DOMAIN instant AS text COLLATE "C" CHECK (VALUE ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$');

CREATE DOMAIN sha256 AS bytea CHECK (octet_length(VALUE) = 32);

-- The database's clock, in the one format. Read once in a transaction, after its locks.
CREATE FUNCTION instant_now() RETURNS instant LANGUAGE sql VOLATILE PARALLEL SAFE AS
$$ SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') $$;

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$;

-- One append is one statement over entries, payloads, personals and unsequenced. They have no foreign keys between
-- them, which would lock every new row once more; the oracle of the tests and `rebuild` check that they agree.
CREATE TABLE entries (
  serial bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id id NOT NULL UNIQUE,
  type text NOT NULL,
  at instant NOT NULL,
  refs jsonb NOT NULL,
  evidence_digest sha256 NOT NULL,
  personal_digest sha256 NOT NULL,
  leaf bytea NOT NULL,
  leaf_hash sha256 NOT NULL
);
CREATE INDEX entries_consent ON entries ((refs ->> 'consent')) WHERE refs ? 'consent';
COMMENT ON COLUMN entries.serial IS 'Order of insertion, not of commit: never read the log by `serial > last`.';
COMMENT ON COLUMN entries.leaf IS 'The bytes of the leaf: canonical JSON of {c, id, v}.';

CREATE TABLE payloads (
  entry bigint PRIMARY KEY,
  evidence text NOT NULL,
  salt sha256 NOT NULL
);
COMMENT ON COLUMN payloads.evidence IS 'Canonical JSON, the bytes that were hashed.';

-- A row of its own, so that erasing a person can remove it whole while everything else stays.
CREATE TABLE personals (
  entry bigint PRIMARY KEY,
  personal text NOT NULL,
  salt sha256 NOT NULL
);

-- What the sequencer still has to integrate. It drains this table, because serials commit out of order.
CREATE TABLE unsequenced (entry bigint PRIMARY KEY);

CREATE TABLE leaves (
  index bigint PRIMARY KEY CHECK (index >= 0),
  entry bigint NOT NULL UNIQUE REFERENCES entries,
  hash sha256 NOT NULL
);
CREATE INDEX leaves_hash ON leaves (hash);

-- Hashes of full tiles: level 1 over 256 leaves, level 2 over 256 of those. Level 0 are the leaves.
CREATE TABLE tile_hashes (
  level smallint CHECK (level >= 1),
  index bigint CHECK (index >= 0),
  hash sha256 NOT NULL,
  PRIMARY KEY (level, index)
);

CREATE TABLE checkpoints (
  size bigint PRIMARY KEY CHECK (size >= 0),
  root sha256 NOT NULL,
  note text NOT NULL,
  at instant NOT NULL
);

-- The one row that decides who extends the tree: locked, compared and swapped. All else could be computed again.
CREATE TABLE tree_head (
  id boolean PRIMARY KEY DEFAULT true CHECK (id),
  size bigint NOT NULL,
  frontier bytea[] NOT NULL
);
INSERT INTO tree_head (size, frontier) VALUES (0, '{}');

-- Signed heads of the batches in which decisions were recorded, and where in which batch an entry lies.
CREATE TABLE batches (
  id id PRIMARY KEY,
  head text NOT NULL
);
CREATE TABLE receipts (
  entry bigint PRIMARY KEY,
  batch id NOT NULL,
  index integer NOT NULL CHECK (index >= 0),
  UNIQUE (batch, index)
);

-- Sealed files, once per content.
CREATE TABLE documents (
  id id PRIMARY KEY,
  kind text NOT NULL,
  content_hash sha256 NOT NULL,
  refs jsonb NOT NULL,
  media_type text NOT NULL,
  bytes bytea NOT NULL,
  made_at instant NOT NULL,
  UNIQUE (kind, content_hash)
);
CREATE INDEX documents_consent ON documents ((refs ->> 'consent'));

-- The version of each thing that entries change. Held FOR SHARE by a check, raised by an act, in id order.
CREATE TABLE versions (
  subject id PRIMARY KEY,
  version bigint NOT NULL DEFAULT 1
) WITH (fillfactor = 70);

DO $$
DECLARE growing text;
BEGIN
  FOREACH growing IN ARRAY ARRAY['entries', 'payloads', 'personals', 'leaves', 'tile_hashes', 'checkpoints', 'batches', 'receipts', 'documents'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', growing);
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER append_only', growing);
    EXECUTE format('GRANT SELECT, INSERT ON %I TO countersign_app', growing);
  END LOOP;
END $$;

GRANT SELECT, INSERT, DELETE ON unsequenced TO countersign_app;
GRANT SELECT, INSERT, UPDATE ON versions TO countersign_app;
GRANT SELECT, UPDATE ON tree_head TO countersign_app;
