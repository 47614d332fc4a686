-- Two desks, and what one recommends to the other (A10, A11).

ALTER TABLE application ADD COLUMN desk TEXT NOT NULL DEFAULT 'city';
CREATE INDEX application_desk ON application (desk, stage);

CREATE TABLE recommendation (
    id TEXT PRIMARY KEY, version BIGINT NOT NULL, state TEXT NOT NULL,
    batch TEXT NOT NULL, office TEXT NOT NULL, tier TEXT NOT NULL, number TEXT NOT NULL, recommended_on TEXT NOT NULL
);
CREATE INDEX recommendation_office ON recommendation (office, recommended_on);
