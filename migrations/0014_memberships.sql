-- Which addresses a union says are its members': docs/adr/0018-who-she-is.md.
CREATE TABLE memberships (
  id id PRIMARY KEY,
  organization id NOT NULL,
  email text,
  actor id NOT NULL,
  stated_at instant NOT NULL,
  ended_at instant,
  entry bigint NOT NULL UNIQUE
);
COMMENT ON COLUMN memberships.organization IS 'The union.';
COMMENT ON COLUMN memberships.email IS 'In lower case; null once erased.';
CREATE INDEX memberships_organization ON memberships (organization, entry);
CREATE UNIQUE INDEX memberships_email ON memberships (email, organization) WHERE ended_at IS NULL;

-- Whose member a profile is: the union that it names, and that says so of its address.
CREATE VIEW union_members AS
  SELECT p.id AS performer, p."user", said.organization AS "union"
  FROM performers p
  JOIN memberships said ON said.email = p.email AND said.ended_at IS NULL AND said.organization = ANY (p.unions);

GRANT SELECT, INSERT, UPDATE ON memberships TO countersign_app;
GRANT SELECT ON union_members TO countersign_app;
