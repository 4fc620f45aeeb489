-- A person's rows are written, and their sessions read, under that person's setting alone. People and their passwords can be
-- read without: signing in begins with an address, before it is known whose it is.

DROP POLICY users_people ON users;
CREATE POLICY users_addressed ON users FOR SELECT TO latchkey_people USING (true);
CREATE POLICY users_person ON users TO latchkey_people USING (id = nullif(current_setting('app.user_id', true), '')::uuid);

DROP POLICY credentials_people ON credentials;
CREATE POLICY credentials_addressed ON credentials FOR SELECT TO latchkey_people USING (true);
CREATE POLICY credentials_person ON credentials TO latchkey_people
    USING (user_id = nullif(current_setting('app.user_id', true), '')::uuid);

DROP POLICY sessions_people ON sessions;
CREATE POLICY sessions_person ON sessions TO latchkey_people
    USING (user_id = nullif(current_setting('app.user_id', true), '')::uuid);
