-- 年度更新 The yearly update of each enterprise, and what is arranged for a year (A14).

CREATE TABLE update_year (
    id TEXT PRIMARY KEY, version BIGINT NOT NULL, state TEXT NOT NULL,
    year BIGINT NOT NULL, due TEXT NOT NULL, channel TEXT NOT NULL, closed BIGINT NOT NULL
);

CREATE TABLE annual_update (
    id TEXT PRIMARY KEY, version BIGINT NOT NULL, state TEXT NOT NULL,
    enterprise TEXT NOT NULL, year BIGINT NOT NULL, city TEXT NOT NULL,
    filed_on TEXT, channel TEXT, missed_on TEXT, excused_on TEXT
);
CREATE INDEX annual_update_year ON annual_update (year, enterprise);
