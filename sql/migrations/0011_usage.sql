-- Distributed by tenant_id, co-located. A key_id of all zeros stands for the tenant as a whole.

-- What each process counted, by the hour: it sets its own running totals, so that writing them twice changes nothing.
CREATE TABLE usage_hours (
    tenant_id uuid NOT NULL REFERENCES tenant_state (tenant_id),
    key_id uuid NOT NULL,
    hour timestamptz NOT NULL,
    -- A verdict, or REPORTED_SUCCEEDED or REPORTED_FAILED for what a gateway said happened after the check.
    outcome text COLLATE "C" NOT NULL,
    process uuid NOT NULL,
    count bigint NOT NULL CHECK (count >= 0),
    -- By how much the last write raised the count: what the sums below have to be raised by.
    added bigint NOT NULL,
    PRIMARY KEY (tenant_id, key_id, hour, outcome, process)
);

-- The same by the day in UTC, over all processes.
CREATE TABLE usage_days (
    tenant_id uuid NOT NULL REFERENCES tenant_state (tenant_id),
    key_id uuid NOT NULL,
    day date NOT NULL,
    outcome text COLLATE "C" NOT NULL,
    count bigint NOT NULL CHECK (count >= 0),
    PRIMARY KEY (tenant_id, key_id, day, outcome)
);

-- The same over all time: checks whose secret matched. A key that was never used has no row.
CREATE TABLE usage_totals (
    tenant_id uuid NOT NULL REFERENCES tenant_state (tenant_id),
    key_id uuid NOT NULL,
    requests bigint NOT NULL CHECK (requests >= 0),
    last_used_at timestamptz,
    PRIMARY KEY (tenant_id, key_id)
);

ALTER TABLE usage_hours ENABLE ROW LEVEL SECURITY;
ALTER TABLE usage_hours FORCE ROW LEVEL SECURITY;
ALTER TABLE usage_days ENABLE ROW LEVEL SECURITY;
ALTER TABLE usage_days FORCE ROW LEVEL SECURITY;
ALTER TABLE usage_totals ENABLE ROW LEVEL SECURITY;
ALTER TABLE usage_totals FORCE ROW LEVEL SECURITY;

GRANT SELECT ON usage_hours, usage_days, usage_totals TO latchkey_app;
CREATE POLICY usage_hours_tenant ON usage_hours FOR SELECT TO latchkey_app
    USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
CREATE POLICY usage_days_tenant ON usage_days FOR SELECT TO latchkey_app
    USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
CREATE POLICY usage_totals_tenant ON usage_totals FOR SELECT TO latchkey_app
    USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON usage_hours, usage_days, usage_totals TO latchkey_verifier;
CREATE POLICY usage_hours_verifier ON usage_hours TO latchkey_verifier
    USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
CREATE POLICY usage_days_verifier ON usage_days TO latchkey_verifier
    USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
CREATE POLICY usage_totals_verifier ON usage_totals TO latchkey_verifier
    USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);

-- A gateway reports outcomes by the key's id alone: whose key it is, is looked up once.
CREATE INDEX keys_id ON keys (id);
GRANT SELECT (id) ON keys TO latchkey_finder;
