-- Reports of uses that were given before their rows were written: they stand in the log alone.
INSERT INTO usage_reports (id, organization, production, performer, actor, "from", until, check_count, used, given_at, entry)
SELECT e.refs ->> 'usageReport', e.refs ->> 'organization', e.refs ->> 'production', e.refs ->> 'performer', e.refs ->> 'actor',
  p.evidence::jsonb ->> 'from', p.evidence::jsonb ->> 'until', (p.evidence::jsonb ->> 'checkCount')::integer,
  p.evidence::jsonb -> 'used', e.at, e.serial
FROM entries e JOIN payloads p ON p.entry = e.serial
WHERE e.type = 'usage.report_given';
