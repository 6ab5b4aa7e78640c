-- The model that a trusted attestation said the authenticator of a passkey is of: its AAGUID, or, where models have none, the
-- identifier of an attestation key. Null where nobody vouched for one.
ALTER TABLE passkeys ADD COLUMN attested_model BYTEA CHECK (length(attested_model) IN (16, 20));

-- The last blob of each metadata service that was accepted: none that is older is accepted after it.
CREATE TABLE metadata (
    service TEXT PRIMARY KEY NOT NULL,
    number BIGINT NOT NULL CHECK (number >= 0),
    digest BYTEA NOT NULL CHECK (length(digest) = 32),
    accepted_at BIGINT NOT NULL
);
