-- The authority under which an estate said yes: its yes counts for no longer than that holds.
ALTER TABLE approvals ADD COLUMN authority id;
