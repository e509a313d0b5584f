-- The certificate of a recall names who signed that something is erased: with whoever of them is erased it goes, and is made anew.
CREATE OR REPLACE FUNCTION names_erased(refs jsonb) RETURNS boolean LANGUAGE sql STABLE AS $$
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
$$;
