-- When its people were told that the key is about to expire: once for each expiry that it has had.
ALTER TABLE keys ADD COLUMN expiring_told_at timestamptz;
CREATE INDEX keys_expiring ON keys (expires_at)
    WHERE revoked_at IS NULL AND expired_at IS NULL AND expiring_told_at IS NULL;
GRANT SELECT (expiring_told_at) ON keys TO latchkey_finder;
