-- What unions reported of their review, for its sealed certificate to be found again.
CREATE TABLE reports (
  id id PRIMARY KEY,
  organization id NOT NULL,
  actor id NOT NULL,
  "from" instant NOT NULL,
  until instant NOT NULL,
  findings jsonb NOT NULL,
  made_at instant NOT NULL,
  entry bigint NOT NULL UNIQUE
);
CREATE INDEX reports_organization ON reports (organization, entry);
CREATE INDEX documents_report ON documents ((refs ->> 'report')) WHERE refs ? 'report';

GRANT SELECT, INSERT, UPDATE ON reports TO countersign_app;
