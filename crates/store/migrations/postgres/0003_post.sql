-- Where people hear of what became of their matter, outside of the portal.

-- E-mail addresses, apart from the journal: they change and can be erased.
CREATE TABLE email (
    account TEXT NOT NULL PRIMARY KEY, address TEXT NOT NULL, changed_at BIGINT NOT NULL
);

-- With what an objector asks how it stands. Only the hash of the query code is kept.
CREATE TABLE receipt (
    number TEXT NOT NULL PRIMARY KEY, objection TEXT NOT NULL, secret TEXT NOT NULL
);
