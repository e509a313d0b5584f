-- What a report of use says of all that was declared, checked and reported; nothing in those that were given before.
ALTER TABLE usage_reports ADD COLUMN account jsonb;
CREATE INDEX usage_reports_organization ON usage_reports (organization, entry);
CREATE INDEX documents_usage_report ON documents ((refs ->> 'usageReport')) WHERE refs ? 'usageReport';
-- Whether strikes suspended a consent is asked of each that a use rests on.
CREATE INDEX entries_suspended ON entries ((refs ->> 'consent')) WHERE type = 'consent.suspended';
