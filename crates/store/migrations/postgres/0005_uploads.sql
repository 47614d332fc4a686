-- Files that were kept before what they belong to was done, until it is. What stays here for long belongs to nothing.
CREATE TABLE upload (
    sha256 TEXT NOT NULL PRIMARY KEY, at BIGINT NOT NULL
);
CREATE INDEX upload_at ON upload (at);
