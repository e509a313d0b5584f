-- Who looked at a performer's record: hers to read, newest first. Views are as many as decisions, so what reads the other
-- entries of a performer or of a production goes past both.
DROP INDEX entries_performer;
DROP INDEX entries_production;
CREATE INDEX entries_performer ON entries ((refs ->> 'performer'), serial)
  WHERE refs ? 'performer' AND type <> 'decision.made' AND type <> 'record.viewed';
CREATE INDEX entries_production ON entries ((refs ->> 'production'), serial)
  WHERE refs ? 'production' AND type <> 'decision.made' AND type <> 'record.viewed';
CREATE INDEX entries_viewed ON entries ((refs ->> 'performer'), serial) WHERE type = 'record.viewed';
