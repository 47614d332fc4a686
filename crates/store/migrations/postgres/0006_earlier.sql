-- Titles from before the rules (A13.4): of old lists, an enterprise may be known without its code, a title without its days.

ALTER TABLE enterprise ALTER COLUMN code DROP NOT NULL;
CREATE INDEX enterprise_uncoded ON enterprise (city) WHERE code IS NULL;

ALTER TABLE recognition ALTER COLUMN valid_from DROP NOT NULL;
ALTER TABLE recognition ALTER COLUMN valid_until DROP NOT NULL;
