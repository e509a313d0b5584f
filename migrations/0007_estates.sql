-- The authority under which an estate said yes: its yes counts for no longer than that holds.
ALTER TABLE approvals ADD COLUMN authority id;

-- The claims that another person rejected or that a question of hers freezes: they concern her other uses there as well.
CREATE INDEX claims_contested ON claims (performer, production)
  WHERE reviews -> -1 ->> 'verdict' = 'rejected' OR questions <> '[]' AND questions -> -1 ->> 'answeredAt' IS NULL;
