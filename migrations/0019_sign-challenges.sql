-- What a passkey is asked to sign a request with: a nonce that counts once, and the challenge that was made of it and of what
-- somebody answered.
CREATE TABLE sign_challenges (
  id id PRIMARY KEY,
  request id NOT NULL,
  "user" id NOT NULL,
  version integer NOT NULL,
  nonce sha256 NOT NULL,
  challenge sha256 NOT NULL,
  expires_at instant NOT NULL
);
CREATE INDEX sign_challenges_expires_at ON sign_challenges (expires_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON sign_challenges TO countersign_app;
