ALTER TABLE audit_checkpoints ENABLE ROW LEVEL SECURITY
ALTER TABLE audit_checkpoints FORCE ROW LEVEL SECURITY
ALTER TABLE audit_events ENABLE ROW LEVEL SECURITY
ALTER TABLE audit_events FORCE ROW LEVEL SECURITY
ALTER TABLE change_head ENABLE ROW LEVEL SECURITY
ALTER TABLE change_head FORCE ROW LEVEL SECURITY
ALTER TABLE change_log ENABLE ROW LEVEL SECURITY
ALTER TABLE change_log FORCE ROW LEVEL SECURITY
ALTER TABLE credentials ENABLE ROW LEVEL SECURITY
ALTER TABLE credentials FORCE ROW LEVEL SECURITY
ALTER TABLE deliveries ENABLE ROW LEVEL SECURITY
ALTER TABLE deliveries FORCE ROW LEVEL SECURITY
ALTER TABLE delivery_attempts ENABLE ROW LEVEL SECURITY
ALTER TABLE delivery_attempts FORCE ROW LEVEL SECURITY
ALTER TABLE directory_credentials ENABLE ROW LEVEL SECURITY
ALTER TABLE directory_credentials FORCE ROW LEVEL SECURITY
ALTER TABLE groups ENABLE ROW LEVEL SECURITY
ALTER TABLE groups FORCE ROW LEVEL SECURITY
ALTER TABLE idempotency ENABLE ROW LEVEL SECURITY
ALTER TABLE idempotency FORCE ROW LEVEL SECURITY
ALTER TABLE invitations ENABLE ROW LEVEL SECURITY
ALTER TABLE invitations FORCE ROW LEVEL SECURITY
ALTER TABLE key_secrets ENABLE ROW LEVEL SECURITY
ALTER TABLE key_secrets FORCE ROW LEVEL SECURITY
ALTER TABLE keys ENABLE ROW LEVEL SECURITY
ALTER TABLE keys FORCE ROW LEVEL SECURITY
ALTER TABLE leases ENABLE ROW LEVEL SECURITY
ALTER TABLE leases FORCE ROW LEVEL SECURITY
ALTER TABLE limit_requests ENABLE ROW LEVEL SECURITY
ALTER TABLE limit_requests FORCE ROW LEVEL SECURITY
ALTER TABLE memberships ENABLE ROW LEVEL SECURITY
ALTER TABLE memberships FORCE ROW LEVEL SECURITY
ALTER TABLE outbox ENABLE ROW LEVEL SECURITY
ALTER TABLE outbox FORCE ROW LEVEL SECURITY
ALTER TABLE password_links ENABLE ROW LEVEL SECURITY
ALTER TABLE password_links FORCE ROW LEVEL SECURITY
ALTER TABLE policies ENABLE ROW LEVEL SECURITY
ALTER TABLE policies FORCE ROW LEVEL SECURITY
ALTER TABLE recovery_codes ENABLE ROW LEVEL SECURITY
ALTER TABLE recovery_codes FORCE ROW LEVEL SECURITY
ALTER TABLE role_mappings ENABLE ROW LEVEL SECURITY
ALTER TABLE role_mappings FORCE ROW LEVEL SECURITY
ALTER TABLE scim_group_members ENABLE ROW LEVEL SECURITY
ALTER TABLE scim_group_members FORCE ROW LEVEL SECURITY
ALTER TABLE scim_groups ENABLE ROW LEVEL SECURITY
ALTER TABLE scim_groups FORCE ROW LEVEL SECURITY
ALTER TABLE scim_users ENABLE ROW LEVEL SECURITY
ALTER TABLE scim_users FORCE ROW LEVEL SECURITY
ALTER TABLE second_factors ENABLE ROW LEVEL SECURITY
ALTER TABLE second_factors FORCE ROW LEVEL SECURITY
ALTER TABLE sessions ENABLE ROW LEVEL SECURITY
ALTER TABLE sessions FORCE ROW LEVEL SECURITY
ALTER TABLE sso_connections ENABLE ROW LEVEL SECURITY
ALTER TABLE sso_connections FORCE ROW LEVEL SECURITY
ALTER TABLE sso_identities ENABLE ROW LEVEL SECURITY
ALTER TABLE sso_identities FORCE ROW LEVEL SECURITY
ALTER TABLE sso_used_states ENABLE ROW LEVEL SECURITY
ALTER TABLE sso_used_states FORCE ROW LEVEL SECURITY
ALTER TABLE tenant_state ENABLE ROW LEVEL SECURITY
ALTER TABLE tenant_state FORCE ROW LEVEL SECURITY
ALTER TABLE tenants ENABLE ROW LEVEL SECURITY
ALTER TABLE tenants FORCE ROW LEVEL SECURITY
ALTER TABLE usage_days ENABLE ROW LEVEL SECURITY
ALTER TABLE usage_days FORCE ROW LEVEL SECURITY
ALTER TABLE usage_details ENABLE ROW LEVEL SECURITY
ALTER TABLE usage_details FORCE ROW LEVEL SECURITY
ALTER TABLE usage_hours ENABLE ROW LEVEL SECURITY
ALTER TABLE usage_hours FORCE ROW LEVEL SECURITY
ALTER TABLE usage_merged ENABLE ROW LEVEL SECURITY
ALTER TABLE usage_merged FORCE ROW LEVEL SECURITY
ALTER TABLE usage_totals ENABLE ROW LEVEL SECURITY
ALTER TABLE usage_totals FORCE ROW LEVEL SECURITY
ALTER TABLE users ENABLE ROW LEVEL SECURITY
ALTER TABLE users FORCE ROW LEVEL SECURITY
ALTER TABLE webhook_endpoints ENABLE ROW LEVEL SECURITY
ALTER TABLE webhook_endpoints FORCE ROW LEVEL SECURITY
CREATE POLICY audit_checkpoints_tenant ON audit_checkpoints AS PERMISSIVE FOR ALL TO latchkey_app USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid))
CREATE POLICY audit_events_staff ON audit_events AS PERMISSIVE FOR SELECT TO latchkey_staff USING (true)
CREATE POLICY audit_events_tenant ON audit_events AS PERMISSIVE FOR ALL TO latchkey_app USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid))
CREATE POLICY change_head_app ON change_head AS PERMISSIVE FOR ALL TO latchkey_app USING (true)
CREATE POLICY change_head_verifier ON change_head AS PERMISSIVE FOR SELECT TO latchkey_verifier USING (true)
CREATE POLICY change_log_tenant ON change_log AS PERMISSIVE FOR ALL TO latchkey_app USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid))
CREATE POLICY change_log_verifier ON change_log AS PERMISSIVE FOR ALL TO latchkey_verifier USING (true)
CREATE POLICY credentials_addressed ON credentials AS PERMISSIVE FOR SELECT TO latchkey_people USING (true)
CREATE POLICY credentials_person ON credentials AS PERMISSIVE FOR ALL TO latchkey_people USING ((user_id = (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid))
CREATE POLICY deliveries_finder ON deliveries AS PERMISSIVE FOR SELECT TO latchkey_finder USING (true)
CREATE POLICY deliveries_tenant ON deliveries AS PERMISSIVE FOR ALL TO latchkey_app USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid))
CREATE POLICY delivery_attempts_tenant ON delivery_attempts AS PERMISSIVE FOR ALL TO latchkey_app USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid))
CREATE POLICY directory_credentials_tenant ON directory_credentials AS PERMISSIVE FOR ALL TO latchkey_app USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid))
CREATE POLICY groups_tenant ON groups AS PERMISSIVE FOR ALL TO latchkey_app USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid))
CREATE POLICY groups_verifier ON groups AS PERMISSIVE FOR SELECT TO latchkey_verifier USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid))
CREATE POLICY idempotency_finder ON idempotency AS PERMISSIVE FOR SELECT TO latchkey_finder USING (true)
CREATE POLICY idempotency_tenant ON idempotency AS PERMISSIVE FOR ALL TO latchkey_app USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid))
CREATE POLICY invitations_tenant ON invitations AS PERMISSIVE FOR ALL TO latchkey_app USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid))
CREATE POLICY key_secrets_finder ON key_secrets AS PERMISSIVE FOR SELECT TO latchkey_finder USING (true)
CREATE POLICY key_secrets_moving ON key_secrets AS PERMISSIVE FOR UPDATE TO latchkey_verifier USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid))
CREATE POLICY key_secrets_tenant ON key_secrets AS PERMISSIVE FOR ALL TO latchkey_app USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid))
CREATE POLICY key_secrets_verifier ON key_secrets AS PERMISSIVE FOR SELECT TO latchkey_verifier USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid))
CREATE POLICY keys_finder ON keys AS PERMISSIVE FOR SELECT TO latchkey_finder USING (true)
CREATE POLICY keys_tenant ON keys AS PERMISSIVE FOR ALL TO latchkey_app USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid))
CREATE POLICY keys_verifier ON keys AS PERMISSIVE FOR SELECT TO latchkey_verifier USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid))
CREATE POLICY leases_verifier ON leases AS PERMISSIVE FOR ALL TO latchkey_verifier USING (true)
CREATE POLICY limit_requests_staff ON limit_requests AS PERMISSIVE FOR SELECT TO latchkey_staff USING (true)
CREATE POLICY limit_requests_tenant ON limit_requests AS PERMISSIVE FOR ALL TO latchkey_app USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid))
CREATE POLICY memberships_person ON memberships AS PERMISSIVE FOR SELECT TO latchkey_people USING ((user_id = (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid))
CREATE POLICY memberships_tenant ON memberships AS PERMISSIVE FOR ALL TO latchkey_app USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid))
CREATE POLICY outbox_finder ON outbox AS PERMISSIVE FOR SELECT TO latchkey_finder USING (true)
CREATE POLICY outbox_tenant ON outbox AS PERMISSIVE FOR ALL TO latchkey_app USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid))
CREATE POLICY password_links_person ON password_links AS PERMISSIVE FOR ALL TO latchkey_people USING ((user_id = (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid))
CREATE POLICY policies_tenant ON policies AS PERMISSIVE FOR ALL TO latchkey_app USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid))
CREATE POLICY recovery_codes_person ON recovery_codes AS PERMISSIVE FOR ALL TO latchkey_people USING ((user_id = (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid))
CREATE POLICY role_mappings_tenant ON role_mappings AS PERMISSIVE FOR ALL TO latchkey_app USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid))
CREATE POLICY scim_group_members_tenant ON scim_group_members AS PERMISSIVE FOR ALL TO latchkey_app USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid))
CREATE POLICY scim_groups_tenant ON scim_groups AS PERMISSIVE FOR ALL TO latchkey_app USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid))
CREATE POLICY scim_users_tenant ON scim_users AS PERMISSIVE FOR ALL TO latchkey_app USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid))
CREATE POLICY second_factors_finder ON second_factors AS PERMISSIVE FOR SELECT TO latchkey_finder USING (true)
CREATE POLICY second_factors_person ON second_factors AS PERMISSIVE FOR ALL TO latchkey_people USING ((user_id = (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid))
CREATE POLICY second_factors_staff ON second_factors AS PERMISSIVE FOR SELECT TO latchkey_staff USING (true)
CREATE POLICY sessions_person ON sessions AS PERMISSIVE FOR ALL TO latchkey_people USING ((user_id = (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid))
CREATE POLICY sso_connections_finder ON sso_connections AS PERMISSIVE FOR SELECT TO latchkey_finder USING (true)
CREATE POLICY sso_connections_found ON sso_connections AS PERMISSIVE FOR ALL TO latchkey_people USING (true)
CREATE POLICY sso_connections_tenant ON sso_connections AS PERMISSIVE FOR ALL TO latchkey_app USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid))
CREATE POLICY sso_identities_tenant ON sso_identities AS PERMISSIVE FOR ALL TO latchkey_app USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid))
CREATE POLICY sso_used_states_people ON sso_used_states AS PERMISSIVE FOR ALL TO latchkey_people USING (true)
CREATE POLICY tenant_state_finder ON tenant_state AS PERMISSIVE FOR SELECT TO latchkey_finder USING (true)
CREATE POLICY tenant_state_staff ON tenant_state AS PERMISSIVE FOR SELECT TO latchkey_staff USING (true)
CREATE POLICY tenant_state_tenant ON tenant_state AS PERMISSIVE FOR ALL TO latchkey_app USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid))
CREATE POLICY tenant_state_verifier ON tenant_state AS PERMISSIVE FOR SELECT TO latchkey_verifier USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid))
CREATE POLICY tenants_children ON tenants AS PERMISSIVE FOR SELECT TO latchkey_app USING ((parent_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid))
CREATE POLICY tenants_itself ON tenants AS PERMISSIVE FOR ALL TO latchkey_app USING ((id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid))
CREATE POLICY tenants_staff ON tenants AS PERMISSIVE FOR SELECT TO latchkey_staff USING (true)
CREATE POLICY tenants_verifier ON tenants AS PERMISSIVE FOR SELECT TO latchkey_verifier USING (true)
CREATE POLICY usage_days_tenant ON usage_days AS PERMISSIVE FOR SELECT TO latchkey_app USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid))
CREATE POLICY usage_days_verifier ON usage_days AS PERMISSIVE FOR ALL TO latchkey_verifier USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid))
CREATE POLICY usage_details_finder ON usage_details AS PERMISSIVE FOR SELECT TO latchkey_finder USING (true)
CREATE POLICY usage_details_tenant ON usage_details AS PERMISSIVE FOR SELECT TO latchkey_app USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid))
CREATE POLICY usage_details_verifier ON usage_details AS PERMISSIVE FOR ALL TO latchkey_verifier USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid))
CREATE POLICY usage_hours_finder ON usage_hours AS PERMISSIVE FOR SELECT TO latchkey_finder USING (true)
CREATE POLICY usage_hours_tenant ON usage_hours AS PERMISSIVE FOR SELECT TO latchkey_app USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid))
CREATE POLICY usage_hours_verifier ON usage_hours AS PERMISSIVE FOR ALL TO latchkey_verifier USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid))
CREATE POLICY usage_merged_tenant ON usage_merged AS PERMISSIVE FOR SELECT TO latchkey_app USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid))
CREATE POLICY usage_merged_verifier ON usage_merged AS PERMISSIVE FOR ALL TO latchkey_verifier USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid))
CREATE POLICY usage_totals_tenant ON usage_totals AS PERMISSIVE FOR SELECT TO latchkey_app USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid))
CREATE POLICY usage_totals_verifier ON usage_totals AS PERMISSIVE FOR ALL TO latchkey_verifier USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid))
CREATE POLICY users_addressed ON users AS PERMISSIVE FOR SELECT TO latchkey_people USING (true)
CREATE POLICY users_names ON users AS PERMISSIVE FOR SELECT TO latchkey_app USING (true)
CREATE POLICY users_person ON users AS PERMISSIVE FOR ALL TO latchkey_people USING ((id = (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid))
CREATE POLICY users_staff ON users AS PERMISSIVE FOR SELECT TO latchkey_staff USING ((platform_role IS NOT NULL))
CREATE POLICY webhook_endpoints_finder ON webhook_endpoints AS PERMISSIVE FOR SELECT TO latchkey_finder USING (true)
CREATE POLICY webhook_endpoints_tenant ON webhook_endpoints AS PERMISSIVE FOR ALL TO latchkey_app USING ((tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid))
GRANT DELETE ON change_log TO latchkey_verifier
GRANT DELETE ON deliveries TO latchkey_app
GRANT DELETE ON delivery_attempts TO latchkey_app
GRANT DELETE ON directory_credentials TO latchkey_app
GRANT DELETE ON groups TO latchkey_app
GRANT DELETE ON idempotency TO latchkey_app
GRANT DELETE ON invitations TO latchkey_app
GRANT DELETE ON leases TO latchkey_verifier
GRANT DELETE ON memberships TO latchkey_app
GRANT DELETE ON outbox TO latchkey_app
GRANT DELETE ON password_links TO latchkey_people
GRANT DELETE ON recovery_codes TO latchkey_people
GRANT DELETE ON role_mappings TO latchkey_app
GRANT DELETE ON scim_group_members TO latchkey_app
GRANT DELETE ON scim_groups TO latchkey_app
GRANT DELETE ON scim_users TO latchkey_app
GRANT DELETE ON second_factors TO latchkey_people
GRANT DELETE ON sessions TO latchkey_people
GRANT DELETE ON sso_connections TO latchkey_app
GRANT DELETE ON sso_identities TO latchkey_app
GRANT DELETE ON sso_used_states TO latchkey_people
GRANT DELETE ON usage_details TO latchkey_verifier
GRANT DELETE ON usage_hours TO latchkey_verifier
GRANT DELETE ON usage_merged TO latchkey_verifier
GRANT DELETE ON webhook_endpoints TO latchkey_app
GRANT INSERT ON audit_checkpoints TO latchkey_app
GRANT INSERT ON audit_events TO latchkey_app
GRANT INSERT ON change_log TO latchkey_app
GRANT INSERT ON credentials TO latchkey_people
GRANT INSERT ON deliveries TO latchkey_app
GRANT INSERT ON delivery_attempts TO latchkey_app
GRANT INSERT ON directory_credentials TO latchkey_app
GRANT INSERT ON groups TO latchkey_app
GRANT INSERT ON idempotency TO latchkey_app
GRANT INSERT ON invitations TO latchkey_app
GRANT INSERT ON key_secrets TO latchkey_app
GRANT INSERT ON keys TO latchkey_app
GRANT INSERT ON leases TO latchkey_verifier
GRANT INSERT ON limit_requests TO latchkey_app
GRANT INSERT ON memberships TO latchkey_app
GRANT INSERT ON outbox TO latchkey_app
GRANT INSERT ON password_links TO latchkey_people
GRANT INSERT ON policies TO latchkey_app
GRANT INSERT ON policy_presets TO latchkey_app
GRANT INSERT ON recovery_codes TO latchkey_people
GRANT INSERT ON role_mappings TO latchkey_app
GRANT INSERT ON scim_group_members TO latchkey_app
GRANT INSERT ON scim_groups TO latchkey_app
GRANT INSERT ON scim_users TO latchkey_app
GRANT INSERT ON second_factors TO latchkey_people
GRANT INSERT ON sessions TO latchkey_people
GRANT INSERT ON sso_connections TO latchkey_app
GRANT INSERT ON sso_identities TO latchkey_app
GRANT INSERT ON sso_used_states TO latchkey_people
GRANT INSERT ON tenant_state TO latchkey_app
GRANT INSERT ON tenants TO latchkey_app
GRANT INSERT ON usage_days TO latchkey_verifier
GRANT INSERT ON usage_details TO latchkey_verifier
GRANT INSERT ON usage_hours TO latchkey_verifier
GRANT INSERT ON usage_merged TO latchkey_verifier
GRANT INSERT ON usage_totals TO latchkey_verifier
GRANT INSERT ON users TO latchkey_people
GRANT INSERT ON webhook_endpoints TO latchkey_app
GRANT SELECT (at) ON outbox TO latchkey_finder
GRANT SELECT (audience) ON sso_connections TO latchkey_people
GRANT SELECT (audit_seq) ON tenant_state TO latchkey_finder
GRANT SELECT (audit_seq) ON tenant_state TO latchkey_verifier
GRANT SELECT (confirmed_at) ON second_factors TO latchkey_staff
GRANT SELECT (created_at) ON deliveries TO latchkey_finder
GRANT SELECT (created_at) ON idempotency TO latchkey_finder
GRANT SELECT (deleted_at) ON webhook_endpoints TO latchkey_finder
GRANT SELECT (disabled_at) ON keys TO latchkey_verifier
GRANT SELECT (disabled_at) ON users TO latchkey_app
GRANT SELECT (disabled_at) ON users TO latchkey_staff
GRANT SELECT (disabled_at) ON webhook_endpoints TO latchkey_finder
GRANT SELECT (due_at) ON deliveries TO latchkey_finder
GRANT SELECT (email) ON users TO latchkey_app
GRANT SELECT (email) ON users TO latchkey_staff
GRANT SELECT (endpoint_id) ON deliveries TO latchkey_finder
GRANT SELECT (environment) ON keys TO latchkey_verifier
GRANT SELECT (event_id) ON deliveries TO latchkey_finder
GRANT SELECT (expired_at) ON keys TO latchkey_finder
GRANT SELECT (expires_at) ON keys TO latchkey_finder
GRANT SELECT (expires_at) ON keys TO latchkey_verifier
GRANT SELECT (expiring_told_at) ON keys TO latchkey_finder
GRANT SELECT (failures) ON webhook_endpoints TO latchkey_finder
GRANT SELECT (group_id) ON keys TO latchkey_verifier
GRANT SELECT (hour) ON usage_details TO latchkey_finder
GRANT SELECT (hour) ON usage_hours TO latchkey_finder
GRANT SELECT (id) ON groups TO latchkey_verifier
GRANT SELECT (id) ON keys TO latchkey_finder
GRANT SELECT (id) ON keys TO latchkey_verifier
GRANT SELECT (id) ON outbox TO latchkey_finder
GRANT SELECT (id) ON tenants TO latchkey_verifier
GRANT SELECT (id) ON users TO latchkey_app
GRANT SELECT (id) ON users TO latchkey_staff
GRANT SELECT (id) ON webhook_endpoints TO latchkey_finder
GRANT SELECT (ip_allowlist) ON keys TO latchkey_verifier
GRANT SELECT (issuer) ON sso_connections TO latchkey_people
GRANT SELECT (key_id) ON key_secrets TO latchkey_finder
GRANT SELECT (key_id) ON key_secrets TO latchkey_verifier
GRANT SELECT (kid) ON key_secrets TO latchkey_verifier
GRANT SELECT (kind) ON usage_details TO latchkey_finder
GRANT SELECT (last_now) ON tenant_state TO latchkey_verifier
GRANT SELECT (mac) ON key_secrets TO latchkey_verifier
GRANT SELECT (name) ON keys TO latchkey_verifier
GRANT SELECT (name) ON users TO latchkey_app
GRANT SELECT (name) ON users TO latchkey_staff
GRANT SELECT (parent_id) ON tenants TO latchkey_verifier
GRANT SELECT (pepper_id) ON key_secrets TO latchkey_finder
GRANT SELECT (pepper_id) ON key_secrets TO latchkey_verifier
GRANT SELECT (pepper_id) ON second_factors TO latchkey_finder
GRANT SELECT (pepper_id) ON sso_connections TO latchkey_finder
GRANT SELECT (pepper_id) ON webhook_endpoints TO latchkey_finder
GRANT SELECT (period) ON deliveries TO latchkey_finder
GRANT SELECT (period) ON webhook_endpoints TO latchkey_finder
GRANT SELECT (platform_role) ON users TO latchkey_staff
GRANT SELECT (previous_pepper_id) ON webhook_endpoints TO latchkey_finder
GRANT SELECT (previous_until) ON webhook_endpoints TO latchkey_finder
GRANT SELECT (process) ON usage_hours TO latchkey_finder
GRANT SELECT (rate_limit) ON keys TO latchkey_verifier
GRANT SELECT (revoked_at) ON keys TO latchkey_finder
GRANT SELECT (revoked_at) ON keys TO latchkey_verifier
GRANT SELECT (route) ON tenants TO latchkey_verifier
GRANT SELECT (scopes) ON groups TO latchkey_verifier
GRANT SELECT (scopes) ON keys TO latchkey_verifier
GRANT SELECT (signed_by) ON tenant_state TO latchkey_finder
GRANT SELECT (signed_seq) ON tenant_state TO latchkey_finder
GRANT SELECT (suspended_at) ON tenant_state TO latchkey_verifier
GRANT SELECT (tenant_id) ON deliveries TO latchkey_finder
GRANT SELECT (tenant_id) ON groups TO latchkey_verifier
GRANT SELECT (tenant_id) ON idempotency TO latchkey_finder
GRANT SELECT (tenant_id) ON key_secrets TO latchkey_finder
GRANT SELECT (tenant_id) ON key_secrets TO latchkey_verifier
GRANT SELECT (tenant_id) ON keys TO latchkey_finder
GRANT SELECT (tenant_id) ON keys TO latchkey_verifier
GRANT SELECT (tenant_id) ON outbox TO latchkey_finder
GRANT SELECT (tenant_id) ON sso_connections TO latchkey_people
GRANT SELECT (tenant_id) ON tenant_state TO latchkey_finder
GRANT SELECT (tenant_id) ON tenant_state TO latchkey_verifier
GRANT SELECT (tenant_id) ON usage_details TO latchkey_finder
GRANT SELECT (tenant_id) ON usage_hours TO latchkey_finder
GRANT SELECT (tenant_id) ON webhook_endpoints TO latchkey_finder
GRANT SELECT (user_id) ON second_factors TO latchkey_staff
GRANT SELECT (valid_until) ON key_secrets TO latchkey_finder
GRANT SELECT (valid_until) ON key_secrets TO latchkey_verifier
GRANT SELECT ON audit_checkpoints TO latchkey_app
GRANT SELECT ON audit_events TO latchkey_app
GRANT SELECT ON audit_events TO latchkey_staff
GRANT SELECT ON change_head TO latchkey_app
GRANT SELECT ON change_head TO latchkey_verifier
GRANT SELECT ON change_log TO latchkey_verifier
GRANT SELECT ON credentials TO latchkey_people
GRANT SELECT ON deliveries TO latchkey_app
GRANT SELECT ON delivery_attempts TO latchkey_app
GRANT SELECT ON directory_credentials TO latchkey_app
GRANT SELECT ON groups TO latchkey_app
GRANT SELECT ON idempotency TO latchkey_app
GRANT SELECT ON invitations TO latchkey_app
GRANT SELECT ON key_secrets TO latchkey_app
GRANT SELECT ON keys TO latchkey_app
GRANT SELECT ON leases TO latchkey_verifier
GRANT SELECT ON limit_requests TO latchkey_app
GRANT SELECT ON limit_requests TO latchkey_staff
GRANT SELECT ON memberships TO latchkey_app
GRANT SELECT ON memberships TO latchkey_people
GRANT SELECT ON outbox TO latchkey_app
GRANT SELECT ON password_links TO latchkey_people
GRANT SELECT ON policies TO latchkey_app
GRANT SELECT ON policy_presets TO latchkey_app
GRANT SELECT ON recovery_codes TO latchkey_people
GRANT SELECT ON role_mappings TO latchkey_app
GRANT SELECT ON schema_migrations TO PUBLIC
GRANT SELECT ON scim_group_members TO latchkey_app
GRANT SELECT ON scim_groups TO latchkey_app
GRANT SELECT ON scim_users TO latchkey_app
GRANT SELECT ON second_factors TO latchkey_people
GRANT SELECT ON sessions TO latchkey_people
GRANT SELECT ON sso_connections TO latchkey_app
GRANT SELECT ON sso_identities TO latchkey_app
GRANT SELECT ON sso_used_states TO latchkey_people
GRANT SELECT ON tenant_state TO latchkey_app
GRANT SELECT ON tenant_state TO latchkey_staff
GRANT SELECT ON tenants TO latchkey_app
GRANT SELECT ON tenants TO latchkey_staff
GRANT SELECT ON usage_days TO latchkey_app
GRANT SELECT ON usage_days TO latchkey_verifier
GRANT SELECT ON usage_details TO latchkey_app
GRANT SELECT ON usage_details TO latchkey_verifier
GRANT SELECT ON usage_hours TO latchkey_app
GRANT SELECT ON usage_hours TO latchkey_verifier
GRANT SELECT ON usage_merged TO latchkey_app
GRANT SELECT ON usage_merged TO latchkey_verifier
GRANT SELECT ON usage_totals TO latchkey_app
GRANT SELECT ON usage_totals TO latchkey_verifier
GRANT SELECT ON users TO latchkey_people
GRANT SELECT ON webhook_endpoints TO latchkey_app
GRANT UPDATE (acknowledged) ON leases TO latchkey_verifier
GRANT UPDATE (generation) ON leases TO latchkey_verifier
GRANT UPDATE (has_second_factor) ON sessions TO latchkey_people
GRANT UPDATE (leaks) ON key_secrets TO latchkey_app
GRANT UPDATE (mac) ON key_secrets TO latchkey_verifier
GRANT UPDATE (n) ON change_head TO latchkey_app
GRANT UPDATE (name) ON tenants TO latchkey_app
GRANT UPDATE (pepper_id) ON key_secrets TO latchkey_verifier
GRANT UPDATE (valid_until) ON key_secrets TO latchkey_app
GRANT UPDATE ON credentials TO latchkey_people
GRANT UPDATE ON deliveries TO latchkey_app
GRANT UPDATE ON groups TO latchkey_app
GRANT UPDATE ON idempotency TO latchkey_app
GRANT UPDATE ON invitations TO latchkey_app
GRANT UPDATE ON keys TO latchkey_app
GRANT UPDATE ON limit_requests TO latchkey_app
GRANT UPDATE ON memberships TO latchkey_app
GRANT UPDATE ON password_links TO latchkey_people
GRANT UPDATE ON policies TO latchkey_app
GRANT UPDATE ON policy_presets TO latchkey_app
GRANT UPDATE ON scim_groups TO latchkey_app
GRANT UPDATE ON scim_users TO latchkey_app
GRANT UPDATE ON second_factors TO latchkey_people
GRANT UPDATE ON sso_connections TO latchkey_app
GRANT UPDATE ON tenant_state TO latchkey_app
GRANT UPDATE ON usage_days TO latchkey_verifier
GRANT UPDATE ON usage_details TO latchkey_verifier
GRANT UPDATE ON usage_hours TO latchkey_verifier
GRANT UPDATE ON usage_merged TO latchkey_verifier
GRANT UPDATE ON usage_totals TO latchkey_verifier
GRANT UPDATE ON users TO latchkey_people
GRANT UPDATE ON webhook_endpoints TO latchkey_app
