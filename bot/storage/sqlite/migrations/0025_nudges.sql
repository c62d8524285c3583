-- Who wants a nudge by direct message when they have fallen behind, at which hours of which time zone, and whether they
-- have had one since they were last up to date.

CREATE TABLE nudge_wish (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    locale TEXT NOT NULL CHECK (locale IN ('en-US', 'pt-BR')),
    from_hour INTEGER NOT NULL CHECK (from_hour BETWEEN 0 AND 23),
    until_hour INTEGER NOT NULL CHECK (until_hour BETWEEN 1 AND 24 AND until_hour > from_hour),
    zone_name TEXT NOT NULL,
    nudged INTEGER NOT NULL DEFAULT 0 CHECK (nudged IN (0, 1)),
    UNIQUE (guild_id, user_id)
) STRICT;
CREATE INDEX nudge_wish_of_user ON nudge_wish (user_id);
