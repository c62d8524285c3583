-- A mark may carry how clear the chapter was, from 1 to 5, and a note, which only its member is shown.

ALTER TABLE watched ADD COLUMN clarity INTEGER CHECK (clarity BETWEEN 1 AND 5);
ALTER TABLE watched ADD COLUMN note TEXT CHECK (note <> '');

-- Who has said that the server's board may show them, and the role of those who have finished a course.

CREATE TABLE board_member (
    guild_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    since INTEGER NOT NULL,
    PRIMARY KEY (guild_id, user_id)
) STRICT;
CREATE INDEX board_member_of_user ON board_member (user_id);

ALTER TABLE guild ADD COLUMN finisher_role INTEGER;
