-- Lists that MIIT published (A11).

CREATE TABLE miit_list (
    id TEXT PRIMARY KEY, version BIGINT NOT NULL, state TEXT NOT NULL,
    number TEXT NOT NULL, dated TEXT NOT NULL
);
CREATE INDEX miit_list_dated ON miit_list (dated);
