CREATE ROLE latchkey_app;
ALTER ROLE latchkey_app WITH NOSUPERUSER NOINHERIT NOCREATEROLE NOCREATEDB NOLOGIN NOREPLICATION NOBYPASSRLS;
CREATE ROLE latchkey_finder;
ALTER ROLE latchkey_finder WITH NOSUPERUSER NOINHERIT NOCREATEROLE NOCREATEDB NOLOGIN NOREPLICATION NOBYPASSRLS;
CREATE ROLE latchkey_people;
ALTER ROLE latchkey_people WITH NOSUPERUSER NOINHERIT NOCREATEROLE NOCREATEDB NOLOGIN NOREPLICATION NOBYPASSRLS;
CREATE ROLE latchkey_staff;
ALTER ROLE latchkey_staff WITH NOSUPERUSER NOINHERIT NOCREATEROLE NOCREATEDB NOLOGIN NOREPLICATION NOBYPASSRLS;
CREATE ROLE latchkey_verifier;
ALTER ROLE latchkey_verifier WITH NOSUPERUSER NOINHERIT NOCREATEROLE NOCREATEDB NOLOGIN NOREPLICATION NOBYPASSRLS;

CREATE TABLE public.audit_checkpoints (
    tenant_id uuid NOT NULL,
    seq bigint NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    head bytea NOT NULL,
    at timestamp with time zone NOT NULL,
    signer text NOT NULL COLLATE pg_catalog."C",
    signature bytea NOT NULL,
    CONSTRAINT audit_checkpoints_head_check CHECK ((octet_length(head) = 32)),
    CONSTRAINT audit_checkpoints_kind_check CHECK ((kind = ANY (ARRAY['HEAD'::text, 'PRUNE'::text]))),
    CONSTRAINT audit_checkpoints_seq_check CHECK ((seq >= 0)),
    CONSTRAINT audit_checkpoints_signature_check CHECK ((octet_length(signature) = 64))
);

ALTER TABLE ONLY public.audit_checkpoints FORCE ROW LEVEL SECURITY;

CREATE TABLE public.audit_events (
    tenant_id uuid NOT NULL,
    seq bigint NOT NULL,
    id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    action text NOT NULL,
    actor_id uuid,
    object text COLLATE pg_catalog."C",
    "row" text NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT audit_events_hash_check CHECK ((octet_length(hash) = 32))
);

ALTER TABLE ONLY public.audit_events FORCE ROW LEVEL SECURITY;

CREATE TABLE public.change_head (
    only_row boolean DEFAULT true NOT NULL,
    n bigint NOT NULL,
    CONSTRAINT change_head_only_row_check CHECK (only_row)
)
WITH (fillfactor='50');

ALTER TABLE ONLY public.change_head FORCE ROW LEVEL SECURITY;

CREATE TABLE public.change_log (
    n bigint NOT NULL,
    object text NOT NULL COLLATE pg_catalog."C",
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint NOT NULL,
    CONSTRAINT change_log_object_check CHECK ((object = ANY (ARRAY['KEY'::text, 'GROUP'::text, 'TENANT'::text])))
);

ALTER TABLE ONLY public.change_log FORCE ROW LEVEL SECURITY;

