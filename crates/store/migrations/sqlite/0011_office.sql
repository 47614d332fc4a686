-- An office with many cases: who stays away from whom (回避), who stands in for whom (替岗), what
-- is written about a case (备注与询问), and filters that an officer keeps.

CREATE TABLE recusal (
    id TEXT PRIMARY KEY, version BIGINT NOT NULL, state TEXT NOT NULL,
    account TEXT NOT NULL, enterprise TEXT NOT NULL, office TEXT NOT NULL, active BIGINT NOT NULL
);
CREATE INDEX recusal_enterprise ON recusal (enterprise, active);
CREATE INDEX recusal_account ON recusal (account, active);

CREATE TABLE substitution (
    id TEXT PRIMARY KEY, version BIGINT NOT NULL, state TEXT NOT NULL,
    office TEXT NOT NULL, who TEXT NOT NULL, first_day TEXT NOT NULL, last_day TEXT NOT NULL, ended BIGINT NOT NULL
);
CREATE INDEX substitution_who ON substitution (who, ended, last_day);

CREATE TABLE correspondence (
    id TEXT PRIMARY KEY, version BIGINT NOT NULL, state TEXT NOT NULL,
    open BIGINT NOT NULL
);

-- A person's own convenience, in no journal.
CREATE TABLE saved_filter (
    account TEXT NOT NULL, name TEXT NOT NULL, query TEXT NOT NULL, at BIGINT NOT NULL,
    PRIMARY KEY (account, name)
);
