-- 复核 Titles past their term, and the right to re-review (A13.3, A14).

ALTER TABLE recognition ADD COLUMN continues BIGINT NOT NULL DEFAULT 0;
ALTER TABLE recognition ADD COLUMN right_lost_on TEXT;
UPDATE recognition SET continues = 1 WHERE state LIKE '%"origin":{"origin":"announced"%';
CREATE INDEX recognition_term ON recognition (tier, valid_until);
