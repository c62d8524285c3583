-- Forgetting what has become old is work that falls due, and drafts of parties have an age.
-- SQLite cannot alter a CHECK, so the table is made anew, and goes on giving ids where the old one was.

CREATE TABLE job_anew (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (
        kind IN ('weekly_post', 'forget_guild', 'notice', 'discussion', 'party', 'party_event', 'retention')
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
    mended INTEGER NOT NULL DEFAULT 0 CHECK (mended IN (0, 1))
) STRICT;
INSERT INTO job_anew SELECT
    id, kind, guild_id, subject, occurrence, due, try_at, state, attempts, channel_id, message_id, last_error,
    settled_at, actor_id, waited, chapters, mended
FROM job;
DELETE FROM sqlite_sequence WHERE name = 'job_anew';
INSERT INTO sqlite_sequence (name, seq) SELECT 'job_anew', seq FROM sqlite_sequence WHERE name = 'job';
DROP TABLE job;
ALTER TABLE job_anew RENAME TO job;
CREATE INDEX job_to_try ON job (try_at, id) WHERE state IN ('waiting', 'leased');
CREATE INDEX job_of_guild ON job (guild_id, kind, subject);
CREATE INDEX job_of_actor ON job (actor_id) WHERE actor_id IS NOT NULL;
CREATE INDEX job_by_age ON job (due) WHERE state IN ('done', 'skipped', 'dead');

ALTER TABLE party ADD COLUMN drafted_at INTEGER;
CREATE INDEX party_draft ON party (drafted_at) WHERE state = 'draft';
CREATE INDEX party_ended ON party (starts_at) WHERE state IN ('over', 'cancelled');
CREATE INDEX party_presence_seen ON party_presence (since) WHERE said = 0;

-- Where a person was written to in private is known only while that is under way.
UPDATE job SET channel_id = NULL, message_id = NULL
WHERE state IN ('done', 'skipped', 'dead')
AND (kind = 'notice' OR kind = 'party' AND occurrence LIKE 'party:%:whisper:%');
