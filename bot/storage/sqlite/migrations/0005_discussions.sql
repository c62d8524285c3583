-- Posts in forums carry a tag; posts in text channels may have a thread to talk in.

ALTER TABLE schedule ADD COLUMN discussion INTEGER NOT NULL DEFAULT 0 CHECK (discussion IN (0, 1));
ALTER TABLE schedule ADD COLUMN tag_id INTEGER;
