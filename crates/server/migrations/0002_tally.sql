-- How often something was done in the window that ends then: attempts of a customer. `name` is a hash.
CREATE TABLE tally (
    merchant_id TEXT NOT NULL,
    mode TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    count BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    PRIMARY KEY (merchant_id, mode, kind, name)
);
CREATE INDEX tally_ends ON tally (ends_at);
