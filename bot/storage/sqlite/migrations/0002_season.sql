-- Schedules that come every few weeks, bring several chapters, and can be adjusted; jobs that tell their story.

ALTER TABLE schedule ADD COLUMN every_weeks INTEGER NOT NULL DEFAULT 1 CHECK (every_weeks BETWEEN 1 AND 8);
ALTER TABLE schedule ADD COLUMN starts_on TEXT;
ALTER TABLE schedule ADD COLUMN per_post INTEGER NOT NULL DEFAULT 1 CHECK (per_post >= 1);
ALTER TABLE schedule ADD COLUMN adjustments TEXT NOT NULL DEFAULT '{}';
ALTER TABLE schedule ADD COLUMN grace INTEGER NOT NULL DEFAULT 259200 CHECK (grace >= 0);

ALTER TABLE job ADD COLUMN settled_at INTEGER;
ALTER TABLE job ADD COLUMN actor_id INTEGER;
CREATE INDEX job_of_actor ON job (actor_id) WHERE actor_id IS NOT NULL;
ALTER TABLE job ADD COLUMN waited INTEGER NOT NULL DEFAULT 0 CHECK (waited IN (0, 1));

-- Reasons were sentences before; now they are names that each reader's language puts into words.
UPDATE job SET last_error = 'over' WHERE state = 'skipped' AND last_error = 'the schedule is over';
UPDATE job SET last_error = 'paused' WHERE state = 'skipped' AND last_error = 'the schedule is paused';
UPDATE job SET last_error = 'came_back' WHERE state = 'skipped' AND last_error = 'the guild came back';
