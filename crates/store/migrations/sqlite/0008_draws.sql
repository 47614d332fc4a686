-- 抽签 Which cases are visited on the spot: a row for each draw. Columns after `state` are those of the room.
CREATE TABLE draw (
    id TEXT PRIMARY KEY, version BIGINT NOT NULL, state TEXT NOT NULL,
    batch TEXT NOT NULL, city TEXT, title TEXT NOT NULL, stage TEXT NOT NULL,
    fixed_on TEXT, opens_on TEXT, drawn_on TEXT
);
CREATE INDEX draw_batch ON draw (batch, city);
CREATE INDEX draw_stage ON draw (stage, fixed_on);

-- What the house adds to a seed, sealed until the draw is opened: nobody is to know it before.
CREATE TABLE contribution (
    draw TEXT NOT NULL PRIMARY KEY, sealed TEXT NOT NULL, at BIGINT NOT NULL
);
