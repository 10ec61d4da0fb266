-- Active liveness challenges. Of a nonce only its hash is kept; it is good for one burst, of the attempt it was given to or,
-- without one, of a one-shot call of the shop. Of a burst only what was measured is kept.
CREATE TABLE challenge (
    nonce_hash TEXT NOT NULL PRIMARY KEY,
    merchant_id TEXT NOT NULL REFERENCES merchant (id),
    mode TEXT NOT NULL,
    verification_id TEXT REFERENCES verification (id) ON DELETE CASCADE,
    attempt BIGINT,
    manner TEXT NOT NULL,
    issued_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    selfie TEXT,
    result TEXT
);
CREATE INDEX challenge_attempt ON challenge (verification_id, attempt) WHERE verification_id IS NOT NULL;
CREATE INDEX challenge_one_shot ON challenge (expires_at) WHERE verification_id IS NULL;

-- Where a person is with an attempt, as their page tells it, and which way they chose to go.
CREATE TABLE flow (
    verification_id TEXT NOT NULL REFERENCES verification (id) ON DELETE CASCADE,
    attempt BIGINT NOT NULL,
    way TEXT NOT NULL CHECK (way IN ('usual', 'human_review', 'non_biometric')),
    page TEXT,
    device TEXT,
    step TEXT,
    step_at BIGINT,
    PRIMARY KEY (verification_id, attempt)
);

-- One-time codes for another device, and cookies that tokens and codes were exchanged for, each once. Hashes only.
CREATE TABLE pass (
    hash TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('code', 'cookie')),
    verification_id TEXT NOT NULL REFERENCES verification (id) ON DELETE CASCADE,
    exchanged_for TEXT UNIQUE,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX pass_expiry ON pass (expires_at);
CREATE INDEX pass_verification ON pass (verification_id);
