-- What an organiser is still filling in to set a schedule up, one draft a guild and person.

CREATE TABLE draft (
    guild_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    content TEXT NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (guild_id, user_id)
) STRICT;
CREATE INDEX draft_of_user ON draft (user_id);
CREATE INDEX draft_by_age ON draft (changed_at);
