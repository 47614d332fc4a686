-- Corrections of lists that are out (A9, A10), and requests to correct filed data (A9).

CREATE TABLE correction (
    id TEXT PRIMARY KEY, version BIGINT NOT NULL, state TEXT NOT NULL,
    paper TEXT NOT NULL, application TEXT NOT NULL, enterprise TEXT NOT NULL, office TEXT NOT NULL, list TEXT NOT NULL,
    stage TEXT NOT NULL, proposed_on TEXT NOT NULL, announced_on TEXT
);
CREATE INDEX correction_paper ON correction (paper, stage);
CREATE INDEX correction_application ON correction (application, stage);
CREATE INDEX correction_enterprise ON correction (enterprise, stage);
CREATE INDEX correction_office ON correction (office, proposed_on);
CREATE INDEX correction_announced ON correction (stage, announced_on);

CREATE TABLE correction_request (
    id TEXT PRIMARY KEY, version BIGINT NOT NULL, state TEXT NOT NULL,
    application TEXT NOT NULL, enterprise TEXT NOT NULL, city TEXT NOT NULL,
    stage TEXT NOT NULL, asked_on TEXT NOT NULL
);
CREATE INDEX correction_request_application ON correction_request (application, asked_on);
CREATE INDEX correction_request_queue ON correction_request (city, stage, asked_on);
