-- What unions did about what they found in records of members. What is found is computed, and stands nowhere.
CREATE TABLE findings (
  id id PRIMARY KEY,
  organization id NOT NULL,
  performer id NOT NULL,
  finding jsonb NOT NULL,
  assignee text,
  acts jsonb NOT NULL,
  entry bigint NOT NULL UNIQUE
);
CREATE INDEX findings_organization ON findings (organization, entry);

-- Which record a finding is of, for it to be found again by its id: written as a union is shown it, and nothing of the log.
CREATE TABLE finding_places (
  id id PRIMARY KEY,
  organization id NOT NULL,
  kind text NOT NULL,
  record id NOT NULL
);

GRANT SELECT, INSERT, UPDATE ON findings TO countersign_app;
GRANT SELECT, INSERT ON finding_places TO countersign_app;
