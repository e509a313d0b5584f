-- Since when no mail about a recall arrives with anybody of a recipient; and which mail a link was in, by which that is found.
ALTER TABLE recall_recipients ADD unreached_at instant;
ALTER TABLE recall_links ADD delivery id;
CREATE INDEX recall_links_recipient ON recall_links (recall, organization);
