-- Titles from before the rules (A13.4): of old lists, an enterprise may be known without its code, a title without its days.
-- SQLite cannot take NOT NULL from a column, so the tables are laid anew; the text of a column stays what it was.

CREATE TABLE enterprise_anew (
    id TEXT PRIMARY KEY, version BIGINT NOT NULL, state TEXT NOT NULL,
    code TEXT, name TEXT NOT NULL, city TEXT NOT NULL, industry TEXT
);
INSERT INTO enterprise_anew (id, version, state, code, name, city, industry)
    SELECT id, version, state, code, name, city, industry FROM enterprise;
DROP TABLE enterprise;
ALTER TABLE enterprise_anew RENAME TO enterprise;
CREATE UNIQUE INDEX enterprise_code ON enterprise (code);
CREATE INDEX enterprise_city ON enterprise (city);
CREATE INDEX enterprise_uncoded ON enterprise (city) WHERE code IS NULL;

CREATE TABLE recognition_anew (
    id TEXT PRIMARY KEY, version BIGINT NOT NULL, state TEXT NOT NULL,
    enterprise TEXT NOT NULL, tier TEXT NOT NULL, city TEXT NOT NULL,
    valid_from TEXT, valid_until TEXT, ended_on TEXT
);
INSERT INTO recognition_anew (id, version, state, enterprise, tier, city, valid_from, valid_until, ended_on)
    SELECT id, version, state, enterprise, tier, city, valid_from, valid_until, ended_on FROM recognition;
DROP TABLE recognition;
ALTER TABLE recognition_anew RENAME TO recognition;
CREATE INDEX recognition_enterprise ON recognition (enterprise);
CREATE INDEX recognition_valid ON recognition (tier, valid_from);
