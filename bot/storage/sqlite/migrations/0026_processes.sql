-- What the processes of one bot share besides its data: which requests they may make, whose turn it is to identify, and
-- presses in direct messages, which one process receives, until the one takes them whose guild they are about.
-- Times are milliseconds by the database's clock. The rows of a process that has ended mean nothing after some seconds.

CREATE TABLE shared_lock (
    name TEXT PRIMARY KEY
) STRICT;

CREATE TABLE request_claim (
    process TEXT PRIMARY KEY,
    held INTEGER NOT NULL CHECK (held >= 0),
    wanted INTEGER NOT NULL CHECK (wanted >= 0),
    until_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE identify_turn (
    bucket INTEGER PRIMARY KEY,
    process TEXT NOT NULL,
    free_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE press (
    interaction_id INTEGER PRIMARY KEY,
    guild_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    payload TEXT NOT NULL -- as Discord sent it
) STRICT;
