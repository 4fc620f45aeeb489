-- What the last rotation replaced, and until when it works: beside the key, so that showing keys needs no look at their
-- secrets. Enforcement reads key_secrets.valid_until.
ALTER TABLE keys ADD COLUMN previous_kid text COLLATE "C";
ALTER TABLE keys ADD COLUMN previous_valid_until timestamptz;

GRANT UPDATE (valid_until) ON key_secrets TO latchkey_app;