CREATE TABLE public.credentials (
    user_id uuid NOT NULL,
    password_hash text NOT NULL,
    updated_at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY public.credentials FORCE ROW LEVEL SECURITY;

CREATE TABLE public.deliveries (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    endpoint_id uuid NOT NULL,
    event_id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone,
    period integer DEFAULT 1 NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    claims integer DEFAULT 0 NOT NULL,
    delivered_at timestamp with time zone,
    redelivers uuid,
    CONSTRAINT deliveries_attempts_check CHECK ((attempts >= 0)),
    CONSTRAINT deliveries_claims_check CHECK ((claims >= 0))
);

ALTER TABLE ONLY public.deliveries FORCE ROW LEVEL SECURITY;

CREATE TABLE public.delivery_attempts (
    tenant_id uuid NOT NULL,
    delivery_id uuid NOT NULL,
    number integer NOT NULL,
    at timestamp with time zone NOT NULL,
    took_ms integer NOT NULL,
    outcome text NOT NULL COLLATE pg_catalog."C",
    address text,
    request_headers text NOT NULL,
    answer_status integer,
    answer_headers text,
    answer_body bytea,
    CONSTRAINT delivery_attempts_number_check CHECK ((number > 0)),
    CONSTRAINT delivery_attempts_took_ms_check CHECK ((took_ms >= 0))
);

ALTER TABLE ONLY public.delivery_attempts FORCE ROW LEVEL SECURITY;

CREATE TABLE public.directory_credentials (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    token_hash bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by uuid NOT NULL,
    expires_at timestamp with time zone,
    CONSTRAINT directory_credentials_token_hash_check CHECK ((octet_length(token_hash) = 32))
);

ALTER TABLE ONLY public.directory_credentials FORCE ROW LEVEL SECURITY;

CREATE TABLE public.groups (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    description text NOT NULL,
    type text NOT NULL,
    scopes text[] NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    updated_by uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    CONSTRAINT groups_type_check CHECK ((type = ANY (ARRAY['TENANT_API_KEY'::text, 'USER'::text])))
);

ALTER TABLE ONLY public.groups FORCE ROW LEVEL SECURITY;

CREATE TABLE public.idempotency (
    tenant_id uuid NOT NULL,
    id bytea NOT NULL,
    created_at timestamp with time zone,
    pepper_id integer,
    body_mac bytea,
    answer bytea,
    CONSTRAINT idempotency_id_check CHECK ((octet_length(id) = 32))
);

ALTER TABLE ONLY public.idempotency FORCE ROW LEVEL SECURITY;

CREATE TABLE public.invitations (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    email text NOT NULL COLLATE pg_catalog."C",
    role text NOT NULL,
    authorization_group_id uuid,
    membership_expires_at timestamp with time zone,
    token_hash bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by uuid NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    accepted_at timestamp with time zone,
    CONSTRAINT invitations_role_check CHECK ((role = ANY (ARRAY['PARTNER_ADMIN'::text, 'BUSINESS_ADMIN'::text, 'ADVISOR'::text, 'MEMBER'::text]))),
    CONSTRAINT invitations_token_hash_check CHECK ((octet_length(token_hash) = 32))
);

ALTER TABLE ONLY public.invitations FORCE ROW LEVEL SECURITY;

CREATE TABLE public.key_secrets (
    tenant_id uuid NOT NULL,
    kid text NOT NULL COLLATE pg_catalog."C",
    key_id uuid NOT NULL,
    pepper_id integer NOT NULL,
    mac bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    valid_until timestamp with time zone,
    leaks text[] DEFAULT '{}'::text[] NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT key_secrets_leaks_check CHECK ((cardinality(leaks) <= 10)),
    CONSTRAINT key_secrets_mac_check CHECK ((octet_length(mac) = 32))
);

ALTER TABLE ONLY public.key_secrets FORCE ROW LEVEL SECURITY;

CREATE TABLE public.keys (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    description text NOT NULL,
    environment text NOT NULL,
    prefix text NOT NULL,
    kid text NOT NULL COLLATE pg_catalog."C",
    scopes text[] NOT NULL,
    group_id uuid,
    ip_allowlist cidr[] NOT NULL,
    rate_limit jsonb,
    expires_at timestamp with time zone,
    expired_at timestamp with time zone,
    disabled_at timestamp with time zone,
    revoked_at timestamp with time zone,
    revocation_reason text,
    compromised boolean DEFAULT false NOT NULL,
    duplicated_from uuid,
    created_at timestamp with time zone NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    updated_by uuid,
    version bigint DEFAULT 1 NOT NULL,
    previous_kid text COLLATE pg_catalog."C",
    previous_valid_until timestamp with time zone,
    name_folded text NOT NULL COLLATE pg_catalog."C",
    expiring_told_at timestamp with time zone,
    CONSTRAINT keys_environment_check CHECK ((environment = ANY (ARRAY['LIVE'::text, 'TEST'::text])))
);

ALTER TABLE ONLY public.keys FORCE ROW LEVEL SECURITY;

CREATE TABLE public.leases (
    id uuid NOT NULL,
    generation bigint NOT NULL,
    acknowledged bigint NOT NULL
)
WITH (fillfactor='50');

ALTER TABLE ONLY public.leases FORCE ROW LEVEL SECURITY;

CREATE TABLE public.limit_requests (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    status text NOT NULL,
    requested_limit integer NOT NULL,
    reason text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by uuid NOT NULL,
    decided_at timestamp with time zone,
    decided_by uuid,
    decision_reason text,
    granted_limit integer,
    CONSTRAINT limit_requests_check CHECK (((status = 'PENDING'::text) = (decided_at IS NULL))),
    CONSTRAINT limit_requests_check1 CHECK (((status = 'APPROVED'::text) = (granted_limit IS NOT NULL))),
    CONSTRAINT limit_requests_requested_limit_check CHECK ((requested_limit > 0)),
    CONSTRAINT limit_requests_status_check CHECK ((status = ANY (ARRAY['PENDING'::text, 'APPROVED'::text, 'DENIED'::text])))
);

ALTER TABLE ONLY public.limit_requests FORCE ROW LEVEL SECURITY;

CREATE TABLE public.memberships (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    role text NOT NULL,
    authorization_group_id uuid,
    expires_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    origin text DEFAULT 'DIRECT'::text NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    CONSTRAINT memberships_origin_check CHECK ((origin = ANY (ARRAY['DIRECT'::text, 'SINGLE_SIGN_ON'::text, 'SCIM'::text]))),
    CONSTRAINT memberships_role_check CHECK ((role = ANY (ARRAY['PARTNER_ADMIN'::text, 'BUSINESS_ADMIN'::text, 'ADVISOR'::text, 'MEMBER'::text])))
);

ALTER TABLE ONLY public.memberships FORCE ROW LEVEL SECURITY;

CREATE TABLE public.outbox (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    type text NOT NULL COLLATE pg_catalog."C",
    at timestamp with time zone NOT NULL,
    body text NOT NULL
);

ALTER TABLE ONLY public.outbox FORCE ROW LEVEL SECURITY;

CREATE TABLE public.password_links (
    user_id uuid NOT NULL,
    token_hash bytea NOT NULL,
    tenant_id uuid,
    created_at timestamp with time zone NOT NULL,
    created_by uuid,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT password_links_token_hash_check CHECK ((octet_length(token_hash) = 32))
);

ALTER TABLE ONLY public.password_links FORCE ROW LEVEL SECURITY;

CREATE TABLE public.policies (
    tenant_id uuid NOT NULL,
    permission_model text NOT NULL,
    permission_editing text NOT NULL,
    full_access boolean NOT NULL,
    scopes jsonb NOT NULL,
    environments text[] NOT NULL,
    secret_prefix text NOT NULL,
    expiry_mode text NOT NULL,
    expiry_presets text[] NOT NULL,
    expiry_default text,
    expiry_max text,
    date_ends text NOT NULL,
    disable_before_revoke boolean NOT NULL,
    rotation_grace_max integer NOT NULL,
    rotation_sets_expiry boolean NOT NULL,
    key_roles text[] NOT NULL,
    rate_limit jsonb,
    version bigint DEFAULT 1 NOT NULL,
    leaked_keys text DEFAULT 'DISABLE'::text NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT policies_date_ends_check CHECK ((date_ends = ANY (ARRAY['DAY_START'::text, 'DAY_END'::text]))),
    CONSTRAINT policies_expiry_mode_check CHECK ((expiry_mode = ANY (ARRAY['NONE'::text, 'OPTIONAL'::text, 'REQUIRED'::text]))),
    CONSTRAINT policies_leaked_keys_check CHECK ((leaked_keys = ANY (ARRAY['DISABLE'::text, 'REVOKE'::text]))),
    CONSTRAINT policies_permission_editing_check CHECK ((permission_editing = ANY (ARRAY['IMMUTABLE'::text, 'NARROW_ONLY'::text, 'EDITABLE'::text]))),
    CONSTRAINT policies_permission_model_check CHECK ((permission_model = ANY (ARRAY['SCOPES'::text, 'GROUP'::text]))),
    CONSTRAINT policies_rotation_grace_max_check CHECK ((rotation_grace_max >= 0))
);

ALTER TABLE ONLY public.policies FORCE ROW LEVEL SECURITY;

CREATE TABLE public.policy_presets (
    name text NOT NULL COLLATE pg_catalog."C",
    tenant_kind text NOT NULL,
    requires_parent boolean NOT NULL,
    offered_to_partners boolean NOT NULL,
    policy jsonb NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    CONSTRAINT policy_presets_tenant_kind_check CHECK ((tenant_kind = ANY (ARRAY['PARTNER'::text, 'BUSINESS'::text])))
);

CREATE TABLE public.recovery_codes (
    user_id uuid NOT NULL,
    mac bytea NOT NULL,
    CONSTRAINT recovery_codes_mac_check CHECK ((octet_length(mac) = 32))
);

ALTER TABLE ONLY public.recovery_codes FORCE ROW LEVEL SECURITY;

CREATE TABLE public.role_mappings (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    directory_group text NOT NULL COLLATE pg_catalog."C",
    role text NOT NULL,
    authorization_group_id uuid,
    created_at timestamp with time zone NOT NULL,
    created_by uuid NOT NULL,
    CONSTRAINT role_mappings_role_check CHECK ((role = ANY (ARRAY['PARTNER_ADMIN'::text, 'BUSINESS_ADMIN'::text, 'ADVISOR'::text, 'MEMBER'::text])))
);

ALTER TABLE ONLY public.role_mappings FORCE ROW LEVEL SECURITY;

CREATE TABLE public.schema_migrations (
    version integer NOT NULL,
    name text NOT NULL,
    applied_at timestamp with time zone NOT NULL
);

CREATE TABLE public.scim_group_members (
    tenant_id uuid NOT NULL,
    group_id uuid NOT NULL,
    scim_user_id uuid NOT NULL
);

ALTER TABLE ONLY public.scim_group_members FORCE ROW LEVEL SECURITY;

CREATE TABLE public.scim_groups (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    display_name text NOT NULL COLLATE pg_catalog."C",
    external_id text COLLATE pg_catalog."C",
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    version bigint DEFAULT 1 NOT NULL
);

ALTER TABLE ONLY public.scim_groups FORCE ROW LEVEL SECURITY;

CREATE TABLE public.scim_users (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    user_name_folded text NOT NULL COLLATE pg_catalog."C",
    external_id text COLLATE pg_catalog."C",
    attributes jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    version bigint DEFAULT 1 NOT NULL
);

ALTER TABLE ONLY public.scim_users FORCE ROW LEVEL SECURITY;

CREATE TABLE public.second_factors (
    user_id uuid NOT NULL,
    pepper_id integer NOT NULL,
    secret bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    confirmed_at timestamp with time zone,
    last_step bigint DEFAULT 0 NOT NULL
);

ALTER TABLE ONLY public.second_factors FORCE ROW LEVEL SECURITY;

CREATE TABLE public.sessions (
    user_id uuid NOT NULL,
    id uuid NOT NULL,
    token_hash bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    tenant_id uuid,
    has_second_factor boolean DEFAULT false NOT NULL,
    ip text,
    user_agent text
);

ALTER TABLE ONLY public.sessions FORCE ROW LEVEL SECURITY;

CREATE TABLE public.sso_connections (
    tenant_id uuid NOT NULL,
    issuer text NOT NULL COLLATE pg_catalog."C",
    client_id text NOT NULL,
    pepper_id integer,
    client_secret bytea,
    audience text COLLATE pg_catalog."C",
    email_claim text NOT NULL,
    groups_claim text NOT NULL,
    trusts_email boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    version bigint DEFAULT 1 NOT NULL
);

ALTER TABLE ONLY public.sso_connections FORCE ROW LEVEL SECURITY;

CREATE TABLE public.sso_identities (
    tenant_id uuid NOT NULL,
    issuer text NOT NULL COLLATE pg_catalog."C",
    subject text NOT NULL COLLATE pg_catalog."C",
    user_id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY public.sso_identities FORCE ROW LEVEL SECURITY;

CREATE TABLE public.sso_used_states (
    state_hash bytea NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT sso_used_states_state_hash_check CHECK ((octet_length(state_hash) = 32))
);

ALTER TABLE ONLY public.sso_used_states FORCE ROW LEVEL SECURITY;

CREATE TABLE public.tenant_state (
    tenant_id uuid NOT NULL,
    preset text,
    key_limit integer NOT NULL,
    open_keys integer DEFAULT 0 NOT NULL,
    billing_day smallint DEFAULT 1 NOT NULL,
    suspended_at timestamp with time zone,
    audit_seq bigint DEFAULT 0 NOT NULL,
    audit_head bytea NOT NULL,
    last_now timestamp with time zone NOT NULL,
    created_at timestamp with time zone NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    total_keys integer DEFAULT 0 NOT NULL,
    disabled_keys integer DEFAULT 0 NOT NULL,
    revoked_keys integer DEFAULT 0 NOT NULL,
    suspended_by text,
    signed_seq bigint DEFAULT 0 NOT NULL,
    signed_by text DEFAULT ''::text NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT tenant_state_audit_head_check CHECK ((octet_length(audit_head) = 32)),
    CONSTRAINT tenant_state_billing_day_check CHECK (((billing_day >= 1) AND (billing_day <= 28))),
    CONSTRAINT tenant_state_check CHECK (((suspended_at IS NULL) = (suspended_by IS NULL))),
    CONSTRAINT tenant_state_disabled_keys_check CHECK ((disabled_keys >= 0)),
    CONSTRAINT tenant_state_key_limit_check CHECK ((key_limit >= 0)),
    CONSTRAINT tenant_state_open_keys_check CHECK ((open_keys >= 0)),
    CONSTRAINT tenant_state_revoked_keys_check CHECK ((revoked_keys >= 0)),
    CONSTRAINT tenant_state_suspended_by_check CHECK ((suspended_by = ANY (ARRAY['STAFF'::text, 'PARTNER'::text]))),
    CONSTRAINT tenant_state_total_keys_check CHECK ((total_keys >= 0))
);

ALTER TABLE ONLY public.tenant_state FORCE ROW LEVEL SECURITY;

CREATE TABLE public.tenants (
    id uuid NOT NULL,
    route text NOT NULL COLLATE pg_catalog."C",
    kind text NOT NULL,
    parent_id uuid,
    name text NOT NULL,
    CONSTRAINT tenants_check CHECK (((parent_id IS NULL) OR (kind = 'BUSINESS'::text))),
    CONSTRAINT tenants_kind_check CHECK ((kind = ANY (ARRAY['PLATFORM'::text, 'PARTNER'::text, 'BUSINESS'::text]))),
    CONSTRAINT tenants_route_check CHECK ((route ~ '^[0-9A-Za-z]{6}$'::text))
);

ALTER TABLE ONLY public.tenants FORCE ROW LEVEL SECURITY;

CREATE TABLE public.usage_days (
    tenant_id uuid NOT NULL,
    key_id uuid NOT NULL,
    day date NOT NULL,
    outcome text NOT NULL COLLATE pg_catalog."C",
    count bigint NOT NULL,
    CONSTRAINT usage_days_count_check CHECK ((count >= 0))
);

ALTER TABLE ONLY public.usage_days FORCE ROW LEVEL SECURITY;

CREATE TABLE public.usage_details (
    tenant_id uuid NOT NULL,
    key_id uuid NOT NULL,
    hour timestamp with time zone NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    value text NOT NULL COLLATE pg_catalog."C",
    process uuid NOT NULL,
    count bigint NOT NULL,
    CONSTRAINT usage_details_count_check CHECK ((count >= 0)),
    CONSTRAINT usage_details_kind_check CHECK ((kind = ANY (ARRAY['SCOPES'::text, 'ADDRESS'::text])))
);

ALTER TABLE ONLY public.usage_details FORCE ROW LEVEL SECURITY;

CREATE TABLE public.usage_hours (
    tenant_id uuid NOT NULL,
    key_id uuid NOT NULL,
    hour timestamp with time zone NOT NULL,
    outcome text NOT NULL COLLATE pg_catalog."C",
    process uuid NOT NULL,
    count bigint NOT NULL,
    added bigint NOT NULL,
    CONSTRAINT usage_hours_count_check CHECK ((count >= 0))
);

ALTER TABLE ONLY public.usage_hours FORCE ROW LEVEL SECURITY;

CREATE TABLE public.usage_merged (
    tenant_id uuid NOT NULL,
    hour timestamp with time zone NOT NULL,
    process uuid NOT NULL
);

ALTER TABLE ONLY public.usage_merged FORCE ROW LEVEL SECURITY;

CREATE TABLE public.usage_totals (
    tenant_id uuid NOT NULL,
    key_id uuid NOT NULL,
    requests bigint NOT NULL,
    last_used_at timestamp with time zone,
    CONSTRAINT usage_totals_requests_check CHECK ((requests >= 0))
);

ALTER TABLE ONLY public.usage_totals FORCE ROW LEVEL SECURITY;

CREATE TABLE public.users (
    id uuid NOT NULL,
    email text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL,
    platform_role text,
    disabled_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT users_platform_role_check CHECK ((platform_role = ANY (ARRAY['SUPER_USER'::text, 'SUPPORT'::text])))
);

ALTER TABLE ONLY public.users FORCE ROW LEVEL SECURITY;

CREATE TABLE public.webhook_endpoints (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    url text NOT NULL COLLATE pg_catalog."C",
    description text NOT NULL,
    events text[] NOT NULL,
    pepper_id integer NOT NULL,
    secret bytea NOT NULL,
    previous_pepper_id integer,
    previous_secret bytea,
    previous_until timestamp with time zone,
    disabled_at timestamp with time zone,
    disabled_because text COLLATE pg_catalog."C",
    failures integer DEFAULT 0 NOT NULL,
    failing_since timestamp with time zone,
    period integer DEFAULT 1 NOT NULL,
    deleted_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    CONSTRAINT webhook_endpoints_check CHECK (((disabled_at IS NULL) = (disabled_because IS NULL))),
    CONSTRAINT webhook_endpoints_check1 CHECK (((previous_secret IS NULL) = (previous_until IS NULL))),
    CONSTRAINT webhook_endpoints_check2 CHECK (((previous_secret IS NULL) = (previous_pepper_id IS NULL))),
    CONSTRAINT webhook_endpoints_disabled_because_check CHECK ((disabled_because = ANY (ARRAY['ADMIN'::text, 'FAILING'::text, 'GONE'::text]))),
    CONSTRAINT webhook_endpoints_failures_check CHECK ((failures >= 0))
);

ALTER TABLE ONLY public.webhook_endpoints FORCE ROW LEVEL SECURITY;

ALTER TABLE ONLY public.audit_checkpoints
    ADD CONSTRAINT audit_checkpoints_pkey PRIMARY KEY (tenant_id, seq, kind, signer);

ALTER TABLE ONLY public.audit_events
    ADD CONSTRAINT audit_events_pkey PRIMARY KEY (tenant_id, seq);

ALTER TABLE ONLY public.change_head
    ADD CONSTRAINT change_head_pkey PRIMARY KEY (only_row);

ALTER TABLE ONLY public.change_log
    ADD CONSTRAINT change_log_pkey PRIMARY KEY (n);

ALTER TABLE ONLY public.credentials
    ADD CONSTRAINT credentials_pkey PRIMARY KEY (user_id);

ALTER TABLE ONLY public.deliveries
    ADD CONSTRAINT deliveries_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.delivery_attempts
    ADD CONSTRAINT delivery_attempts_pkey PRIMARY KEY (tenant_id, delivery_id, number);

ALTER TABLE ONLY public.directory_credentials
    ADD CONSTRAINT directory_credentials_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.groups
    ADD CONSTRAINT groups_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.groups
    ADD CONSTRAINT groups_tenant_id_name_key UNIQUE (tenant_id, name);

ALTER TABLE ONLY public.idempotency
    ADD CONSTRAINT idempotency_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT invitations_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.key_secrets
    ADD CONSTRAINT key_secrets_pkey PRIMARY KEY (tenant_id, kid);

ALTER TABLE ONLY public.keys
    ADD CONSTRAINT keys_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.leases
    ADD CONSTRAINT leases_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.limit_requests
    ADD CONSTRAINT limit_requests_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.memberships
    ADD CONSTRAINT memberships_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.memberships
    ADD CONSTRAINT memberships_tenant_id_user_id_role_key UNIQUE (tenant_id, user_id, role);

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.password_links
    ADD CONSTRAINT password_links_pkey PRIMARY KEY (user_id);

ALTER TABLE ONLY public.policies
    ADD CONSTRAINT policies_pkey PRIMARY KEY (tenant_id);

ALTER TABLE ONLY public.policy_presets
    ADD CONSTRAINT policy_presets_pkey PRIMARY KEY (name);

ALTER TABLE ONLY public.recovery_codes
    ADD CONSTRAINT recovery_codes_pkey PRIMARY KEY (user_id, mac);

ALTER TABLE ONLY public.role_mappings
    ADD CONSTRAINT role_mappings_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.role_mappings
    ADD CONSTRAINT role_mappings_tenant_id_directory_group_role_key UNIQUE (tenant_id, directory_group, role);

ALTER TABLE ONLY public.schema_migrations
    ADD CONSTRAINT schema_migrations_pkey PRIMARY KEY (version);

ALTER TABLE ONLY public.scim_group_members
    ADD CONSTRAINT scim_group_members_pkey PRIMARY KEY (tenant_id, group_id, scim_user_id);

ALTER TABLE ONLY public.scim_groups
    ADD CONSTRAINT scim_groups_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.scim_groups
    ADD CONSTRAINT scim_groups_tenant_id_display_name_key UNIQUE (tenant_id, display_name);

ALTER TABLE ONLY public.scim_users
    ADD CONSTRAINT scim_users_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.scim_users
    ADD CONSTRAINT scim_users_tenant_id_user_id_key UNIQUE (tenant_id, user_id);

ALTER TABLE ONLY public.scim_users
    ADD CONSTRAINT scim_users_tenant_id_user_name_folded_key UNIQUE (tenant_id, user_name_folded);

ALTER TABLE ONLY public.second_factors
    ADD CONSTRAINT second_factors_pkey PRIMARY KEY (user_id);

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (user_id, id);

ALTER TABLE ONLY public.sso_connections
    ADD CONSTRAINT sso_connections_pkey PRIMARY KEY (tenant_id);

ALTER TABLE ONLY public.sso_identities
    ADD CONSTRAINT sso_identities_pkey PRIMARY KEY (tenant_id, issuer, subject);

ALTER TABLE ONLY public.sso_used_states
    ADD CONSTRAINT sso_used_states_pkey PRIMARY KEY (state_hash);

ALTER TABLE ONLY public.tenant_state
    ADD CONSTRAINT tenant_state_pkey PRIMARY KEY (tenant_id);

ALTER TABLE ONLY public.tenants
    ADD CONSTRAINT tenants_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.tenants
    ADD CONSTRAINT tenants_route_key UNIQUE (route);

ALTER TABLE ONLY public.usage_days
    ADD CONSTRAINT usage_days_pkey PRIMARY KEY (tenant_id, key_id, day, outcome);

ALTER TABLE ONLY public.usage_details
    ADD CONSTRAINT usage_details_pkey PRIMARY KEY (tenant_id, kind, key_id, hour, value, process);

ALTER TABLE ONLY public.usage_hours
    ADD CONSTRAINT usage_hours_pkey PRIMARY KEY (tenant_id, key_id, hour, outcome, process);

ALTER TABLE ONLY public.usage_merged
    ADD CONSTRAINT usage_merged_pkey PRIMARY KEY (tenant_id, hour, process);

ALTER TABLE ONLY public.usage_totals
    ADD CONSTRAINT usage_totals_pkey PRIMARY KEY (tenant_id, key_id);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_email_key UNIQUE (email);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.webhook_endpoints
    ADD CONSTRAINT webhook_endpoints_pkey PRIMARY KEY (tenant_id, id);

CREATE INDEX audit_checkpoints_prune ON public.audit_checkpoints USING btree (tenant_id, seq) WHERE (kind = 'PRUNE'::text);

CREATE INDEX audit_events_action ON public.audit_events USING btree (tenant_id, action, seq);

CREATE INDEX audit_events_actor ON public.audit_events USING btree (tenant_id, actor_id, seq);

CREATE INDEX audit_events_all_action ON public.audit_events USING btree (action, at, tenant_id, seq);

CREATE INDEX audit_events_all_actor ON public.audit_events USING btree (actor_id, at, tenant_id, seq);

CREATE INDEX audit_events_all_at ON public.audit_events USING btree (at, tenant_id, seq);

CREATE INDEX audit_events_all_object ON public.audit_events USING btree (object, at, tenant_id, seq);

CREATE INDEX audit_events_at ON public.audit_events USING btree (tenant_id, at, seq);

CREATE INDEX audit_events_object ON public.audit_events USING btree (tenant_id, object, seq);

CREATE INDEX deliveries_due ON public.deliveries USING btree (tenant_id, endpoint_id, period, due_at) WHERE (due_at IS NOT NULL);

CREATE INDEX deliveries_of_endpoint ON public.deliveries USING btree (tenant_id, endpoint_id, created_at, id);

CREATE INDEX deliveries_of_event ON public.deliveries USING btree (tenant_id, event_id);

CREATE INDEX deliveries_pending ON public.deliveries USING btree (tenant_id, endpoint_id, created_at, id) WHERE (due_at IS NOT NULL);

CREATE INDEX deliveries_redelivered ON public.deliveries USING btree (tenant_id, redelivers) WHERE (redelivers IS NOT NULL);

CREATE INDEX deliveries_undelivered ON public.deliveries USING btree (tenant_id, endpoint_id, created_at, id) WHERE (delivered_at IS NULL);

CREATE INDEX groups_type ON public.groups USING btree (tenant_id, type, id);

CREATE INDEX idempotency_age ON public.idempotency USING btree (created_at);

CREATE INDEX idempotency_tenant_age ON public.idempotency USING btree (tenant_id, created_at);

CREATE INDEX invitations_group ON public.invitations USING btree (tenant_id, authorization_group_id) WHERE (authorization_group_id IS NOT NULL);

CREATE INDEX invitations_listed ON public.invitations USING btree (tenant_id, id) WHERE (accepted_at IS NULL);

CREATE UNIQUE INDEX invitations_open ON public.invitations USING btree (tenant_id, email, role) WHERE (accepted_at IS NULL);

CREATE UNIQUE INDEX invitations_token ON public.invitations USING btree (tenant_id, token_hash);

CREATE INDEX key_secrets_key ON public.key_secrets USING btree (tenant_id, key_id);

CREATE INDEX keys_active ON public.keys USING btree (tenant_id, created_at DESC, id DESC) WHERE ((revoked_at IS NULL) AND (disabled_at IS NULL) AND (expired_at IS NULL));

CREATE INDEX keys_created ON public.keys USING btree (tenant_id, created_at, id);

CREATE INDEX keys_creator ON public.keys USING btree (tenant_id, created_by, id) WHERE (revoked_at IS NULL);

CREATE INDEX keys_disabled ON public.keys USING btree (tenant_id, created_at DESC, id DESC) WHERE ((revoked_at IS NULL) AND (disabled_at IS NOT NULL) AND (expired_at IS NULL));

CREATE INDEX keys_due ON public.keys USING btree (expires_at) WHERE ((revoked_at IS NULL) AND (expired_at IS NULL) AND (expires_at IS NOT NULL));

CREATE INDEX keys_duplicated_from ON public.keys USING btree (tenant_id, duplicated_from) WHERE (duplicated_from IS NOT NULL);

CREATE INDEX keys_expired ON public.keys USING btree (tenant_id, created_at DESC, id DESC) WHERE ((revoked_at IS NULL) AND (expired_at IS NOT NULL));

CREATE INDEX keys_expires ON public.keys USING btree (tenant_id, expires_at, id);

CREATE INDEX keys_expiring ON public.keys USING btree (expires_at) WHERE ((revoked_at IS NULL) AND (expired_at IS NULL) AND (expiring_told_at IS NULL));

CREATE INDEX keys_group ON public.keys USING btree (tenant_id, group_id) WHERE (group_id IS NOT NULL);

CREATE INDEX keys_id ON public.keys USING btree (id);

CREATE INDEX keys_kid ON public.keys USING btree (tenant_id, kid);

CREATE INDEX keys_lapsing ON public.keys USING btree (tenant_id, expires_at) WHERE ((revoked_at IS NULL) AND (expired_at IS NULL) AND (expires_at IS NOT NULL));

CREATE INDEX keys_name ON public.keys USING btree (tenant_id, name_folded, id);

CREATE INDEX keys_revoked ON public.keys USING btree (tenant_id, created_at DESC, id DESC) WHERE (revoked_at IS NOT NULL);

CREATE INDEX keys_shown ON public.keys USING btree (tenant_id, prefix COLLATE "C", environment, kid);

CREATE INDEX limit_requests_id ON public.limit_requests USING btree (id);

CREATE UNIQUE INDEX limit_requests_pending ON public.limit_requests USING btree (tenant_id) WHERE (status = 'PENDING'::text);

CREATE INDEX limit_requests_status ON public.limit_requests USING btree (status, id);

CREATE INDEX limit_requests_tenant_status ON public.limit_requests USING btree (tenant_id, status, id);

CREATE INDEX memberships_group ON public.memberships USING btree (tenant_id, authorization_group_id) WHERE (authorization_group_id IS NOT NULL);

CREATE INDEX memberships_role ON public.memberships USING btree (tenant_id, role, id);

CREATE INDEX memberships_user ON public.memberships USING btree (user_id);

CREATE INDEX outbox_at ON public.outbox USING btree (tenant_id, at);

CREATE INDEX outbox_oldest ON public.outbox USING btree (at);

CREATE INDEX role_mappings_group ON public.role_mappings USING btree (tenant_id, authorization_group_id) WHERE (authorization_group_id IS NOT NULL);

CREATE INDEX scim_group_members_user ON public.scim_group_members USING btree (tenant_id, scim_user_id);

CREATE INDEX scim_users_external ON public.scim_users USING btree (tenant_id, external_id) WHERE (external_id IS NOT NULL);

CREATE INDEX sso_connections_audience ON public.sso_connections USING btree (issuer, audience) WHERE (audience IS NOT NULL);

CREATE INDEX tenants_parent ON public.tenants USING btree (parent_id, id);

CREATE INDEX usage_details_hour ON public.usage_details USING btree (kind, hour, tenant_id);

CREATE INDEX usage_hours_merged ON public.usage_hours USING btree (hour, tenant_id) WHERE (process = '00000000-0000-0000-0000-000000000000'::uuid);

CREATE INDEX usage_hours_unmerged ON public.usage_hours USING btree (hour, tenant_id) WHERE (process <> '00000000-0000-0000-0000-000000000000'::uuid);

ALTER TABLE ONLY public.audit_checkpoints
    ADD CONSTRAINT audit_checkpoints_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant_state(tenant_id);

ALTER TABLE ONLY public.audit_events
    ADD CONSTRAINT audit_events_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant_state(tenant_id);

ALTER TABLE ONLY public.credentials
    ADD CONSTRAINT credentials_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);

ALTER TABLE ONLY public.deliveries
    ADD CONSTRAINT deliveries_tenant_id_endpoint_id_fkey FOREIGN KEY (tenant_id, endpoint_id) REFERENCES public.webhook_endpoints(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.deliveries
    ADD CONSTRAINT deliveries_tenant_id_event_id_fkey FOREIGN KEY (tenant_id, event_id) REFERENCES public.outbox(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.deliveries
    ADD CONSTRAINT deliveries_tenant_id_redelivers_fkey FOREIGN KEY (tenant_id, redelivers) REFERENCES public.deliveries(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.delivery_attempts
    ADD CONSTRAINT delivery_attempts_tenant_id_delivery_id_fkey FOREIGN KEY (tenant_id, delivery_id) REFERENCES public.deliveries(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.groups
    ADD CONSTRAINT groups_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant_state(tenant_id);

ALTER TABLE ONLY public.idempotency
    ADD CONSTRAINT idempotency_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant_state(tenant_id);

ALTER TABLE ONLY public.key_secrets
    ADD CONSTRAINT key_secrets_tenant_id_key_id_fkey FOREIGN KEY (tenant_id, key_id) REFERENCES public.keys(tenant_id, id);

ALTER TABLE ONLY public.keys
    ADD CONSTRAINT keys_tenant_id_duplicated_from_fkey FOREIGN KEY (tenant_id, duplicated_from) REFERENCES public.keys(tenant_id, id);

ALTER TABLE ONLY public.keys
    ADD CONSTRAINT keys_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant_state(tenant_id);

ALTER TABLE ONLY public.keys
    ADD CONSTRAINT keys_tenant_id_group_id_fkey FOREIGN KEY (tenant_id, group_id) REFERENCES public.groups(tenant_id, id);

ALTER TABLE ONLY public.limit_requests
    ADD CONSTRAINT limit_requests_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant_state(tenant_id);

ALTER TABLE ONLY public.memberships
    ADD CONSTRAINT memberships_tenant FOREIGN KEY (tenant_id) REFERENCES public.tenants(id);

ALTER TABLE ONLY public.memberships
    ADD CONSTRAINT memberships_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant_state(tenant_id);

ALTER TABLE ONLY public.password_links
    ADD CONSTRAINT password_links_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);

ALTER TABLE ONLY public.policies
    ADD CONSTRAINT policies_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant_state(tenant_id);

ALTER TABLE ONLY public.recovery_codes
    ADD CONSTRAINT recovery_codes_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);

ALTER TABLE ONLY public.role_mappings
    ADD CONSTRAINT role_mappings_tenant_id_authorization_group_id_fkey FOREIGN KEY (tenant_id, authorization_group_id) REFERENCES public.groups(tenant_id, id);

ALTER TABLE ONLY public.scim_group_members
    ADD CONSTRAINT scim_group_members_tenant_id_group_id_fkey FOREIGN KEY (tenant_id, group_id) REFERENCES public.scim_groups(tenant_id, id);

ALTER TABLE ONLY public.scim_group_members
    ADD CONSTRAINT scim_group_members_tenant_id_scim_user_id_fkey FOREIGN KEY (tenant_id, scim_user_id) REFERENCES public.scim_users(tenant_id, id);

ALTER TABLE ONLY public.second_factors
    ADD CONSTRAINT second_factors_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);

ALTER TABLE ONLY public.sso_identities
    ADD CONSTRAINT sso_identities_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);

ALTER TABLE ONLY public.tenant_state
    ADD CONSTRAINT tenant_state_tenant FOREIGN KEY (tenant_id) REFERENCES public.tenants(id);

ALTER TABLE ONLY public.tenants
    ADD CONSTRAINT tenants_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES public.tenants(id);

ALTER TABLE ONLY public.usage_days
    ADD CONSTRAINT usage_days_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant_state(tenant_id);

ALTER TABLE ONLY public.usage_details
    ADD CONSTRAINT usage_details_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant_state(tenant_id);

ALTER TABLE ONLY public.usage_hours
    ADD CONSTRAINT usage_hours_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant_state(tenant_id);

ALTER TABLE ONLY public.usage_merged
    ADD CONSTRAINT usage_merged_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant_state(tenant_id);

ALTER TABLE ONLY public.usage_totals
    ADD CONSTRAINT usage_totals_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant_state(tenant_id);

ALTER TABLE ONLY public.webhook_endpoints
    ADD CONSTRAINT webhook_endpoints_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant_state(tenant_id);

ALTER TABLE public.audit_checkpoints ENABLE ROW LEVEL SECURITY;

CREATE POLICY audit_checkpoints_tenant ON public.audit_checkpoints TO latchkey_app USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));

