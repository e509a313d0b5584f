COMMENT ON COLUMN reminder_links.reminded IS 'whom it was sent to: a performer, the authority of who signs for her or beside her, or the account of a member of the organization that asks';
