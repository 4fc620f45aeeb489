-- What becomes of a key whose secret was found where it should not be.
ALTER TABLE policies ADD COLUMN leaked_keys text COLLATE "C" NOT NULL DEFAULT 'DISABLE'
    CHECK (leaked_keys IN ('DISABLE', 'REVOKE'));