ALTER TABLE public.audit_events ENABLE ROW LEVEL SECURITY;

CREATE POLICY audit_events_staff ON public.audit_events FOR SELECT TO latchkey_staff USING (true);

CREATE POLICY audit_events_tenant ON public.audit_events TO latchkey_app USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));

ALTER TABLE public.change_head ENABLE ROW LEVEL SECURITY;

CREATE POLICY change_head_app ON public.change_head TO latchkey_app USING (true);

CREATE POLICY change_head_verifier ON public.change_head FOR SELECT TO latchkey_verifier USING (true);

ALTER TABLE public.change_log ENABLE ROW LEVEL SECURITY;

CREATE POLICY change_log_tenant ON public.change_log TO latchkey_app USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));

CREATE POLICY change_log_verifier ON public.change_log TO latchkey_verifier USING (true);

ALTER TABLE public.credentials ENABLE ROW LEVEL SECURITY;

CREATE POLICY credentials_addressed ON public.credentials FOR SELECT TO latchkey_people USING (true);

CREATE POLICY credentials_person ON public.credentials TO latchkey_people USING ((user_id = (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid));

ALTER TABLE public.deliveries ENABLE ROW LEVEL SECURITY;

CREATE POLICY deliveries_finder ON public.deliveries FOR SELECT TO latchkey_finder USING (true);

CREATE POLICY deliveries_tenant ON public.deliveries TO latchkey_app USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));

