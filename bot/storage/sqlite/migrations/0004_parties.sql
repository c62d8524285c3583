-- Watch parties with their guests and who was there, and whether every member of a guild may plan one.

ALTER TABLE guild ADD COLUMN members_plan INTEGER NOT NULL DEFAULT 0 CHECK (members_plan IN (0, 1));

CREATE TABLE party (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL,
    course_id TEXT NOT NULL,
    chapter INTEGER NOT NULL,
    length_s INTEGER NOT NULL CHECK (length_s > 0),
    host_id INTEGER,
    channel_id INTEGER NOT NULL,
    venue_id INTEGER,
    role_id INTEGER,
    note TEXT,
    starts_at INTEGER NOT NULL,
    zone_name TEXT NOT NULL,
    reminders TEXT NOT NULL,
    repeat_days INTEGER CHECK (repeat_days BETWEEN 0 AND 7),
    repeat_at_minute INTEGER CHECK (repeat_at_minute BETWEEN 0 AND 1439),
    state TEXT NOT NULL CHECK (state IN ('draft', 'planned', 'running', 'paused', 'over', 'cancelled')),
    message_id INTEGER,
    event_id INTEGER,
    started_at INTEGER,
    paused_at INTEGER,
    paused_s INTEGER NOT NULL DEFAULT 0 CHECK (paused_s >= 0),
    CHECK ((repeat_days IS NULL) = (repeat_at_minute IS NULL))
) STRICT;
CREATE INDEX party_of_guild ON party (guild_id, state, starts_at);
CREATE INDEX party_of_host ON party (host_id, guild_id) WHERE host_id IS NOT NULL;

CREATE TABLE party_answer (
    party_id INTEGER NOT NULL REFERENCES party (id) ON DELETE CASCADE,
    user_id INTEGER NOT NULL,
    answer TEXT NOT NULL CHECK (answer IN ('going', 'maybe', 'cant')),
    answered_at INTEGER NOT NULL,
    PRIMARY KEY (party_id, user_id)
) STRICT;
CREATE INDEX party_answer_of_user ON party_answer (user_id);

CREATE TABLE party_presence (
    party_id INTEGER NOT NULL REFERENCES party (id) ON DELETE CASCADE,
    user_id INTEGER NOT NULL,
    since INTEGER NOT NULL,
    PRIMARY KEY (party_id, user_id)
) STRICT;
CREATE INDEX party_presence_of_user ON party_presence (user_id);
