-- Names that enterprises bore before (A15), to be found by them; and lists of others that enterprises are compared with
-- (A3).

CREATE TABLE former_name (
    enterprise TEXT NOT NULL, folded TEXT NOT NULL, name TEXT NOT NULL, stated BIGINT NOT NULL,
    PRIMARY KEY (enterprise, folded)
);
CREATE INDEX former_name_folded ON former_name (folded);

CREATE TABLE compliance_list (
    id TEXT PRIMARY KEY, version BIGINT NOT NULL, state TEXT NOT NULL,
    kind TEXT NOT NULL, office TEXT NOT NULL, as_of TEXT NOT NULL, registered_on TEXT NOT NULL, current BIGINT NOT NULL
);
CREATE INDEX compliance_list_current ON compliance_list (current, office, kind);

-- Rows that mean, or may mean, one of ours: to be found by the enterprise.
CREATE TABLE compliance_listed (
    list TEXT NOT NULL, row_number BIGINT NOT NULL, enterprise TEXT NOT NULL, standing TEXT NOT NULL,
    PRIMARY KEY (list, row_number, enterprise)
);
CREATE INDEX compliance_listed_enterprise ON compliance_listed (enterprise, list);
