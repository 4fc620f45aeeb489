-- Between tables of different kinds. They come last, since tables are distributed before they can be added.

ALTER TABLE tenant_state ADD CONSTRAINT tenant_state_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id);
ALTER TABLE memberships ADD CONSTRAINT memberships_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id);
