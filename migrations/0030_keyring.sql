-- The keys of persons, apart from the data that they seal: this schema is backed up by itself. What seals the keys is no part of
-- the database.
CREATE SCHEMA keyring;
GRANT USAGE ON SCHEMA keyring TO countersign_app;

CREATE TABLE keyring.persons (
  person id PRIMARY KEY,
  sealed bytea,
  destroyed_at instant,
  CHECK ((sealed IS NULL) = (destroyed_at IS NOT NULL))
);
COMMENT ON TABLE keyring.persons IS 'a row of whom no key is left stays, so that none is made again, and a restore knows who was erased';

-- What the first process to come sealed under its secret: with another one nothing here opens.
CREATE TABLE keyring.master (id boolean PRIMARY KEY DEFAULT true CHECK (id), proof bytea NOT NULL);

-- A key is destroyed, once, and nothing else becomes of it.
CREATE FUNCTION keyring.refuse_but_destroying() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF OLD.sealed IS NOT NULL AND NEW.sealed IS NULL AND NEW.person = OLD.person THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'keys are made and destroyed, never changed' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER destroyed_once BEFORE UPDATE ON keyring.persons
  FOR EACH ROW EXECUTE FUNCTION keyring.refuse_but_destroying();
ALTER TABLE keyring.persons ENABLE ALWAYS TRIGGER destroyed_once;
CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON keyring.persons
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE keyring.persons ENABLE ALWAYS TRIGGER append_only;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON keyring.master
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE keyring.master ENABLE ALWAYS TRIGGER append_only;

GRANT SELECT, INSERT, UPDATE ON keyring.persons TO countersign_app;
GRANT SELECT, INSERT ON keyring.master TO countersign_app;

-- An erasable part is sealed with its salt under the keys of all persons whose it is. Plainly stands what is empty, and what is
-- from before, until `countersign migrate` has sealed it.
ALTER TABLE personals
  ALTER COLUMN personal DROP NOT NULL,
  ALTER COLUMN salt DROP NOT NULL,
  ADD COLUMN persons text[],
  ADD COLUMN sealed bytea,
  ADD CONSTRAINT personals_form CHECK (
    CASE WHEN sealed IS NULL THEN personal IS NOT NULL AND salt IS NOT NULL AND persons IS NULL
    ELSE personal IS NULL AND salt IS NULL AND persons IS NOT NULL END);
CREATE INDEX personals_person ON personals ((persons[1])) WHERE persons IS NOT NULL;
CREATE INDEX personals_person_beside ON personals ((persons[2])) WHERE persons[2] IS NOT NULL;
CREATE INDEX personals_plain ON personals (entry) WHERE personal <> 'null';

-- A plain row is sealed, once, by who owns the schema; nothing else changes one.
CREATE FUNCTION refuse_but_sealing() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF OLD.sealed IS NULL AND NEW.sealed IS NOT NULL AND NEW.entry = OLD.entry THEN RETURN NEW; END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
DROP TRIGGER append_only ON personals;
CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON personals FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE personals ENABLE ALWAYS TRIGGER append_only;
CREATE TRIGGER sealed_once BEFORE UPDATE ON personals FOR EACH ROW EXECUTE FUNCTION refuse_but_sealing();
ALTER TABLE personals ENABLE ALWAYS TRIGGER sealed_once;
