-- A mark may carry how clear the chapter was, from 1 to 5, and a note, which only its member is shown.

ALTER TABLE watched ADD COLUMN clarity INTEGER CHECK (clarity BETWEEN 1 AND 5);
ALTER TABLE watched ADD COLUMN note TEXT CHECK (note <> '');
