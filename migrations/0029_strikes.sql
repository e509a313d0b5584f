-- One act of a union strikes one agreement or all of its own (`agreement` is null then), for a reason; `agreements` are these.
ALTER TABLE suspensions ADD COLUMN agreements text[], ADD COLUMN reason text, ALTER COLUMN agreement DROP NOT NULL;
UPDATE suspensions SET agreements = ARRAY[agreement];
ALTER TABLE suspensions ALTER COLUMN agreements SET NOT NULL;

-- Strikes are read whole for every past answer: what is told of the consents that they pause is not among them.
DROP INDEX entries_suspension;
CREATE INDEX entries_suspension ON entries (serial)
  WHERE refs ? 'suspension' AND type IN ('suspension.declared', 'suspension.lifted');
CREATE INDEX entries_paused ON entries ((refs ->> 'suspension'), type, (refs ->> 'consent'))
  WHERE type IN ('consent.suspended', 'consent.resumed');
