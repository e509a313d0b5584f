-- Whoever verifies the document of an authority is another person than who recorded it.
ALTER TABLE authorities
  ADD COLUMN covers_likeness boolean NOT NULL DEFAULT true,
  ADD COLUMN verified_by id,
  ADD COLUMN verified_for id,
  ADD COLUMN verified_how text;
UPDATE authorities SET verified_by = actor, verified_for = organization WHERE verified_at IS NOT NULL;

-- The consents that end when she comes of age, unless she gives them anew.
CREATE INDEX consents_of_guardians ON consents (performer) WHERE record -> 'signature' ->> 'capacity' = 'guardian';
