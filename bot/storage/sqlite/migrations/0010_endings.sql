-- What comes after a season, and which chapters a post brought: a list of numbers, empty for the closing post.

ALTER TABLE schedule ADD COLUMN ending TEXT NOT NULL DEFAULT 'stop' CHECK (ending IN ('stop', 'repeat', 'wait'));
ALTER TABLE job ADD COLUMN chapters TEXT;
