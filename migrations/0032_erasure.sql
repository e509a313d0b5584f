-- Somebody is erased: their keys are destroyed, and what those sealed goes with whatever else the database holds of them. What may
-- go is what an entry `erasure.done` names, and the triggers hold everybody to that, the owner included.

ALTER TABLE performers ADD COLUMN erased_at instant;

-- Held for a claim or an inquiry: nothing of them is erased meanwhile.
CREATE TABLE holds (
  id id PRIMARY KEY,
  performer id,
  "user" id,
  reason text,
  placed_at instant NOT NULL,
  lifted_at instant,
  entry bigint NOT NULL UNIQUE
);
CREATE INDEX holds_performer ON holds (performer) WHERE lifted_at IS NULL;
CREATE INDEX holds_user ON holds ("user") WHERE lifted_at IS NULL;
GRANT SELECT, INSERT, UPDATE ON holds TO countersign_app;

ALTER TABLE keyring.persons ADD COLUMN destroyed_by bigint;
COMMENT ON COLUMN keyring.persons.destroyed_by IS 'serial of the entry that names the person as erased, in the log in which it was done';

CREATE OR REPLACE FUNCTION keyring.refuse_but_destroying() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF OLD.sealed IS NOT NULL AND NEW.sealed IS NULL AND NEW.person = OLD.person AND EXISTS (
    SELECT FROM countersign.entries e JOIN countersign.payloads p ON p.entry = e.serial
    WHERE e.serial = NEW.destroyed_by AND e.type = 'erasure.done' AND (e.refs ->> 'performer' = NEW.person
      OR 'user:' || (e.refs ->> 'user') = NEW.person OR p.evidence::jsonb -> 'records' ? NEW.person::text))
  THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'keys are made and destroyed, never changed' USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE FUNCTION keyring.is_destroyed(persons text[]) RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT EXISTS (SELECT FROM keyring.persons k WHERE k.person = ANY (persons) AND k.sealed IS NULL) $$;

-- What nobody can open any more may go.
CREATE FUNCTION refuse_but_erased() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF keyring.is_destroyed(OLD.persons) THEN RETURN OLD; END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
DROP TRIGGER append_only ON personals;
CREATE TRIGGER append_only BEFORE TRUNCATE ON personals FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE personals ENABLE ALWAYS TRIGGER append_only;
CREATE TRIGGER erased_only BEFORE DELETE ON personals FOR EACH ROW EXECUTE FUNCTION refuse_but_erased();
ALTER TABLE personals ENABLE ALWAYS TRIGGER erased_only;
GRANT DELETE ON personals TO countersign_app;

-- A document goes with the performer whom it is about, and with whoever typed a name that stands in it.
CREATE FUNCTION names_erased(refs jsonb) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT keyring.is_destroyed(ARRAY[refs ->> 'performer'])
    OR EXISTS (SELECT FROM countersign.decisions d WHERE d.id = refs ->> 'decision'
      AND keyring.is_destroyed(ARRAY[d.performer::text]))
    OR EXISTS (SELECT FROM countersign.consents c WHERE c.id = refs ->> 'consent' AND (
      keyring.is_destroyed(ARRAY[c.performer::text]) OR EXISTS (
        SELECT FROM countersign.entries e WHERE e.refs ? 'performer' AND e.refs ->> 'performer' = c.performer
          AND e.type <> 'decision.made' AND e.type <> 'record.viewed' AND e.type IN ('consent.given', 'request.cosigned')
          AND e.refs ->> 'request' = c.request
          AND NOT EXISTS (SELECT FROM countersign.personals q WHERE q.entry = e.serial))))
$$;
CREATE FUNCTION refuse_but_naming_erased() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF countersign.names_erased(OLD.refs) THEN RETURN OLD; END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
DROP TRIGGER append_only ON documents;
CREATE TRIGGER append_only BEFORE UPDATE OR TRUNCATE ON documents FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE documents ENABLE ALWAYS TRIGGER append_only;
CREATE TRIGGER erased_only BEFORE DELETE ON documents FOR EACH ROW EXECUTE FUNCTION refuse_but_naming_erased();
ALTER TABLE documents ENABLE ALWAYS TRIGGER erased_only;
GRANT DELETE ON documents, captured_mail TO countersign_app;

-- Why an approval was taken back is the words of whoever did, where it is about no performer.
CREATE INDEX entries_voided ON entries ((refs ->> 'actor')) WHERE type = 'approval.voided';
