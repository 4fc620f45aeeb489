-- How a session came to be, and so how far it carries.
ALTER TABLE sessions
    -- The tenant whose identity provider vouched for the person: the session is good there alone. NULL: a password of ours.
    ADD COLUMN tenant_id uuid,
    ADD COLUMN has_second_factor boolean NOT NULL DEFAULT false,
    -- From where it was begun, for the person to recognise.
    ADD COLUMN ip text,
    ADD COLUMN user_agent text;
