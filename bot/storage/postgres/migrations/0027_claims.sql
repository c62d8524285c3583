-- Claiming a job, and what is done whenever a shard is ready, read as few rows as they change, however many jobs wait.
-- What may wait for all others has an index of its own, so that neither kind of job is read in search of the other.

DROP INDEX job_to_try;
CREATE INDEX job_to_try ON job (try_at, id)
WHERE state IN ('waiting', 'leased') AND kind NOT IN ('post_reminder', 'nudge', 'post_count');
CREATE INDEX job_to_try_later ON job (try_at, id)
WHERE state IN ('waiting', 'leased') AND kind IN ('post_reminder', 'nudge', 'post_count');
CREATE INDEX job_out_of_turn ON job (guild_id)
WHERE (state = 'leased' OR state = 'waiting' AND (attempts > 0 OR try_at > due OR kind = 'forget_guild'));
