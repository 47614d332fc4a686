-- The rooms: a row for each stream, its state as JSON, and what lists filter and sort by. Columns after `state` are
-- those of the room's `columns()`, in its order.

CREATE TABLE account (
    id TEXT PRIMARY KEY, version BIGINT NOT NULL, state TEXT NOT NULL,
    login TEXT NOT NULL, name TEXT NOT NULL, enterprise TEXT, city TEXT,
    pending BIGINT NOT NULL, officer BIGINT NOT NULL, disabled BIGINT NOT NULL
);
CREATE UNIQUE INDEX account_login ON account (login);
CREATE INDEX account_enterprise ON account (enterprise);
CREATE INDEX account_pending ON account (city, pending);

CREATE TABLE enterprise (
    id TEXT PRIMARY KEY, version BIGINT NOT NULL, state TEXT NOT NULL,
    code TEXT NOT NULL, name TEXT NOT NULL, city TEXT NOT NULL, industry TEXT
);
CREATE UNIQUE INDEX enterprise_code ON enterprise (code);
CREATE INDEX enterprise_city ON enterprise (city);

CREATE TABLE notice (
    id TEXT PRIMARY KEY, version BIGINT NOT NULL, state TEXT NOT NULL,
    title TEXT NOT NULL, published_on TEXT, last_day TEXT
);
CREATE INDEX notice_published ON notice (published_on);

CREATE TABLE application (
    id TEXT PRIMARY KEY, version BIGINT NOT NULL, state TEXT NOT NULL,
    enterprise TEXT NOT NULL, batch TEXT NOT NULL, tier TEXT NOT NULL, purpose TEXT NOT NULL, city TEXT NOT NULL,
    number TEXT, name TEXT, stage TEXT NOT NULL, since TEXT, due TEXT, handler TEXT, publicity TEXT,
    held BIGINT NOT NULL
);
CREATE UNIQUE INDEX application_number ON application (number);
CREATE INDEX application_enterprise ON application (enterprise, batch);
CREATE INDEX application_queue ON application (city, stage, since);
CREATE INDEX application_batch ON application (batch, stage);
CREATE INDEX application_publicity ON application (publicity);

CREATE TABLE compliance (
    id TEXT PRIMARY KEY, version BIGINT NOT NULL, state TEXT NOT NULL,
    checked_on TEXT
);

CREATE TABLE inspection (
    id TEXT PRIMARY KEY, version BIGINT NOT NULL, state TEXT NOT NULL,
    visited_on TEXT
);

CREATE TABLE publicity (
    id TEXT PRIMARY KEY, version BIGINT NOT NULL, state TEXT NOT NULL,
    batch TEXT NOT NULL, title TEXT NOT NULL, city TEXT NOT NULL, first_day TEXT NOT NULL, last_day TEXT NOT NULL, over BIGINT NOT NULL
);
CREATE INDEX publicity_open ON publicity (over, last_day);
CREATE INDEX publicity_city ON publicity (city, first_day);

CREATE TABLE objection (
    id TEXT PRIMARY KEY, version BIGINT NOT NULL, state TEXT NOT NULL,
    number TEXT NOT NULL, publicity TEXT NOT NULL, application TEXT NOT NULL, city TEXT NOT NULL,
    raised_on TEXT NOT NULL, open BIGINT NOT NULL
);
CREATE UNIQUE INDEX objection_number ON objection (number);
CREATE INDEX objection_queue ON objection (city, open, raised_on);

CREATE TABLE announcement (
    id TEXT PRIMARY KEY, version BIGINT NOT NULL, state TEXT NOT NULL,
    batch TEXT NOT NULL, title TEXT NOT NULL, tier TEXT NOT NULL, stage TEXT NOT NULL, dated TEXT
);
CREATE INDEX announcement_dated ON announcement (stage, dated);

CREATE TABLE recognition (
    id TEXT PRIMARY KEY, version BIGINT NOT NULL, state TEXT NOT NULL,
    enterprise TEXT NOT NULL, tier TEXT NOT NULL, city TEXT NOT NULL,
    valid_from TEXT NOT NULL, valid_until TEXT NOT NULL, ended_on TEXT
);
CREATE INDEX recognition_enterprise ON recognition (enterprise);
CREATE INDEX recognition_valid ON recognition (tier, valid_from);

-- The words of objections, apart from the journal: erasable, shown only to those who handle them.
CREATE TABLE statement (
    id TEXT PRIMARY KEY, salt TEXT NOT NULL, words TEXT NOT NULL, at BIGINT NOT NULL
);
