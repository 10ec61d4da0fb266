-- Risk: checkouts and the browsers they came from. Tables that grow with every checkout are narrow: numbers of 8 bytes
-- name things, days are counted from 1970, no column of an index changes. What belongs to a merchant and mode hangs on a
-- space; hashes are keyed with the space's secret, so equal values of two merchants have nothing in common.

-- Numbers given out in blocks, so that no insert waits for another to learn its own.
CREATE TABLE sequence (
    name TEXT NOT NULL PRIMARY KEY,
    next BIGINT NOT NULL
);
INSERT INTO sequence (name, next) VALUES ('risk', 1);

-- A merchant in one mode, as a number, with the secret behind its hashes and device tokens.
CREATE TABLE risk_space (
    id BIGINT NOT NULL PRIMARY KEY,
    merchant_id TEXT NOT NULL REFERENCES merchant (id),
    mode TEXT NOT NULL CHECK (mode IN ('live', 'test')),
    sealed_secret BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (merchant_id, mode)
);

-- Every version of the scoring policy, for ever: a stored score can be computed again.
CREATE TABLE risk_policy (
    space_id BIGINT NOT NULL REFERENCES risk_space (id),
    version BIGINT NOT NULL,
    policy TEXT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id TEXT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (space_id, version)
);

-- Who buys: a customer of the shop, or a guest known by the hash of an address. Counts are of labels.
CREATE TABLE account (
    id BIGINT NOT NULL PRIMARY KEY,
    space_id BIGINT NOT NULL,
    key BYTEA NOT NULL UNIQUE,
    customer_id TEXT,
    email BIGINT NOT NULL,
    good BIGINT NOT NULL,
    frauds BIGINT NOT NULL,
    chargebacks BIGINT NOT NULL,
    first_seen BIGINT NOT NULL,
    last_seen BIGINT NOT NULL
);

-- A browser: known by the token we signed (kind 1), or by its strict fingerprint (kind 2). `accounts` counts its links.
CREATE TABLE device (
    id BIGINT NOT NULL PRIMARY KEY,
    space_id BIGINT NOT NULL,
    kind BIGINT NOT NULL,
    key BYTEA NOT NULL UNIQUE,
    accounts BIGINT NOT NULL,
    fingerprint_id BIGINT,
    loose BYTEA,
    first_seen BIGINT NOT NULL,
    last_seen BIGINT NOT NULL
);
CREATE INDEX device_space ON device (space_id, id);

-- An account was seen on a device: the edges of the graph, read from either end.
CREATE TABLE link (
    device_id BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    first_day BIGINT NOT NULL,
    last_day BIGINT NOT NULL,
    PRIMARY KEY (device_id, account_id)
);
CREATE INDEX link_account ON link (account_id, device_id);

-- Links of accounts that were labelled fraud or chargeback; few, and found without walking a crowded device.
CREATE TABLE marked_link (
    device_id BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    PRIMARY KEY (device_id, account_id)
);
CREATE INDEX marked_link_account ON marked_link (account_id);

-- A device and account on one day, counted. Account 0 is nobody we know. Network, agent and offset are the last ones.
CREATE TABLE sighting (
    device_id BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    day BIGINT NOT NULL,
    times BIGINT NOT NULL,
    session BIGINT,
    offset_min BIGINT,
    ip_id BIGINT NOT NULL,
    agent_id BIGINT NOT NULL,
    PRIMARY KEY (device_id, account_id, day)
);

-- Addresses and agents once each, under a keyed hash of 63 bits, so that they are named without being looked up.
CREATE TABLE ip (
    id BIGINT NOT NULL PRIMARY KEY,
    space_id BIGINT NOT NULL,
    address TEXT NOT NULL,
    last_seen BIGINT NOT NULL
);
CREATE TABLE agent (
    id BIGINT NOT NULL PRIMARY KEY,
    space_id BIGINT NOT NULL,
    text TEXT NOT NULL,
    last_seen BIGINT NOT NULL
);
CREATE TABLE device_ip (
    device_id BIGINT NOT NULL,
    ip_id BIGINT NOT NULL,
    first_seen BIGINT NOT NULL,
    last_seen BIGINT NOT NULL,
    PRIMARY KEY (device_id, ip_id)
);
CREATE TABLE device_agent (
    device_id BIGINT NOT NULL,
    agent_id BIGINT NOT NULL,
    first_seen BIGINT NOT NULL,
    last_seen BIGINT NOT NULL,
    PRIMARY KEY (device_id, agent_id)
);

-- Checkouts of the last two days, by device, address and e-mail: what velocity counts. Small whatever else grows.
CREATE TABLE risk_attempt (
    key BIGINT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX risk_attempt_key ON risk_attempt (key, at);
CREATE INDEX risk_attempt_at ON risk_attempt (at);

CREATE TABLE assessment (
    id TEXT NOT NULL PRIMARY KEY,
    space_id BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    occurred_at BIGINT NOT NULL,
    account_id BIGINT,
    device_id BIGINT,
    score BIGINT NOT NULL,
    decision TEXT NOT NULL,
    policy_version BIGINT NOT NULL,
    order_id TEXT,
    amount TEXT,
    currency TEXT,
    verification_id TEXT,
    resolution TEXT,
    report TEXT NOT NULL
);
CREATE INDEX assessment_created ON assessment (space_id, created_at, id);
CREATE INDEX assessment_stopped ON assessment (space_id, decision, created_at, id) WHERE decision <> 'allow';
CREATE INDEX assessment_account ON assessment (account_id, created_at, id) WHERE account_id IS NOT NULL;
CREATE INDEX assessment_device ON assessment (device_id, created_at, id) WHERE device_id IS NOT NULL;
CREATE INDEX assessment_order ON assessment (space_id, order_id, created_at, id) WHERE order_id IS NOT NULL;
CREATE INDEX assessment_verification ON assessment (verification_id) WHERE verification_id IS NOT NULL;

-- What became of a checkout, as the merchant told it. Facts: added, never lifted.
CREATE TABLE label (
    assessment_id TEXT NOT NULL REFERENCES assessment (id) ON DELETE CASCADE,
    outcome TEXT NOT NULL CHECK (outcome IN ('fraud', 'chargeback', 'refund', 'good')),
    at BIGINT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id TEXT,
    PRIMARY KEY (assessment_id, outcome)
);

-- Events of assessments go with the assessments' own time.
CREATE INDEX event_assessment ON event (created_at) WHERE type = 'assessment.created';
