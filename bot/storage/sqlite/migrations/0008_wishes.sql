-- Who wants to be reminded of watch parties by direct message. Jobs name a wish, not a person.

CREATE TABLE wish (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    locale TEXT NOT NULL CHECK (locale IN ('en-US', 'pt-BR')),
    UNIQUE (guild_id, user_id)
) STRICT;
CREATE INDEX wish_of_user ON wish (user_id);
