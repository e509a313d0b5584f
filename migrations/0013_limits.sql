-- What rate-limiter-flexible 11.4.0 counts in, as its `_getCreateTableStmt()` writes it, but for the size of its numbers: who
-- is refused goes on counting. Unlogged, because it must be shared and need not last: every request may write here, and a
-- crash of the server, which empties it, costs no more than that all windows start anew.
CREATE UNLOGGED TABLE rate_limits (
  -- A keyed hash of who is counted, for what: no address stands here.
  key text PRIMARY KEY,
  points bigint NOT NULL,
  -- Milliseconds since 1970, by the clock of whichever process opened the window.
  expire bigint NOT NULL
  -- Counting changes no indexed column, so that it stays within a page that has room.
) WITH (fillfactor = 50);
CREATE INDEX rate_limits_expire ON rate_limits (expire);

GRANT SELECT, INSERT, UPDATE, DELETE ON rate_limits TO countersign_app;