ALTER TABLE public.delivery_attempts ENABLE ROW LEVEL SECURITY;

CREATE POLICY delivery_attempts_tenant ON public.delivery_attempts TO latchkey_app USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));

ALTER TABLE public.directory_credentials ENABLE ROW LEVEL SECURITY;

CREATE POLICY directory_credentials_tenant ON public.directory_credentials TO latchkey_app USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));

ALTER TABLE public.groups ENABLE ROW LEVEL SECURITY;

CREATE POLICY groups_tenant ON public.groups TO latchkey_app USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));

CREATE POLICY groups_verifier ON public.groups FOR SELECT TO latchkey_verifier USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));

ALTER TABLE public.idempotency ENABLE ROW LEVEL SECURITY;

CREATE POLICY idempotency_finder ON public.idempotency FOR SELECT TO latchkey_finder USING (true);

CREATE POLICY idempotency_tenant ON public.idempotency TO latchkey_app USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));

ALTER TABLE public.invitations ENABLE ROW LEVEL SECURITY;

CREATE POLICY invitations_tenant ON public.invitations TO latchkey_app USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));

ALTER TABLE public.key_secrets ENABLE ROW LEVEL SECURITY;

CREATE POLICY key_secrets_finder ON public.key_secrets FOR SELECT TO latchkey_finder USING (true);

