-- Lists of others that an office brings in; where a case was filed (A12).

CREATE TABLE import (
    id TEXT PRIMARY KEY, version BIGINT NOT NULL, state TEXT NOT NULL,
    what TEXT NOT NULL, prepared_on TEXT NOT NULL, done BIGINT NOT NULL
);
CREATE INDEX import_prepared ON import (prepared_on);

-- What there is was filed here.
ALTER TABLE application ADD COLUMN channel TEXT NOT NULL DEFAULT 'portal';
