-- A check that is asked again takes over what the one before it held: each held row knows the first of those that follow each
-- other, and the one that took it over.
ALTER TABLE reservations ADD first_check id;
UPDATE reservations SET first_check = decision;
ALTER TABLE reservations ALTER first_check SET NOT NULL, ADD taken_over jsonb;