CREATE POLICY key_secrets_moving ON public.key_secrets FOR UPDATE TO latchkey_verifier USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));

CREATE POLICY key_secrets_tenant ON public.key_secrets TO latchkey_app USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));

CREATE POLICY key_secrets_verifier ON public.key_secrets FOR SELECT TO latchkey_verifier USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));

ALTER TABLE public.keys ENABLE ROW LEVEL SECURITY;

CREATE POLICY keys_finder ON public.keys FOR SELECT TO latchkey_finder USING (true);

CREATE POLICY keys_tenant ON public.keys TO latchkey_app USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));

CREATE POLICY keys_verifier ON public.keys FOR SELECT TO latchkey_verifier USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));

ALTER TABLE public.leases ENABLE ROW LEVEL SECURITY;

CREATE POLICY leases_verifier ON public.leases TO latchkey_verifier USING (true);

ALTER TABLE public.limit_requests ENABLE ROW LEVEL SECURITY;

CREATE POLICY limit_requests_staff ON public.limit_requests FOR SELECT TO latchkey_staff USING (true);

CREATE POLICY limit_requests_tenant ON public.limit_requests TO latchkey_app USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));

ALTER TABLE public.memberships ENABLE ROW LEVEL SECURITY;

CREATE POLICY memberships_person ON public.memberships FOR SELECT TO latchkey_people USING ((user_id = (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid));

CREATE POLICY memberships_tenant ON public.memberships TO latchkey_app USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));

