-- Settings as they were after each change; the merchant's row holds those in force.
CREATE TABLE settings_version (
    merchant_id TEXT NOT NULL REFERENCES merchant (id),
    version BIGINT NOT NULL,
    settings TEXT NOT NULL,
    changed TEXT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id TEXT,
    at BIGINT NOT NULL,
    PRIMARY KEY (merchant_id, version)
);

-- The origins of all settings, by origin: a browser asks before it shows a key.
CREATE TABLE origin (
    origin TEXT NOT NULL,
    merchant_id TEXT NOT NULL REFERENCES merchant (id),
    PRIMARY KEY (origin, merchant_id)
);

-- Shops whose platform signs requests with a secret they share with us.
CREATE TABLE shop (
    domain TEXT NOT NULL PRIMARY KEY,
    merchant_id TEXT NOT NULL REFERENCES merchant (id),
    mode TEXT NOT NULL CHECK (mode IN ('live', 'test')),
    sealed_secret BYTEA NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX shop_merchant ON shop (merchant_id, mode);

-- Keys that sign credentials. One of each mode signs; those before it go on verifying until their last credential ended.
CREATE TABLE signing_key (
    id TEXT NOT NULL PRIMARY KEY,
    mode TEXT NOT NULL CHECK (mode IN ('live', 'test')),
    public_key TEXT NOT NULL,
    sealed_secret BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    retired_at BIGINT
);
CREATE UNIQUE INDEX signing_key_current ON signing_key (mode) WHERE retired_at IS NULL;

-- What was issued, without the token itself: enough to revoke it and to let it be used once.
CREATE TABLE credential (
    id TEXT NOT NULL PRIMARY KEY,
    merchant_id TEXT NOT NULL,
    mode TEXT NOT NULL,
    key_id TEXT NOT NULL,
    level BIGINT NOT NULL,
    verification_id TEXT,
    subject_id TEXT,
    customer_id TEXT,
    one_use BIGINT NOT NULL,
    issued_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    consumed_at BIGINT,
    consumed_by TEXT,
    revoked_at BIGINT
);
CREATE INDEX credential_expiry ON credential (expires_at);
CREATE INDEX credential_revoked ON credential (revoked_at) WHERE revoked_at IS NOT NULL;
CREATE INDEX credential_verification ON credential (verification_id) WHERE verification_id IS NOT NULL;
CREATE INDEX credential_subject ON credential (subject_id) WHERE subject_id IS NOT NULL;

-- Customers who were verified, for as long as that holds.
CREATE TABLE customer (
    merchant_id TEXT NOT NULL,
    mode TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    subject_id TEXT NOT NULL REFERENCES subject (id),
    level BIGINT NOT NULL,
    age TEXT,
    verification_id TEXT NOT NULL,
    verified_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    reverify_at BIGINT,
    reverify_reason TEXT,
    PRIMARY KEY (merchant_id, mode, customer_id)
);
CREATE INDEX customer_expiry ON customer (expires_at);
CREATE INDEX customer_subject ON customer (subject_id);
CREATE INDEX customer_verification ON customer (verification_id);

-- What is good for one use and was used: solved proofs of work and the like. Kept until it would have ended anyway.
CREATE TABLE spent (
    kind TEXT NOT NULL,
    hash TEXT NOT NULL,
    ends_at BIGINT NOT NULL,
    PRIMARY KEY (kind, hash)
);
CREATE INDEX spent_ends ON spent (ends_at);

-- `one_shot` where everything came and went in one request.
ALTER TABLE verification ADD COLUMN door TEXT;
-- What was found without the date it was found from: `under_18`, `over_18`, `over_21`.
ALTER TABLE attempt ADD COLUMN age TEXT;

-- Who was not verified lately and has to wait before the next try. `name` is a hash of a customer or an address.
CREATE TABLE attempt_wait (
    merchant_id TEXT NOT NULL,
    mode TEXT NOT NULL,
    name TEXT NOT NULL,
    failures BIGINT NOT NULL,
    not_before BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    PRIMARY KEY (merchant_id, mode, name)
);
CREATE INDEX attempt_wait_ends ON attempt_wait (ends_at);
