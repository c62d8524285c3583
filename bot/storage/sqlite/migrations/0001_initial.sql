-- The first schema: guild settings, study schedules, the queue of due work, and who watched what.
-- Ids that leave the database, in buttons and nonces, are never given twice: AUTOINCREMENT.

CREATE TABLE guild (
    id INTEGER PRIMARY KEY,
    locale TEXT CHECK (locale IN ('en-US', 'pt-BR')),
    zone_name TEXT,
    left_at INTEGER
) STRICT;

CREATE TABLE schedule (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL,
    channel_id INTEGER NOT NULL,
    course_id TEXT NOT NULL,
    weekdays TEXT NOT NULL CHECK (weekdays <> ''),
    at_minute INTEGER NOT NULL CHECK (at_minute BETWEEN 0 AND 1439),
    zone_name TEXT NOT NULL,
    chapters TEXT NOT NULL CHECK (chapters <> ''),
    position INTEGER NOT NULL CHECK (position >= 0),
    role_id INTEGER,
    organiser_id INTEGER,
    state TEXT NOT NULL CHECK (state IN ('active', 'paused', 'finished', 'replaced'))
) STRICT;
CREATE INDEX schedule_of_guild ON schedule (guild_id, course_id);

CREATE TABLE job (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN ('weekly_post', 'forget_guild')),
    guild_id INTEGER NOT NULL,
    subject INTEGER NOT NULL,
    occurrence TEXT NOT NULL UNIQUE,
    due INTEGER NOT NULL,
    try_at INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'leased', 'done', 'held', 'dead', 'skipped')),
    attempts INTEGER NOT NULL CHECK (attempts >= 0),
    channel_id INTEGER,
    message_id INTEGER,
    last_error TEXT
) STRICT;
CREATE INDEX job_to_try ON job (try_at, id) WHERE state IN ('waiting', 'leased');
CREATE INDEX job_of_guild ON job (guild_id, subject);

CREATE TABLE watched (
    guild_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    course_id TEXT NOT NULL,
    chapter INTEGER NOT NULL,
    watched_at INTEGER NOT NULL,
    PRIMARY KEY (guild_id, course_id, user_id, chapter)
) STRICT;
CREATE INDEX watched_of_user ON watched (user_id);

CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