ALTER TABLE public.outbox ENABLE ROW LEVEL SECURITY;

CREATE POLICY outbox_finder ON public.outbox FOR SELECT TO latchkey_finder USING (true);

CREATE POLICY outbox_tenant ON public.outbox TO latchkey_app USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));

ALTER TABLE public.password_links ENABLE ROW LEVEL SECURITY;

CREATE POLICY password_links_person ON public.password_links TO latchkey_people USING ((user_id = (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid));

ALTER TABLE public.policies ENABLE ROW LEVEL SECURITY;

CREATE POLICY policies_tenant ON public.policies TO latchkey_app USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));

ALTER TABLE public.recovery_codes ENABLE ROW LEVEL SECURITY;

CREATE POLICY recovery_codes_person ON public.recovery_codes TO latchkey_people USING ((user_id = (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid));

ALTER TABLE public.role_mappings ENABLE ROW LEVEL SECURITY;

CREATE POLICY role_mappings_tenant ON public.role_mappings TO latchkey_app USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));

ALTER TABLE public.scim_group_members ENABLE ROW LEVEL SECURITY;

CREATE POLICY scim_group_members_tenant ON public.scim_group_members TO latchkey_app USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));

ALTER TABLE public.scim_groups ENABLE ROW LEVEL SECURITY;

CREATE POLICY scim_groups_tenant ON public.scim_groups TO latchkey_app USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));

ALTER TABLE public.scim_users ENABLE ROW LEVEL SECURITY;

CREATE POLICY scim_users_tenant ON public.scim_users TO latchkey_app USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));

ALTER TABLE public.second_factors ENABLE ROW LEVEL SECURITY;

CREATE POLICY second_factors_finder ON public.second_factors FOR SELECT TO latchkey_finder USING (true);

CREATE POLICY second_factors_person ON public.second_factors TO latchkey_people USING ((user_id = (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid));

CREATE POLICY second_factors_staff ON public.second_factors FOR SELECT TO latchkey_staff USING (true);

ALTER TABLE public.sessions ENABLE ROW LEVEL SECURITY;

CREATE POLICY sessions_person ON public.sessions TO latchkey_people USING ((user_id = (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid));

ALTER TABLE public.sso_connections ENABLE ROW LEVEL SECURITY;

CREATE POLICY sso_connections_finder ON public.sso_connections FOR SELECT TO latchkey_finder USING (true);

CREATE POLICY sso_connections_found ON public.sso_connections TO latchkey_people USING (true);

CREATE POLICY sso_connections_tenant ON public.sso_connections TO latchkey_app USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));

ALTER TABLE public.sso_identities ENABLE ROW LEVEL SECURITY;

CREATE POLICY sso_identities_tenant ON public.sso_identities TO latchkey_app USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));

ALTER TABLE public.sso_used_states ENABLE ROW LEVEL SECURITY;

