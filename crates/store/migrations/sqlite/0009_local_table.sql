-- Versions of the province's own table of 15 points (A8).

CREATE TABLE local_table (
    id TEXT PRIMARY KEY, version BIGINT NOT NULL, state TEXT NOT NULL,
    edition BIGINT NOT NULL, title TEXT NOT NULL, stage TEXT NOT NULL
);
CREATE INDEX local_table_edition ON local_table (stage, edition);
