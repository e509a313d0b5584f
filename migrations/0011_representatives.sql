-- Whoever verifies the document of an authority is another person than who recorded it.
ALTER TABLE authorities
  ADD COLUMN covers_likeness boolean NOT NULL DEFAULT true,
  ADD COLUMN verified_by id,
  ADD COLUMN verified_for id,
  ADD COLUMN verified_how text;
UPDATE authorities SET verified_by = actor, verified_for = organization WHERE verified_at IS NOT NULL;

-- What unions state of their members, by address: it reaches a profile once somebody names the union there.
CREATE TABLE memberships (
  id id PRIMARY KEY,
  organization id NOT NULL,
  -- NULL once erased.
  email text,
  is_member boolean NOT NULL,
  actor id NOT NULL,
  stated_at instant NOT NULL,
  entry bigint NOT NULL UNIQUE
);
CREATE INDEX memberships_email ON memberships (email, organization) WHERE email IS NOT NULL;
GRANT SELECT, INSERT, UPDATE ON memberships TO countersign_app;

-- The consents that end when she comes of age, unless she gives them anew.
CREATE INDEX consents_of_guardians ON consents (performer) WHERE record -> 'signature' ->> 'capacity' = 'guardian';
