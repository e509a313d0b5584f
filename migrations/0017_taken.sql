-- Whoever draws a ticket takes its delivery first, so that two tickets for one, which a crash or a backlog makes, do not send
-- it twice at the same time.
ALTER TABLE deliveries ADD COLUMN taken_at timestamptz;
-- What nobody could deliver, for the operator to look at and to send again.
CREATE INDEX deliveries_given_up ON deliveries (closed_at) WHERE state = 'given_up';
