-- Who wants to be told of a schedule's posts by direct message; jobs name the wish, not the person. The table of jobs is
-- made anew once more, and goes on giving ids where the old one was: which kinds there are, `JobKind` says, since SQLite
-- cannot alter a CHECK and each new kind would need such a migration.

CREATE TABLE post_wish (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    locale TEXT NOT NULL CHECK (locale IN ('en-US', 'pt-BR')),
    UNIQUE (guild_id, user_id)
) STRICT;
CREATE INDEX post_wish_of_user ON post_wish (user_id);

CREATE TABLE job_anew (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
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
