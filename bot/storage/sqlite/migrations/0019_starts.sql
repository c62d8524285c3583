-- The start of a schedule is announced, which is work that falls due; SQLite cannot alter a CHECK, so the table of jobs
-- is made anew, and goes on giving ids where the old one was. When a schedule was stopped or replaced, and by whom, is
-- kept with it; of earlier ones it is what was recorded with the post that was cancelled then.

CREATE TABLE job_anew (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (
        kind IN (
            'weekly_post', 'forget_guild', 'notice', 'discussion', 'party', 'party_event', 'retention',
            'schedule_start'
        )
    ),
    guild_id INTEGER NOT NULL,
    subject INTEGER NOT NULL,
    occurrence TEXT NOT NULL UNIQUE,
    due INTEGER NOT NULL,
    try_at INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'leased', 'done', 'held', 'dead', 'skipped')),
    attempts INTEGER NOT NULL CHECK (attempts >= 0),
    channel_id INTEGER,
    message_id INTEGER,
    last_error TEXT,
    settled_at INTEGER,
    actor_id INTEGER,
    waited INTEGER NOT NULL DEFAULT 0 CHECK (waited IN (0, 1)),
    chapters TEXT,
    mended INTEGER NOT NULL DEFAULT 0 CHECK (mended IN (0, 1)),
    sent_from INTEGER,
    rest_until INTEGER
) STRICT;
INSERT INTO job_anew SELECT
    id, kind, guild_id, subject, occurrence, due, try_at, state, attempts, channel_id, message_id, last_error,
    settled_at, actor_id, waited, chapters, mended, sent_from, rest_until
FROM job;
DELETE FROM sqlite_sequence WHERE name = 'job_anew';
INSERT INTO sqlite_sequence (name, seq) SELECT 'job_anew', seq FROM sqlite_sequence WHERE name = 'job';
DROP TABLE job;
ALTER TABLE job_anew RENAME TO job;
CREATE INDEX job_to_try ON job (try_at, id) WHERE state IN ('waiting', 'leased');
CREATE INDEX job_of_guild ON job (guild_id, kind, subject);
CREATE INDEX job_of_actor ON job (actor_id) WHERE actor_id IS NOT NULL;
CREATE INDEX job_by_age ON job (due) WHERE state IN ('done', 'skipped', 'dead');
CREATE INDEX job_held ON job (guild_id) WHERE state = 'held';

ALTER TABLE schedule ADD COLUMN ended_at INTEGER;
ALTER TABLE schedule ADD COLUMN ender_id INTEGER;
UPDATE schedule SET (ended_at, ender_id) = (
    SELECT settled_at, actor_id FROM job
    WHERE job.guild_id = schedule.guild_id AND job.kind = 'weekly_post' AND job.subject = schedule.id
    AND job.settled_at IS NOT NULL
    ORDER BY job.settled_at DESC, job.id DESC LIMIT 1
)
WHERE state = 'replaced';
