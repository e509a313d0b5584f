-- What a check looks up beside consents, each by one probe that costs nothing where there is nothing.
CREATE INDEX approvals_use_hash ON approvals (use_hash) WHERE verdict = 'given' AND voided_at IS NULL;
CREATE INDEX disclosures_use_hash ON disclosures (use_hash);
CREATE INDEX claims_use_hash ON claims (use_hash);
CREATE INDEX suspensions_open ON suspensions (agreement) WHERE lifted_at IS NULL;

-- What a past instant is asked about with: the entries of one performer, node or tool. Decisions, of which there are most,
-- are found by their own rows and pay for none of these.
CREATE INDEX entries_performer ON entries ((refs ->> 'performer'), serial) WHERE refs ? 'performer' AND type <> 'decision.made';
CREATE INDEX entries_production ON entries ((refs ->> 'production'), serial) WHERE refs ? 'production' AND type <> 'decision.made';
CREATE INDEX entries_tool ON entries ((refs ->> 'tool'), serial) WHERE refs ? 'tool';
CREATE INDEX entries_suspension ON entries (serial) WHERE refs ? 'suspension';

-- Answers to checks are now kept with all that guards them; those kept with less are forgotten, and asked anew.
DELETE FROM idempotency_keys WHERE jsonb_array_length(answer -> 'current') > 0;
