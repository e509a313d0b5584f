-- What two sides said to each other over a request, in order.
CREATE INDEX entries_request ON entries ((refs ->> 'request'), serial)
  WHERE type IN ('request.sent', 'request.countered', 'request.declined');

-- With which device a sign-on began. Those under way end within ten minutes, and begin anew.
DELETE FROM auth.sign_on;
ALTER TABLE auth.sign_on ADD COLUMN device_hash bytea NOT NULL;
