-- Distributed by tenant_id, co-located.

-- What was answered to a POST with an Idempotency-Key, for 24 hours. Without the pepper and the caller's key this reveals
-- neither what was sent nor what was answered: see Operations/Idempotency.
CREATE TABLE idempotency (
    tenant_id uuid NOT NULL REFERENCES tenant_state (tenant_id),
    -- SHA-256 over actor, method, path and the caller's key.
    id bytea NOT NULL CHECK (octet_length(id) = 32),
    -- NULL while the change is under way, which no other transaction ever sees.
    created_at timestamptz,
    pepper_id integer,
    body_mac bytea,
    answer bytea,
    PRIMARY KEY (tenant_id, id)
);
-- A tenant throws its old answers away by the first, the sweep finds tenants that have any by the second.
CREATE INDEX idempotency_tenant_age ON idempotency (tenant_id, created_at);
CREATE INDEX idempotency_age ON idempotency (created_at);

ALTER TABLE idempotency ENABLE ROW LEVEL SECURITY;
ALTER TABLE idempotency FORCE ROW LEVEL SECURITY;

GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency TO latchkey_app;
CREATE POLICY idempotency_tenant ON idempotency TO latchkey_app
    USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
GRANT SELECT (tenant_id, created_at) ON idempotency TO latchkey_finder;
CREATE POLICY idempotency_finder ON idempotency FOR SELECT TO latchkey_finder USING (true);
