-- Each lane of deliveries is claimed, counted and limited by itself.
DROP INDEX deliveries_due, deliveries_queued;
CREATE INDEX deliveries_due ON deliveries (due_at) WHERE state = 'due' AND kind <> 'webhook';
CREATE INDEX deliveries_queued ON deliveries (queued_at) WHERE state = 'queued' AND kind <> 'webhook';
CREATE INDEX deliveries_due_webhooks ON deliveries (due_at) WHERE state = 'due' AND kind = 'webhook';
CREATE INDEX deliveries_queued_webhooks ON deliveries (queued_at) WHERE state = 'queued' AND kind = 'webhook';

-- From when on it is of no use: it is ended then, and what it held is forgotten.
ALTER TABLE deliveries ADD COLUMN not_after timestamptz;
CREATE INDEX deliveries_not_after ON deliveries (not_after) WHERE payload IS NOT NULL AND not_after IS NOT NULL;

-- Those that say for good that they were made stay; all others are deleted some time after their end.
ALTER TABLE deliveries ADD COLUMN kept boolean NOT NULL DEFAULT true;
CREATE INDEX deliveries_closed ON deliveries (closed_at) WHERE NOT kept AND state IN ('delivered', 'given_up');
GRANT DELETE ON deliveries TO countersign_app;

-- To delete them, the sweep locks them.
GRANT UPDATE, DELETE ON captured_mail TO countersign_app;
