-- What every act leaves behind, and what the house itself needs. Rooms have their tables in 0002.

-- Every event there ever was. Rows are only added; `titian journal verify` notices anything else.
CREATE TABLE journal (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    stream TEXT NOT NULL,
    version BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    basis TEXT NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    prev TEXT NOT NULL,
    hash TEXT NOT NULL,
    UNIQUE (stream, version)
);

-- Signed checkpoints over all settled rows of the journal.
CREATE TABLE seal (
    number BIGINT NOT NULL PRIMARY KEY,
    upto_seq BIGINT NOT NULL,
    size BIGINT NOT NULL,
    root TEXT NOT NULL,
    frontier TEXT NOT NULL,
    note TEXT NOT NULL,
    at BIGINT NOT NULL
);

-- The first answer to a form or an API write, given again when it is sent again.
CREATE TABLE idempotency (
    actor TEXT NOT NULL,
    key TEXT NOT NULL,
    answer TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (actor, key)
);

-- Work to do later, safe to do twice.
CREATE TABLE job (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    dedupe TEXT,
    created_at BIGINT NOT NULL,
    run_at BIGINT NOT NULL,
    holder TEXT,
    lease_until BIGINT,
    attempts BIGINT NOT NULL DEFAULT 0,
    error TEXT,
    finished_at BIGINT,
    gave_up BIGINT NOT NULL DEFAULT 0,
    UNIQUE (kind, dedupe)
);
CREATE INDEX job_open ON job (run_at, id) WHERE finished_at IS NULL;

-- Mail to send: the outbox.
CREATE TABLE mail (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    address TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    run_at BIGINT NOT NULL,
    holder TEXT,
    lease_until BIGINT,
    attempts BIGINT NOT NULL DEFAULT 0,
    error TEXT,
    finished_at BIGINT,
    gave_up BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX mail_open ON mail (run_at, id) WHERE finished_at IS NULL;

-- Messages on the portal, to a person or to everybody of an enterprise.
CREATE TABLE message (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    recipient_kind TEXT NOT NULL,
    recipient TEXT NOT NULL,
    at BIGINT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    link TEXT NOT NULL,
    read_at BIGINT
);
CREATE INDEX message_recipient ON message (recipient_kind, recipient, id);

-- How a person proves who they are. `secret` is a password's hash or a sealed TOTP key, never in the clear.
CREATE TABLE credential (
    account TEXT NOT NULL,
    kind TEXT NOT NULL,
    secret TEXT NOT NULL,
    must_change BIGINT NOT NULL DEFAULT 0,
    used_step BIGINT,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (account, kind)
);

-- Who is signed in. Only the hash of a token is kept.
CREATE TABLE session (
    token_hash TEXT NOT NULL PRIMARY KEY,
    account TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    address TEXT NOT NULL,
    agent TEXT NOT NULL,
    revoked_at BIGINT
);
CREATE INDEX session_account ON session (account);

-- Attempts that are counted, for lock-outs and limits that hold over several servers.
CREATE TABLE attempt (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX attempt_key ON attempt (key, at);

-- Who looked at something sensitive.
CREATE TABLE audit (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    what TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL
);
CREATE INDEX audit_subject ON audit (subject, seq);

CREATE TABLE setting (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

-- Numbers given out without a gap.
CREATE TABLE counter (
    name TEXT NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
);

-- Attachments that are kept, by the SHA-256 of their bytes.
CREATE TABLE blob (
    sha256 TEXT NOT NULL PRIMARY KEY,
    size BIGINT NOT NULL,
    media TEXT NOT NULL,
    name TEXT NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL
);