CREATE POLICY sso_used_states_people ON public.sso_used_states TO latchkey_people USING (true);

ALTER TABLE public.tenant_state ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_state_finder ON public.tenant_state FOR SELECT TO latchkey_finder USING (true);

CREATE POLICY tenant_state_staff ON public.tenant_state FOR SELECT TO latchkey_staff USING (true);

CREATE POLICY tenant_state_tenant ON public.tenant_state TO latchkey_app USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));

CREATE POLICY tenant_state_verifier ON public.tenant_state FOR SELECT TO latchkey_verifier USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));

ALTER TABLE public.tenants ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenants_children ON public.tenants FOR SELECT TO latchkey_app USING ((parent_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));

CREATE POLICY tenants_itself ON public.tenants TO latchkey_app USING ((id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));

CREATE POLICY tenants_staff ON public.tenants FOR SELECT TO latchkey_staff USING (true);

CREATE POLICY tenants_verifier ON public.tenants FOR SELECT TO latchkey_verifier USING (true);

ALTER TABLE public.usage_days ENABLE ROW LEVEL SECURITY;

CREATE POLICY usage_days_tenant ON public.usage_days FOR SELECT TO latchkey_app USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));

CREATE POLICY usage_days_verifier ON public.usage_days TO latchkey_verifier USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));

ALTER TABLE public.usage_details ENABLE ROW LEVEL SECURITY;

CREATE POLICY usage_details_finder ON public.usage_details FOR SELECT TO latchkey_finder USING (true);

CREATE POLICY usage_details_tenant ON public.usage_details FOR SELECT TO latchkey_app USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));

CREATE POLICY usage_details_verifier ON public.usage_details TO latchkey_verifier USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));

ALTER TABLE public.usage_hours ENABLE ROW LEVEL SECURITY;

CREATE POLICY usage_hours_finder ON public.usage_hours FOR SELECT TO latchkey_finder USING (true);

CREATE POLICY usage_hours_tenant ON public.usage_hours FOR SELECT TO latchkey_app USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));

CREATE POLICY usage_hours_verifier ON public.usage_hours TO latchkey_verifier USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));

ALTER TABLE public.usage_merged ENABLE ROW LEVEL SECURITY;

CREATE POLICY usage_merged_tenant ON public.usage_merged FOR SELECT TO latchkey_app USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));

CREATE POLICY usage_merged_verifier ON public.usage_merged TO latchkey_verifier USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));

ALTER TABLE public.usage_totals ENABLE ROW LEVEL SECURITY;

CREATE POLICY usage_totals_tenant ON public.usage_totals FOR SELECT TO latchkey_app USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));

CREATE POLICY usage_totals_verifier ON public.usage_totals TO latchkey_verifier USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));

ALTER TABLE public.users ENABLE ROW LEVEL SECURITY;

CREATE POLICY users_addressed ON public.users FOR SELECT TO latchkey_people USING (true);

CREATE POLICY users_names ON public.users FOR SELECT TO latchkey_app USING (true);

CREATE POLICY users_person ON public.users TO latchkey_people USING ((id = (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid));

CREATE POLICY users_staff ON public.users FOR SELECT TO latchkey_staff USING ((platform_role IS NOT NULL));

ALTER TABLE public.webhook_endpoints ENABLE ROW LEVEL SECURITY;

CREATE POLICY webhook_endpoints_finder ON public.webhook_endpoints FOR SELECT TO latchkey_finder USING (true);

CREATE POLICY webhook_endpoints_tenant ON public.webhook_endpoints TO latchkey_app USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid));

GRANT USAGE ON SCHEMA public TO latchkey_app;
GRANT USAGE ON SCHEMA public TO latchkey_people;
GRANT USAGE ON SCHEMA public TO latchkey_staff;
GRANT USAGE ON SCHEMA public TO latchkey_finder;
GRANT USAGE ON SCHEMA public TO latchkey_verifier;

GRANT SELECT,INSERT ON TABLE public.audit_checkpoints TO latchkey_app;

GRANT SELECT,INSERT ON TABLE public.audit_events TO latchkey_app;
GRANT SELECT ON TABLE public.audit_events TO latchkey_staff;

GRANT SELECT ON TABLE public.change_head TO latchkey_app;
GRANT SELECT ON TABLE public.change_head TO latchkey_verifier;

GRANT UPDATE(n) ON TABLE public.change_head TO latchkey_app;

GRANT INSERT ON TABLE public.change_log TO latchkey_app;
GRANT SELECT,DELETE ON TABLE public.change_log TO latchkey_verifier;

GRANT SELECT,INSERT,UPDATE ON TABLE public.credentials TO latchkey_people;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.deliveries TO latchkey_app;

GRANT SELECT(tenant_id) ON TABLE public.deliveries TO latchkey_finder;

GRANT SELECT(endpoint_id) ON TABLE public.deliveries TO latchkey_finder;

GRANT SELECT(event_id) ON TABLE public.deliveries TO latchkey_finder;

GRANT SELECT(created_at) ON TABLE public.deliveries TO latchkey_finder;

GRANT SELECT(due_at) ON TABLE public.deliveries TO latchkey_finder;

GRANT SELECT(period) ON TABLE public.deliveries TO latchkey_finder;

GRANT SELECT,INSERT,DELETE ON TABLE public.delivery_attempts TO latchkey_app;

GRANT SELECT,INSERT,DELETE ON TABLE public.directory_credentials TO latchkey_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.groups TO latchkey_app;

GRANT SELECT(tenant_id) ON TABLE public.groups TO latchkey_verifier;

GRANT SELECT(id) ON TABLE public.groups TO latchkey_verifier;

GRANT SELECT(scopes) ON TABLE public.groups TO latchkey_verifier;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.idempotency TO latchkey_app;

GRANT SELECT(tenant_id) ON TABLE public.idempotency TO latchkey_finder;

GRANT SELECT(created_at) ON TABLE public.idempotency TO latchkey_finder;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.invitations TO latchkey_app;

GRANT SELECT,INSERT ON TABLE public.key_secrets TO latchkey_app;

GRANT SELECT(tenant_id) ON TABLE public.key_secrets TO latchkey_verifier;
GRANT SELECT(tenant_id) ON TABLE public.key_secrets TO latchkey_finder;

GRANT SELECT(kid) ON TABLE public.key_secrets TO latchkey_verifier;

GRANT SELECT(key_id) ON TABLE public.key_secrets TO latchkey_verifier;
GRANT SELECT(key_id) ON TABLE public.key_secrets TO latchkey_finder;

GRANT SELECT(pepper_id),UPDATE(pepper_id) ON TABLE public.key_secrets TO latchkey_verifier;
GRANT SELECT(pepper_id) ON TABLE public.key_secrets TO latchkey_finder;

GRANT SELECT(mac),UPDATE(mac) ON TABLE public.key_secrets TO latchkey_verifier;

GRANT SELECT(valid_until) ON TABLE public.key_secrets TO latchkey_verifier;
GRANT UPDATE(valid_until) ON TABLE public.key_secrets TO latchkey_app;
GRANT SELECT(valid_until) ON TABLE public.key_secrets TO latchkey_finder;

GRANT UPDATE(leaks) ON TABLE public.key_secrets TO latchkey_app;

GRANT SELECT,INSERT,UPDATE ON TABLE public.keys TO latchkey_app;

GRANT SELECT(tenant_id) ON TABLE public.keys TO latchkey_finder;
GRANT SELECT(tenant_id) ON TABLE public.keys TO latchkey_verifier;

GRANT SELECT(id) ON TABLE public.keys TO latchkey_verifier;
GRANT SELECT(id) ON TABLE public.keys TO latchkey_finder;

GRANT SELECT(name) ON TABLE public.keys TO latchkey_verifier;

GRANT SELECT(environment) ON TABLE public.keys TO latchkey_verifier;

GRANT SELECT(scopes) ON TABLE public.keys TO latchkey_verifier;

GRANT SELECT(group_id) ON TABLE public.keys TO latchkey_verifier;

