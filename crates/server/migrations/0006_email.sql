-- What name servers said about mail domains, for all processes and merchants: facts that anybody may ask for.
CREATE TABLE email_domain (
    domain TEXT NOT NULL PRIMARY KEY,
    mail_host TEXT NOT NULL,
    hosts TEXT NOT NULL,
    checked_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX email_domain_expires ON email_domain (expires_at);

-- The addresses a merchant had checked, once each; written again when a day has passed or the answer is another one.
-- The key is a hash with the space's secret, the address itself is sealed.
CREATE TABLE email_check (
    key BIGINT NOT NULL PRIMARY KEY,
    space_id BIGINT NOT NULL,
    sealed_address BYTEA NOT NULL,
    domain TEXT NOT NULL,
    mail_host TEXT NOT NULL,
    source TEXT NOT NULL,
    checked_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL
);
CREATE INDEX email_check_seen ON email_check (space_id, seen_at, key);
CREATE INDEX email_check_domain ON email_check (space_id, domain, seen_at, key);
