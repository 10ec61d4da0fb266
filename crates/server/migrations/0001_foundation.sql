-- One dialect for SQLite and PostgreSQL: TEXT, BIGINT and BYTEA only. Times are microseconds since 1970, flags 0 or 1,
-- structured values JSON as TEXT. Columns named sealed_* are encrypted, those of a person with the subject's key.

CREATE TABLE meta (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE merchant (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    settings TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE api_key (
    id TEXT NOT NULL PRIMARY KEY,
    merchant_id TEXT NOT NULL REFERENCES merchant (id),
    mode TEXT NOT NULL CHECK (mode IN ('live', 'test')),
    kind TEXT NOT NULL CHECK (kind IN ('secret', 'publishable')),
    hash TEXT NOT NULL UNIQUE,
    hint TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    last_used_at BIGINT
);
CREATE INDEX api_key_merchant ON api_key (merchant_id, mode);

-- The person of one or more verifications. Without the key nothing sealed for the person can be read again.
CREATE TABLE subject (
    id TEXT NOT NULL PRIMARY KEY,
    merchant_id TEXT NOT NULL REFERENCES merchant (id),
    mode TEXT NOT NULL,
    customer_id TEXT,
    wrapped_key BYTEA,
    created_at BIGINT NOT NULL,
    erased_at BIGINT
);
CREATE UNIQUE INDEX subject_customer ON subject (merchant_id, mode, customer_id)
    WHERE customer_id IS NOT NULL AND erased_at IS NULL;

CREATE TABLE verification (
    id TEXT NOT NULL PRIMARY KEY,
    merchant_id TEXT NOT NULL REFERENCES merchant (id),
    mode TEXT NOT NULL CHECK (mode IN ('live', 'test')),
    subject_id TEXT NOT NULL REFERENCES subject (id),
    status TEXT NOT NULL,
    resume_to TEXT,
    attempt BIGINT NOT NULL,
    attempts_allowed BIGINT NOT NULL,
    kept TEXT,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    level BIGINT NOT NULL,
    minimum_age BIGINT,
    needs TEXT NOT NULL,
    vendor_reference TEXT,
    vendor_state TEXT,
    customer_id TEXT,
    order_id TEXT,
    profile TEXT,
    redirect_url TEXT,
    locale TEXT,
    metadata TEXT NOT NULL,
    sealed_expected BYTEA,
    token_hash TEXT NOT NULL UNIQUE,
    decision TEXT,
    images_due BIGINT,
    extracted_due BIGINT,
    outcome_due BIGINT
);
CREATE INDEX verification_created ON verification (merchant_id, mode, created_at, id);
CREATE INDEX verification_status ON verification (merchant_id, mode, status, created_at, id);
CREATE INDEX verification_reference ON verification (merchant_id, mode, vendor_reference, created_at, id)
    WHERE vendor_reference IS NOT NULL;
CREATE INDEX verification_state ON verification (merchant_id, mode, vendor_state, created_at, id)
    WHERE vendor_state IS NOT NULL;
CREATE INDEX verification_customer ON verification (merchant_id, mode, customer_id, created_at, id)
    WHERE customer_id IS NOT NULL;
CREATE INDEX verification_order ON verification (merchant_id, mode, order_id, created_at, id)
    WHERE order_id IS NOT NULL;
CREATE INDEX verification_subject ON verification (subject_id);
CREATE INDEX verification_expiry ON verification (expires_at) WHERE status = 'started';
CREATE INDEX verification_images_due ON verification (images_due) WHERE images_due IS NOT NULL;
CREATE INDEX verification_extracted_due ON verification (extracted_due) WHERE extracted_due IS NOT NULL;
CREATE INDEX verification_outcome_due ON verification (outcome_due) WHERE outcome_due IS NOT NULL;

-- A submitted attempt and what the pipeline and people made of it.
CREATE TABLE attempt (
    verification_id TEXT NOT NULL REFERENCES verification (id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    submitted_at BIGINT NOT NULL,
    finished_at BIGINT,
    verdict TEXT,
    reasons TEXT,
    policy_version BIGINT,
    checks TEXT,
    sealed_extracted BYTEA,
    decision TEXT,
    PRIMARY KEY (verification_id, number)
);

CREATE TABLE document (
    id TEXT NOT NULL PRIMARY KEY,
    verification_id TEXT NOT NULL REFERENCES verification (id) ON DELETE CASCADE,
    attempt BIGINT NOT NULL,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    reason TEXT,
    warnings TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (verification_id, attempt, kind)
);

-- One stored picture or file; its bytes are a sealed blob of the same name, below its verification's.
CREATE TABLE image (
    id TEXT NOT NULL PRIMARY KEY,
    document_id TEXT NOT NULL REFERENCES document (id) ON DELETE CASCADE,
    verification_id TEXT NOT NULL REFERENCES verification (id) ON DELETE CASCADE,
    side TEXT NOT NULL,
    media TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (document_id, side)
);
CREATE INDEX image_verification ON image (verification_id);

CREATE TABLE history (
    verification_id TEXT NOT NULL REFERENCES verification (id) ON DELETE CASCADE,
    seq BIGINT NOT NULL,
    from_status TEXT,
    to_status TEXT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id TEXT,
    comment TEXT,
    reason TEXT,
    at BIGINT NOT NULL,
    PRIMARY KEY (verification_id, seq)
);

CREATE TABLE consent (
    verification_id TEXT NOT NULL REFERENCES verification (id) ON DELETE CASCADE,
    at BIGINT NOT NULL,
    text_version TEXT NOT NULL,
    locale TEXT NOT NULL,
    PRIMARY KEY (verification_id, at)
);

-- What happened, written in the transaction in which it happened.
CREATE TABLE event (
    id TEXT NOT NULL PRIMARY KEY,
    merchant_id TEXT NOT NULL,
    mode TEXT NOT NULL,
    type TEXT NOT NULL,
    verification_id TEXT,
    payload TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX event_verification ON event (verification_id);

CREATE TABLE webhook_endpoint (
    id TEXT NOT NULL PRIMARY KEY,
    merchant_id TEXT NOT NULL REFERENCES merchant (id),
    mode TEXT NOT NULL,
    url TEXT NOT NULL,
    description TEXT,
    events TEXT NOT NULL,
    scheme TEXT NOT NULL CHECK (scheme IN ('hmac', 'ed25519')),
    sealed_secret BYTEA NOT NULL,
    sealed_previous BYTEA,
    previous_until BIGINT,
    disabled_at BIGINT,
    disabled_reason TEXT,
    created_at BIGINT NOT NULL
);
CREATE INDEX webhook_endpoint_merchant ON webhook_endpoint (merchant_id, mode);

CREATE TABLE delivery (
    id TEXT NOT NULL PRIMARY KEY,
    event_id TEXT NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    endpoint_id TEXT NOT NULL REFERENCES webhook_endpoint (id) ON DELETE CASCADE,
    status TEXT NOT NULL CHECK (status IN ('pending', 'delivered', 'failed')),
    attempts BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    next_at BIGINT,
    finished_at BIGINT
);
CREATE INDEX delivery_endpoint ON delivery (endpoint_id, created_at, id);
CREATE INDEX delivery_event ON delivery (event_id);

CREATE TABLE delivery_attempt (
    delivery_id TEXT NOT NULL REFERENCES delivery (id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    status BIGINT,
    error TEXT,
    excerpt TEXT,
    milliseconds BIGINT NOT NULL,
    PRIMARY KEY (delivery_id, number)
);

-- Work to be done. A job is leased while it runs: locked_until is renewed, and a worker that died lets go by itself.
CREATE TABLE job (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    unique_key TEXT UNIQUE,
    run_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    max_attempts BIGINT NOT NULL,
    locked_until BIGINT,
    worker TEXT,
    last_error TEXT,
    parked_at BIGINT,
    created_at BIGINT NOT NULL
);
CREATE INDEX job_due ON job (run_at) WHERE parked_at IS NULL;

-- Answers kept for retried requests. The answer is sealed with a key made of the client's own idempotency key.
CREATE TABLE idempotency (
    merchant_id TEXT NOT NULL,
    mode TEXT NOT NULL,
    key_hash TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    owner TEXT NOT NULL,
    locked_until BIGINT NOT NULL,
    sealed_answer BYTEA,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (merchant_id, mode, key_hash)
);
CREATE INDEX idempotency_age ON idempotency (created_at);

-- Append-only; each line carries the hash of the one before it.
CREATE TABLE audit (
    seq BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    merchant_id TEXT,
    mode TEXT,
    actor_kind TEXT NOT NULL,
    actor_id TEXT,
    action TEXT NOT NULL,
    target TEXT NOT NULL,
    detail TEXT,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL
);
CREATE TABLE audit_head (
    id BIGINT NOT NULL PRIMARY KEY,
    seq BIGINT NOT NULL,
    hash TEXT NOT NULL
);
INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, '');

-- Who was erased. Replayed after a restore, so that nobody comes back.
CREATE TABLE erasure (
    id TEXT NOT NULL PRIMARY KEY,
    subject_id TEXT NOT NULL,
    merchant_id TEXT NOT NULL,
    verifications BIGINT NOT NULL,
    images BIGINT NOT NULL,
    at BIGINT NOT NULL
);
