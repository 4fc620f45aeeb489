-- Where a tenant's events are sent. Distributed by tenant_id, like all that follows.
CREATE TABLE webhook_endpoints (
    tenant_id uuid NOT NULL REFERENCES tenant_state (tenant_id),
    id uuid NOT NULL,
    url text COLLATE "C" NOT NULL,
    description text NOT NULL,
    events text[] NOT NULL,
    -- Encrypted under the peppers of these numbers. The previous one signs as well, until then.
    pepper_id integer NOT NULL,
    secret bytea NOT NULL,
    previous_pepper_id integer,
    previous_secret bytea,
    previous_until timestamptz,
    disabled_at timestamptz,
    -- ADMIN: somebody did. FAILING: after a run of failures. GONE: it answered 410.
    disabled_because text COLLATE "C" CHECK (disabled_because IN ('ADMIN', 'FAILING', 'GONE')),
    -- Attempts that failed since the last one that did not, and when the first of them did.
    failures integer NOT NULL DEFAULT 0 CHECK (failures >= 0),
    failing_since timestamptz,
    -- Counts how often it was disabled. What was on its way in an earlier period has ended, whatever its row says yet.
    period integer NOT NULL DEFAULT 1,
    -- It is gone for everybody; the sweep deletes what was sent to it, and then the row.
    deleted_at timestamptz,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamptz NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id, id),
    CHECK ((disabled_at IS NULL) = (disabled_because IS NULL)),
    CHECK ((previous_secret IS NULL) = (previous_until IS NULL)),
    CHECK ((previous_secret IS NULL) = (previous_pepper_id IS NULL))
);
ALTER TABLE webhook_endpoints ENABLE ROW LEVEL SECURITY;
ALTER TABLE webhook_endpoints FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON webhook_endpoints TO latchkey_app;
CREATE POLICY webhook_endpoints_tenant ON webhook_endpoints TO latchkey_app
    USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
-- Which peppers are still needed, and to whom something is to be sent.
GRANT SELECT (pepper_id, previous_pepper_id, previous_until) ON webhook_endpoints TO latchkey_finder;
GRANT SELECT (tenant_id, id, disabled_at, failures, period, deleted_at) ON webhook_endpoints TO latchkey_finder;
CREATE POLICY webhook_endpoints_finder ON webhook_endpoints FOR SELECT TO latchkey_finder USING (true);

-- What happened, as it is told: written with the change itself, when there is anybody to tell. Its id is that of the change's
-- audit row.
CREATE TABLE outbox (
    tenant_id uuid NOT NULL REFERENCES tenant_state (tenant_id),
    id uuid NOT NULL,
    type text COLLATE "C" NOT NULL,
    at timestamptz NOT NULL,
    -- What is sent and signed, byte for byte.
    body text NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX outbox_at ON outbox (tenant_id, at);
CREATE INDEX outbox_oldest ON outbox (at);
ALTER TABLE outbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE outbox FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, DELETE ON outbox TO latchkey_app;
CREATE POLICY outbox_tenant ON outbox TO latchkey_app
    USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
GRANT SELECT (tenant_id, id, at) ON outbox TO latchkey_finder;
CREATE POLICY outbox_finder ON outbox FOR SELECT TO latchkey_finder USING (true);

-- One event on its way to one endpoint.
CREATE TABLE deliveries (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    endpoint_id uuid NOT NULL,
    event_id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    -- When it is sent next, or, while somebody is sending it, when their claim lapses. NULL: it is over.
    due_at timestamptz,
    -- That of its endpoint when it was made: once the endpoint's is another, it is over.
    period integer NOT NULL DEFAULT 1,
    -- Times that it was sent and something was kept of it.
    attempts integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    -- Times that somebody took it to send it, which tells their claims from one another.
    claims integer NOT NULL DEFAULT 0 CHECK (claims >= 0),
    delivered_at timestamptz,
    -- The delivery that was asked for once more.
    redelivers uuid,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, endpoint_id) REFERENCES webhook_endpoints (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, event_id) REFERENCES outbox (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, redelivers) REFERENCES deliveries (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX deliveries_redelivered ON deliveries (tenant_id, redelivers) WHERE redelivers IS NOT NULL;
CREATE INDEX deliveries_due ON deliveries (tenant_id, endpoint_id, period, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX deliveries_of_endpoint ON deliveries (tenant_id, endpoint_id, created_at, id);
CREATE INDEX deliveries_pending ON deliveries (tenant_id, endpoint_id, created_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX deliveries_undelivered ON deliveries (tenant_id, endpoint_id, created_at, id) WHERE delivered_at IS NULL;
CREATE INDEX deliveries_of_event ON deliveries (tenant_id, event_id);
ALTER TABLE deliveries ENABLE ROW LEVEL SECURITY;
ALTER TABLE deliveries FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON deliveries TO latchkey_app;
CREATE POLICY deliveries_tenant ON deliveries TO latchkey_app
    USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
GRANT SELECT (tenant_id, endpoint_id, event_id, created_at, due_at, period) ON deliveries TO latchkey_finder;
CREATE POLICY deliveries_finder ON deliveries FOR SELECT TO latchkey_finder USING (true);

-- What came of each time that it was sent.
CREATE TABLE delivery_attempts (
    tenant_id uuid NOT NULL,
    delivery_id uuid NOT NULL,
    -- That of the claim. Claims of which nothing is kept leave gaps.
    number integer NOT NULL CHECK (number > 0),
    at timestamptz NOT NULL,
    took_ms integer NOT NULL CHECK (took_ms >= 0),
    outcome text COLLATE "C" NOT NULL,
    -- The address that was connected to.
    address text,
    -- Never the signature's secret; the signatures are good for that message alone.
    request_headers text NOT NULL,
    answer_status integer,
    answer_headers text,
    -- The beginning of it.
    answer_body bytea,
    PRIMARY KEY (tenant_id, delivery_id, number),
    FOREIGN KEY (tenant_id, delivery_id) REFERENCES deliveries (tenant_id, id) ON DELETE CASCADE
);
ALTER TABLE delivery_attempts ENABLE ROW LEVEL SECURITY;
ALTER TABLE delivery_attempts FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, DELETE ON delivery_attempts TO latchkey_app;
CREATE POLICY delivery_attempts_tenant ON delivery_attempts TO latchkey_app
    USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
