-- What is compared byte for byte is BYTEA; times are seconds since 1970 UTC.
CREATE TABLE accounts (
    id BYTEA PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    rp_id TEXT NOT NULL,
    user_handle BYTEA NOT NULL CHECK (length(user_handle) BETWEEN 1 AND 64),
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    display_name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (rp_id, name_key),
    UNIQUE (rp_id, user_handle),
    UNIQUE (id, rp_id)
);

CREATE TABLE passkeys (
    rp_id TEXT NOT NULL,
    credential_id BYTEA NOT NULL CHECK (length(credential_id) BETWEEN 1 AND 1023),
    account_id BYTEA NOT NULL,
    record BYTEA NOT NULL CHECK (length(record) BETWEEN 1 AND 262144),
    label TEXT NOT NULL,
    aaguid BYTEA NOT NULL CHECK (length(aaguid) = 16),
    created_at BIGINT NOT NULL,
    last_used_at BIGINT,
    PRIMARY KEY (rp_id, credential_id),
    FOREIGN KEY (account_id, rp_id) REFERENCES accounts (id, rp_id) ON DELETE CASCADE
);
CREATE INDEX passkeys_of_account ON passkeys (account_id);

CREATE TABLE sessions (
    key BYTEA PRIMARY KEY NOT NULL CHECK (length(key) = 32),
    rp_id TEXT NOT NULL,
    account_id BYTEA,
    credential_id BYTEA CHECK (credential_id IS NULL OR account_id IS NOT NULL),
    authenticated_at BIGINT NOT NULL,
    purpose TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL CHECK (expires_at >= created_at),
    FOREIGN KEY (account_id, rp_id) REFERENCES accounts (id, rp_id) ON DELETE CASCADE
);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);
CREATE INDEX sessions_of_account ON sessions (account_id);
-- What the bound on sessions of nobody counts.
CREATE INDEX sessions_of_nobody ON sessions (expires_at) WHERE account_id IS NULL;

CREATE TABLE ceremonies (
    id BYTEA PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    session_key BYTEA NOT NULL REFERENCES sessions (key) ON DELETE CASCADE,
    kind BIGINT NOT NULL CHECK (kind IN (1, 2, 3)),
    state BYTEA NOT NULL CHECK (length(state) BETWEEN 1 AND 262144),
    details TEXT NOT NULL,
    purpose TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL CHECK (expires_at >= created_at)
);
CREATE INDEX ceremonies_by_expiry ON ceremonies (expires_at);
CREATE INDEX ceremonies_of_session ON ceremonies (session_key);

CREATE TABLE decoy_secrets (
    only_one BIGINT PRIMARY KEY NOT NULL CHECK (only_one = 1),
    current_secret BYTEA NOT NULL CHECK (length(current_secret) = 32),
    previous_secret BYTEA NOT NULL CHECK (length(previous_secret) = 32),
    current_since BIGINT NOT NULL
);
