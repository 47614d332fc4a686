-- Names that enterprises bore before (A15), to be found by them; and lists of others that enterprises are compared with
-- (A3).

CREATE TABLE former_name (
    enterprise TEXT NOT NULL, folded TEXT NOT NULL, name TEXT NOT NULL, stated BIGINT NOT NULL,
    PRIMARY KEY (enterprise, folded)
);
CREATE INDEX former_name_folded ON former_name (folded);
