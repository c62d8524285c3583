-- What a look back for an earlier attempt goes by, and what a start looks for.

-- From when on, by Discord's own clock, there may be something that a job has sent.
ALTER TABLE job ADD COLUMN sent_from INTEGER;
-- Until when what was sent may still be carried out, though nobody knows whether it was.
ALTER TABLE job ADD COLUMN rest_until INTEGER;

-- The servers with something to try again, among all that was ever posted.
CREATE INDEX job_held ON job (guild_id) WHERE state = 'held';