GRANT SELECT(ip_allowlist) ON TABLE public.keys TO latchkey_verifier;

GRANT SELECT(rate_limit) ON TABLE public.keys TO latchkey_verifier;

GRANT SELECT(expires_at) ON TABLE public.keys TO latchkey_finder;
GRANT SELECT(expires_at) ON TABLE public.keys TO latchkey_verifier;

GRANT SELECT(expired_at) ON TABLE public.keys TO latchkey_finder;

GRANT SELECT(disabled_at) ON TABLE public.keys TO latchkey_verifier;

GRANT SELECT(revoked_at) ON TABLE public.keys TO latchkey_verifier;
GRANT SELECT(revoked_at) ON TABLE public.keys TO latchkey_finder;

GRANT SELECT(expiring_told_at) ON TABLE public.keys TO latchkey_finder;

GRANT SELECT,INSERT,DELETE ON TABLE public.leases TO latchkey_verifier;

GRANT UPDATE(generation) ON TABLE public.leases TO latchkey_verifier;

GRANT UPDATE(acknowledged) ON TABLE public.leases TO latchkey_verifier;

GRANT SELECT,INSERT,UPDATE ON TABLE public.limit_requests TO latchkey_app;
GRANT SELECT ON TABLE public.limit_requests TO latchkey_staff;

GRANT SELECT ON TABLE public.memberships TO latchkey_people;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.memberships TO latchkey_app;

GRANT SELECT,INSERT,DELETE ON TABLE public.outbox TO latchkey_app;

GRANT SELECT(tenant_id) ON TABLE public.outbox TO latchkey_finder;

GRANT SELECT(id) ON TABLE public.outbox TO latchkey_finder;

GRANT SELECT(at) ON TABLE public.outbox TO latchkey_finder;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.password_links TO latchkey_people;

GRANT SELECT,INSERT,UPDATE ON TABLE public.policies TO latchkey_app;

GRANT SELECT,INSERT,UPDATE ON TABLE public.policy_presets TO latchkey_app;

GRANT SELECT,INSERT,DELETE ON TABLE public.recovery_codes TO latchkey_people;

GRANT SELECT,INSERT,DELETE ON TABLE public.role_mappings TO latchkey_app;

GRANT SELECT ON TABLE public.schema_migrations TO PUBLIC;

GRANT SELECT,INSERT,DELETE ON TABLE public.scim_group_members TO latchkey_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.scim_groups TO latchkey_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.scim_users TO latchkey_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.second_factors TO latchkey_people;

GRANT SELECT(user_id) ON TABLE public.second_factors TO latchkey_staff;

GRANT SELECT(pepper_id) ON TABLE public.second_factors TO latchkey_finder;

GRANT SELECT(confirmed_at) ON TABLE public.second_factors TO latchkey_staff;

GRANT SELECT,INSERT,DELETE ON TABLE public.sessions TO latchkey_people;

GRANT UPDATE(has_second_factor) ON TABLE public.sessions TO latchkey_people;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.sso_connections TO latchkey_app;

GRANT SELECT(tenant_id) ON TABLE public.sso_connections TO latchkey_people;

GRANT SELECT(issuer) ON TABLE public.sso_connections TO latchkey_people;

GRANT SELECT(pepper_id) ON TABLE public.sso_connections TO latchkey_finder;

GRANT SELECT(audience) ON TABLE public.sso_connections TO latchkey_people;

GRANT SELECT,INSERT,DELETE ON TABLE public.sso_identities TO latchkey_app;

GRANT SELECT,INSERT,DELETE ON TABLE public.sso_used_states TO latchkey_people;

GRANT SELECT,INSERT,UPDATE ON TABLE public.tenant_state TO latchkey_app;
GRANT SELECT ON TABLE public.tenant_state TO latchkey_staff;

GRANT SELECT(tenant_id) ON TABLE public.tenant_state TO latchkey_verifier;
GRANT SELECT(tenant_id) ON TABLE public.tenant_state TO latchkey_finder;

GRANT SELECT(suspended_at) ON TABLE public.tenant_state TO latchkey_verifier;

GRANT SELECT(audit_seq) ON TABLE public.tenant_state TO latchkey_verifier;
GRANT SELECT(audit_seq) ON TABLE public.tenant_state TO latchkey_finder;

GRANT SELECT(last_now) ON TABLE public.tenant_state TO latchkey_verifier;

GRANT SELECT(signed_seq) ON TABLE public.tenant_state TO latchkey_finder;

GRANT SELECT(signed_by) ON TABLE public.tenant_state TO latchkey_finder;

GRANT SELECT,INSERT ON TABLE public.tenants TO latchkey_app;
GRANT SELECT ON TABLE public.tenants TO latchkey_staff;

GRANT SELECT(id) ON TABLE public.tenants TO latchkey_verifier;

GRANT SELECT(route) ON TABLE public.tenants TO latchkey_verifier;

GRANT SELECT(parent_id) ON TABLE public.tenants TO latchkey_verifier;

GRANT UPDATE(name) ON TABLE public.tenants TO latchkey_app;

GRANT SELECT ON TABLE public.usage_days TO latchkey_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.usage_days TO latchkey_verifier;

GRANT SELECT ON TABLE public.usage_details TO latchkey_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.usage_details TO latchkey_verifier;

GRANT SELECT(tenant_id) ON TABLE public.usage_details TO latchkey_finder;

GRANT SELECT(hour) ON TABLE public.usage_details TO latchkey_finder;

GRANT SELECT(kind) ON TABLE public.usage_details TO latchkey_finder;

GRANT SELECT ON TABLE public.usage_hours TO latchkey_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.usage_hours TO latchkey_verifier;

GRANT SELECT(tenant_id) ON TABLE public.usage_hours TO latchkey_finder;

GRANT SELECT(hour) ON TABLE public.usage_hours TO latchkey_finder;

GRANT SELECT(process) ON TABLE public.usage_hours TO latchkey_finder;

GRANT SELECT ON TABLE public.usage_merged TO latchkey_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.usage_merged TO latchkey_verifier;

GRANT SELECT ON TABLE public.usage_totals TO latchkey_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.usage_totals TO latchkey_verifier;

GRANT SELECT,INSERT,UPDATE ON TABLE public.users TO latchkey_people;

GRANT SELECT(id) ON TABLE public.users TO latchkey_app;
GRANT SELECT(id) ON TABLE public.users TO latchkey_staff;

GRANT SELECT(email) ON TABLE public.users TO latchkey_app;
GRANT SELECT(email) ON TABLE public.users TO latchkey_staff;

GRANT SELECT(name) ON TABLE public.users TO latchkey_app;
GRANT SELECT(name) ON TABLE public.users TO latchkey_staff;

GRANT SELECT(platform_role) ON TABLE public.users TO latchkey_staff;

GRANT SELECT(disabled_at) ON TABLE public.users TO latchkey_app;
GRANT SELECT(disabled_at) ON TABLE public.users TO latchkey_staff;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.webhook_endpoints TO latchkey_app;

GRANT SELECT(tenant_id) ON TABLE public.webhook_endpoints TO latchkey_finder;

GRANT SELECT(id) ON TABLE public.webhook_endpoints TO latchkey_finder;

GRANT SELECT(pepper_id) ON TABLE public.webhook_endpoints TO latchkey_finder;

GRANT SELECT(previous_pepper_id) ON TABLE public.webhook_endpoints TO latchkey_finder;

GRANT SELECT(previous_until) ON TABLE public.webhook_endpoints TO latchkey_finder;

GRANT SELECT(disabled_at) ON TABLE public.webhook_endpoints TO latchkey_finder;

GRANT SELECT(failures) ON TABLE public.webhook_endpoints TO latchkey_finder;

GRANT SELECT(period) ON TABLE public.webhook_endpoints TO latchkey_finder;

GRANT SELECT(deleted_at) ON TABLE public.webhook_endpoints TO latchkey_finder;

