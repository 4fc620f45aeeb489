-- TOTP (RFC 6238), and the codes for when the device is lost.
CREATE TABLE second_factors (
    user_id uuid PRIMARY KEY REFERENCES users (id),
    -- Encrypted under the pepper of this number.
    pepper_id integer NOT NULL,
    secret bytea NOT NULL,
    created_at timestamptz NOT NULL,
    -- NULL until the first code showed that the device has it.
    confirmed_at timestamptz,
    -- The last time step whose code was taken: none is taken twice.
    last_step bigint NOT NULL DEFAULT 0
);
ALTER TABLE second_factors ENABLE ROW LEVEL SECURITY;
ALTER TABLE second_factors FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON second_factors TO latchkey_people;
CREATE POLICY second_factors_person ON second_factors TO latchkey_people
    USING (user_id = nullif(current_setting('app.user_id', true), '')::uuid);

CREATE TABLE recovery_codes (
    user_id uuid NOT NULL REFERENCES users (id),
    mac bytea NOT NULL CHECK (octet_length(mac) = 32),
    PRIMARY KEY (user_id, mac)
);
ALTER TABLE recovery_codes ENABLE ROW LEVEL SECURITY;
ALTER TABLE recovery_codes FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, DELETE ON recovery_codes TO latchkey_people;
CREATE POLICY recovery_codes_person ON recovery_codes TO latchkey_people
    USING (user_id = nullif(current_setting('app.user_id', true), '')::uuid);

-- The session in which somebody sets their second factor up has shown it.
GRANT UPDATE (has_second_factor) ON sessions TO latchkey_people;

-- Who is of the platform's own staff, and whether they have one: for the operator.
GRANT SELECT (id, email, name, platform_role, disabled_at) ON users TO latchkey_staff;
CREATE POLICY users_staff ON users FOR SELECT TO latchkey_staff USING (platform_role IS NOT NULL);
GRANT SELECT (user_id, confirmed_at) ON second_factors TO latchkey_staff;
CREATE POLICY second_factors_staff ON second_factors FOR SELECT TO latchkey_staff USING (true);
