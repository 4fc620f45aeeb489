-- What becomes of a key whose secret was found where it should not be.
ALTER TABLE policies ADD COLUMN leaked_keys text COLLATE "C" NOT NULL DEFAULT 'DISABLE'
    CHECK (leaked_keys IN ('DISABLE', 'REVOKE'));

-- SHA-256 of each place where the secret was found, in hex, so that a report is recorded once. Only so many: strangers report.
ALTER TABLE key_secrets ADD COLUMN leaks text[] COLLATE "C" NOT NULL DEFAULT '{}'
    CHECK (cardinality(leaks) <= 10);
GRANT UPDATE (leaks) ON key_secrets TO latchkey_app;

-- A key that leaked is stopped by nobody in particular.
ALTER TABLE keys ALTER COLUMN updated_by DROP NOT NULL;
