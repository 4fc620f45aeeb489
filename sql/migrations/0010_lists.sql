-- Row-level security is forced on the owner too, who could not fill the new columns of rows that are there.
ALTER TABLE keys NO FORCE ROW LEVEL SECURITY;
ALTER TABLE tenant_state NO FORCE ROW LEVEL SECURITY;

-- The name as it is searched for and sorted by, folded by Domain/Values/DisplayName.swift.
ALTER TABLE keys ADD COLUMN name_folded text COLLATE "C";
UPDATE keys SET name_folded = lower(name);
ALTER TABLE keys ALTER COLUMN name_folded SET NOT NULL;

-- Counted under the tenant's lock, so that a summary costs the same whatever there is to count. All count by stored facts:
-- a key that has expired, but has not been stamped so, is still open, and is subtracted when read. disabled_keys are
-- those of open_keys that are disabled.
ALTER TABLE tenant_state ADD COLUMN total_keys integer NOT NULL DEFAULT 0 CHECK (total_keys >= 0);
ALTER TABLE tenant_state ADD COLUMN disabled_keys integer NOT NULL DEFAULT 0 CHECK (disabled_keys >= 0);
ALTER TABLE tenant_state ADD COLUMN revoked_keys integer NOT NULL DEFAULT 0 CHECK (revoked_keys >= 0);
UPDATE tenant_state t
SET total_keys = counted.total, disabled_keys = counted.disabled, revoked_keys = counted.revoked
FROM (
    SELECT tenant_id, count(*) AS total, count(revoked_at) AS revoked,
        count(*) FILTER (WHERE revoked_at IS NULL AND expired_at IS NULL AND disabled_at IS NOT NULL) AS disabled
    FROM keys GROUP BY tenant_id
) counted
WHERE t.tenant_id = counted.tenant_id;

ALTER TABLE keys FORCE ROW LEVEL SECURITY;
ALTER TABLE tenant_state FORCE ROW LEVEL SECURITY;

-- Keys that the sweep has stamped as expired; those that it has not come to are found by keys_lapsing.
DROP INDEX keys_expired;
CREATE INDEX keys_expired ON keys (tenant_id, created_at DESC, id DESC)
    WHERE revoked_at IS NULL AND expired_at IS NOT NULL;
-- One index for each order that a list can have, and for what can be looked for.
CREATE INDEX keys_created ON keys (tenant_id, created_at, id);
CREATE INDEX keys_name ON keys (tenant_id, name_folded, id);
CREATE INDEX keys_expires ON keys (tenant_id, expires_at, id);
CREATE INDEX keys_kid ON keys (tenant_id, kid);
CREATE INDEX keys_shown ON keys (tenant_id, prefix COLLATE "C", environment, kid);

-- The sweep finds tenants with keys past their expiry, across tenants.
CREATE INDEX keys_due ON keys (expires_at) WHERE revoked_at IS NULL AND expired_at IS NULL AND expires_at IS NOT NULL;
GRANT SELECT (revoked_at) ON keys TO latchkey_finder;
