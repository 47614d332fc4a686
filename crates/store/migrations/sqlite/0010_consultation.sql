-- What other departments are asked, and the links they answer by (A10.2, A10.3).

CREATE TABLE consultation (
    id TEXT PRIMARY KEY, version BIGINT NOT NULL, state TEXT NOT NULL,
    batch TEXT NOT NULL, office TEXT NOT NULL, number TEXT NOT NULL, asked TEXT NOT NULL,
    asked_on TEXT NOT NULL, due TEXT NOT NULL, open BIGINT NOT NULL
);
CREATE INDEX consultation_office ON consultation (office, asked_on);
CREATE INDEX consultation_batch ON consultation (batch, office);
CREATE INDEX consultation_open ON consultation (open, due);

-- One-time links. Only the hash of the token is kept; the address it was mailed to stays out of the journal.
CREATE TABLE consultation_link (
    secret TEXT NOT NULL PRIMARY KEY, consultation TEXT NOT NULL, department TEXT NOT NULL, address TEXT NOT NULL,
    expires TEXT NOT NULL, made_at BIGINT NOT NULL, made_by TEXT NOT NULL, used_at BIGINT
);
CREATE INDEX consultation_link_of ON consultation_link (consultation, department);
