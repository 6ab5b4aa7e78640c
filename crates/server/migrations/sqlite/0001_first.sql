-- What is compared byte for byte is a BLOB; times are seconds since 1970 UTC.
CREATE TABLE accounts (
    id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    rp_id TEXT NOT NULL,
    user_handle BLOB NOT NULL CHECK (length(user_handle) BETWEEN 1 AND 64),
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    display_name TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (rp_id, name_key),
    UNIQUE (rp_id, user_handle),
    UNIQUE (id, rp_id)
) STRICT;

CREATE TABLE passkeys (
    rp_id TEXT NOT NULL,
    credential_id BLOB NOT NULL CHECK (length(credential_id) BETWEEN 1 AND 1023),
    account_id BLOB NOT NULL,
    record BLOB NOT NULL CHECK (length(record) BETWEEN 1 AND 262144),
    label TEXT NOT NULL,
    aaguid BLOB NOT NULL CHECK (length(aaguid) = 16),
    created_at INTEGER NOT NULL,
    last_used_at INTEGER,
    PRIMARY KEY (rp_id, credential_id),
    FOREIGN KEY (account_id, rp_id) REFERENCES accounts (id, rp_id) ON DELETE CASCADE
) STRICT;
CREATE INDEX passkeys_of_account ON passkeys (account_id);

CREATE TABLE sessions (
    key BLOB PRIMARY KEY NOT NULL CHECK (length(key) = 32),
    rp_id TEXT NOT NULL,
    account_id BLOB,
    credential_id BLOB CHECK (credential_id IS NULL OR account_id IS NOT NULL),
    authenticated_at INTEGER NOT NULL,
    purpose TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL CHECK (expires_at >= created_at),
    FOREIGN KEY (account_id, rp_id) REFERENCES accounts (id, rp_id) ON DELETE CASCADE
) STRICT;
CREATE INDEX sessions_by_expiry ON sessions (expires_at);
CREATE INDEX sessions_of_account ON sessions (account_id);
-- What the bound on sessions of nobody counts.
CREATE INDEX sessions_of_nobody ON sessions (expires_at) WHERE account_id IS NULL;

CREATE TABLE ceremonies (
    id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    session_key BLOB NOT NULL REFERENCES sessions (key) ON DELETE CASCADE,
    kind INTEGER NOT NULL CHECK (kind IN (1, 2, 3)),
    state BLOB NOT NULL CHECK (length(state) BETWEEN 1 AND 262144),
    details TEXT NOT NULL,
    purpose TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL CHECK (expires_at >= created_at)
) STRICT;
CREATE INDEX ceremonies_by_expiry ON ceremonies (expires_at);
CREATE INDEX ceremonies_of_session ON ceremonies (session_key);

CREATE TABLE decoy_secrets (
    only_one INTEGER PRIMARY KEY NOT NULL CHECK (only_one = 1),
    current_secret BLOB NOT NULL CHECK (length(current_secret) = 32),
    previous_secret BLOB NOT NULL CHECK (length(previous_secret) = 32),
    current_since INTEGER NOT NULL
) STRICT;
