-- What is kept of somebody who was erased is kept for a time, and then destroyed: by an entry that names them, and nothing else.

CREATE INDEX performers_erased ON performers (erased_at) WHERE erased_at IS NOT NULL;
CREATE INDEX entries_recall ON entries ((refs ->> 'recall')) WHERE refs ? 'recall';
CREATE INDEX entries_destroyed ON entries ((refs ->> 'performer')) WHERE type = 'evidence.destroyed';

CREATE FUNCTION is_destroyed(whose text) RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT EXISTS (SELECT FROM countersign.entries e WHERE e.type = 'evidence.destroyed' AND e.refs ->> 'performer' = whose) $$;

-- Asked while the rows are still there by which decisions and recalls are known to be about a performer.
CREATE FUNCTION refuse_but_destroyed() RETURNS trigger LANGUAGE plpgsql AS
$$ DECLARE said jsonb;
BEGIN
  SELECT refs INTO said FROM countersign.entries WHERE serial = OLD.entry;
  IF countersign.is_destroyed(said ->> 'performer')
    OR EXISTS (SELECT FROM countersign.recalls r WHERE r.id = said ->> 'recall' AND countersign.is_destroyed(r.performer))
  THEN RETURN OLD; END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
DROP TRIGGER append_only ON payloads;
CREATE TRIGGER append_only BEFORE UPDATE OR TRUNCATE ON payloads FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE payloads ENABLE ALWAYS TRIGGER append_only;
CREATE TRIGGER destroyed_only BEFORE DELETE ON payloads FOR EACH ROW EXECUTE FUNCTION refuse_but_destroyed();
ALTER TABLE payloads ENABLE ALWAYS TRIGGER destroyed_only;

-- Destroys what is kept of a performer who was erased, and returns of how many entries. Of no entry about them anything is left but
-- its leaf, and the ids that the leaf commits to. By the owner's right, for the application's role may delete none of these rows.
CREATE FUNCTION destroy_evidence(whose text) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = countersign, pg_temp AS
$$ DECLARE gone integer;
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
END $$;
REVOKE EXECUTE ON FUNCTION destroy_evidence(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION destroy_evidence(text) TO countersign_app;
