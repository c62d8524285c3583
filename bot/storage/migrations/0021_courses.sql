-- The courses that there are: those that servers brought themselves, and what was last seen of those in files (without
-- a guild), so that lessons keep their keys when a course is edited. And which courses a server has chosen.

CREATE TABLE course (
    course_id TEXT PRIMARY KEY,
    guild_id INTEGER,
    organiser_id INTEGER,
    ref INTEGER NOT NULL,
    content TEXT NOT NULL,
    changed_at INTEGER NOT NULL,
    removed_at INTEGER
) STRICT;
CREATE INDEX course_of_guild ON course (guild_id);
CREATE INDEX course_of_organiser ON course (organiser_id) WHERE organiser_id IS NOT NULL;
CREATE INDEX course_by_ref ON course (ref);

CREATE TABLE course_choice (
    guild_id INTEGER NOT NULL,
    course_id TEXT NOT NULL,
    PRIMARY KEY (guild_id, course_id)
) STRICT;
