-- An hour that is long over is merged: what each process counted in it becomes one row, whose process is all zeros. Here
-- stands whose counts of which hour were merged, so that a process that comes days too late does not write them again. The
-- row of all zeros and the epoch is what merging and such late writing wait for each other at. Distributed by tenant_id.
CREATE TABLE usage_merged (
    tenant_id uuid NOT NULL REFERENCES tenant_state (tenant_id),
    hour timestamptz NOT NULL,
    process uuid NOT NULL,
    PRIMARY KEY (tenant_id, hour, process)
);
ALTER TABLE usage_merged ENABLE ROW LEVEL SECURITY;
ALTER TABLE usage_merged FORCE ROW LEVEL SECURITY;
GRANT SELECT ON usage_merged TO latchkey_app;
CREATE POLICY usage_merged_tenant ON usage_merged FOR SELECT TO latchkey_app
    USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON usage_merged TO latchkey_verifier;
CREATE POLICY usage_merged_verifier ON usage_merged TO latchkey_verifier
    USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
GRANT DELETE ON usage_hours TO latchkey_verifier;

-- Each row is in one of them: the sweep finds hours to be merged by the first, hours to be forgotten by the second.
CREATE INDEX usage_hours_unmerged ON usage_hours (hour, tenant_id)
    WHERE process <> '00000000-0000-0000-0000-000000000000';
CREATE INDEX usage_hours_merged ON usage_hours (hour, tenant_id)
    WHERE process = '00000000-0000-0000-0000-000000000000';
GRANT SELECT (tenant_id, hour, process) ON usage_hours TO latchkey_finder;
CREATE POLICY usage_hours_finder ON usage_hours FOR SELECT TO latchkey_finder USING (true);

-- A secret is hashed under the newest pepper when it is next used.
GRANT UPDATE (pepper_id, mac) ON key_secrets TO latchkey_verifier;
CREATE POLICY key_secrets_moving ON key_secrets FOR UPDATE TO latchkey_verifier
    USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);

-- The doctor counts what would be lost with a pepper: numbers of peppers, and nothing of what was made with them.
GRANT SELECT (tenant_id, key_id, pepper_id, valid_until) ON key_secrets TO latchkey_finder;
CREATE POLICY key_secrets_finder ON key_secrets FOR SELECT TO latchkey_finder USING (true);
GRANT SELECT (pepper_id) ON second_factors TO latchkey_finder;
CREATE POLICY second_factors_finder ON second_factors FOR SELECT TO latchkey_finder USING (true);
GRANT SELECT (pepper_id) ON sso_connections TO latchkey_finder;
CREATE POLICY sso_connections_finder ON sso_connections FOR SELECT TO latchkey_finder USING (true);
