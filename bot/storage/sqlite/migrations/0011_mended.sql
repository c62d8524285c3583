-- What was mended while an attempt was on its way: if that attempt finds the old obstacle, it does not wait for it.

ALTER TABLE job ADD COLUMN mended INTEGER NOT NULL DEFAULT 0 CHECK (mended IN (0, 1));
