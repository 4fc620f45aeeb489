-- Distributed by tenant_id, co-located.

-- What a tenant asks for when its key limit is too low, and what staff made of it.
CREATE TABLE limit_requests (
    tenant_id uuid NOT NULL REFERENCES tenant_state (tenant_id),
    id uuid NOT NULL,
    status text NOT NULL CHECK (status IN ('PENDING', 'APPROVED', 'DENIED')),
    requested_limit integer NOT NULL CHECK (requested_limit > 0),
    reason text NOT NULL,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    decided_at timestamptz,
    decided_by uuid,
    decision_reason text,
    -- May be another number than was asked for.
    granted_limit integer,
    PRIMARY KEY (tenant_id, id),
    CHECK ((status = 'PENDING') = (decided_at IS NULL)),
    CHECK ((status = 'APPROVED') = (granted_limit IS NOT NULL))
);
-- One at a time.
CREATE UNIQUE INDEX limit_requests_pending ON limit_requests (tenant_id) WHERE status = 'PENDING';
-- Its list of those in one state.
CREATE INDEX limit_requests_tenant_status ON limit_requests (tenant_id, status, id);
-- Staff's inbox.
CREATE INDEX limit_requests_status ON limit_requests (status, id);
CREATE INDEX limit_requests_id ON limit_requests (id);

ALTER TABLE limit_requests ENABLE ROW LEVEL SECURITY;
ALTER TABLE limit_requests FORCE ROW LEVEL SECURITY;

GRANT SELECT, INSERT, UPDATE ON limit_requests TO latchkey_app;
CREATE POLICY limit_requests_tenant ON limit_requests TO latchkey_app
    USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
GRANT SELECT ON limit_requests TO latchkey_staff;
CREATE POLICY limit_requests_staff ON limit_requests FOR SELECT TO latchkey_staff USING (true);
