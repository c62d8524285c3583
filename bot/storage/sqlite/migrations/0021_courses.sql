-- The courses that there are: those that servers brought themselves, and what was last seen of those in files (without
-- a guild), so that lessons keep their keys when a course is edited. Which courses a server has
-- chosen; and what an organiser has uploaded, until they say that it is to be used.

CREATE TABLE course (
    course_id TEXT PRIMARY KEY,
    guild_id INTEGER,
    organiser_id INTEGER,
    ref INTEGER NOT NULL,
    content TEXT NOT NULL,
    added_at INTEGER,
    removed_at INTEGER
) STRICT;
CREATE INDEX course_of_guild ON course (guild_id);
CREATE INDEX course_of_organiser ON course (organiser_id) WHERE organiser_id IS NOT NULL;
CREATE INDEX course_by_ref ON course (ref);

CREATE TABLE course_draft (
    guild_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    course_id TEXT,
    content TEXT NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (guild_id, user_id)
) STRICT;
CREATE INDEX course_draft_of_user ON course_draft (user_id);
CREATE INDEX course_draft_by_age ON course_draft (changed_at);

CREATE TABLE course_choice (
    guild_id INTEGER NOT NULL,
    course_id TEXT NOT NULL,
    PRIMARY KEY (guild_id, course_id)
) STRICT;
