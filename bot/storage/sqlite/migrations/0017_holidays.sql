-- A server's holidays: days on which none of its schedules posts and no party comes again.

CREATE TABLE holiday (
    guild_id INTEGER NOT NULL,
    first_day TEXT NOT NULL,
    last_day TEXT NOT NULL,
    PRIMARY KEY (guild_id, first_day)
) STRICT;
