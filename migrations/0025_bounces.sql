-- What a mail is about, where whoever caused it is shown whether it arrives: the id of a request or of a participation.
ALTER TABLE deliveries ADD COLUMN about id;
-- When a mailbox sent it back although the next hop had taken it.
ALTER TABLE deliveries ADD COLUMN bounced_at timestamptz;
CREATE INDEX deliveries_about ON deliveries (about, created_at) WHERE about IS NOT NULL;
