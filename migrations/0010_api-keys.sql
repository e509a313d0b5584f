-- API keys end by themselves, are rotated with overlap and reported as leaked; and how lately each was used.

ALTER TABLE keys
  ADD COLUMN ends_at instant,
  ADD COLUMN replaces id,
  ADD COLUMN replaced_by id,
  ADD COLUMN leaked_at instant;
-- Their secrets have no checksum, and so are none any more.
UPDATE keys SET ends_at = issued_at;
ALTER TABLE keys ALTER COLUMN ends_at SET NOT NULL;
COMMENT ON COLUMN keys.ends_at IS 'When it ends by itself; a rotation brings it forward.';

-- Not part of the log: a hint for who tidies up, which no request waits for.
CREATE TABLE key_uses (
  key id PRIMARY KEY,
  used_at instant NOT NULL
);
COMMENT ON COLUMN key_uses.used_at IS 'To the minute.';

GRANT SELECT, INSERT, UPDATE ON key_uses TO countersign_app;
