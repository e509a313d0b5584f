-- What was paid for uses, as owners state it; what a report of uses is made of; and the reports that were given.
ALTER TABLE reservations ADD payments jsonb NOT NULL DEFAULT '[]';
ALTER TABLE reservations ALTER payments DROP DEFAULT;

-- Of decisions from before, no evidence has the hash of the use, and none follows another.
ALTER TABLE decisions ADD use_hash text, ADD first_check id, ADD owes_report boolean NOT NULL DEFAULT false;
UPDATE decisions d SET owes_report = true FROM payloads p
WHERE p.entry = d.entry AND p.evidence::jsonb -> 'obligations' @> '[{"kind": "report_use"}]';
ALTER TABLE decisions ALTER owes_report DROP DEFAULT;
CREATE INDEX decisions_following ON decisions (first_check, entry) WHERE first_check IS NOT NULL;

CREATE TABLE usage_reports (
  id id PRIMARY KEY,
  organization id NOT NULL,
  production id NOT NULL,
  performer id NOT NULL,
  actor id NOT NULL,
  "from" instant NOT NULL,
  until instant NOT NULL,
  check_count integer NOT NULL,
  used jsonb NOT NULL,
  given_at instant NOT NULL,
  entry bigint NOT NULL UNIQUE
);
CREATE INDEX usage_reports_performer ON usage_reports (performer, production);
GRANT SELECT, INSERT ON usage_reports TO countersign_app;
