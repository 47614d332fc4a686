-- What a reviewer looks at again.

-- The room of what was looked into, by application.
CREATE TABLE signal (
    id TEXT PRIMARY KEY, version BIGINT NOT NULL, state TEXT NOT NULL,
    looked_on TEXT
);

-- What belongs to one enterprise alone (the number of a right, a telephone, …), as it is compared: an index over what
-- was submitted, written with the submission and made anew from it at any time.
CREATE TABLE clue (
    application TEXT NOT NULL, kind TEXT NOT NULL, value TEXT NOT NULL, enterprise TEXT NOT NULL,
    PRIMARY KEY (application, kind, value)
);
CREATE INDEX clue_value ON clue (kind, value);
