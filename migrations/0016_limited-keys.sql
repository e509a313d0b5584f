-- The productions that a key checks for; NULL where it is not limited.
ALTER TABLE keys ADD COLUMN productions text[];

-- What the worker sweeps is found by when it ended.
CREATE INDEX session_expires_at ON auth.session ("expiresAt");
CREATE INDEX verification_expires_at ON auth.verification ("expiresAt");
CREATE INDEX device_seen_at ON auth.device (seen_at);
