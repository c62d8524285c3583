-- What each change was before and after, so that it can be taken back; and the chapter that was posted last, which was
-- taken from the position in the order until now, as if what was jumped over had been posted.

CREATE TABLE undo (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    content TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    undone_at INTEGER
) STRICT;

CREATE INDEX undo_by_age ON undo (made_at);
CREATE INDEX undo_of_guild ON undo (guild_id);
CREATE INDEX undo_of_user ON undo (user_id);

ALTER TABLE schedule ADD COLUMN latest_chapter INTEGER;

UPDATE schedule SET latest_chapter = json_extract('[' || chapters || ']', '$[' || (position - 1) || ']')
WHERE position > 0;
