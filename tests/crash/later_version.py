"""The bot as a later version might be: `python -m tests.crash.later_version run` has one migration more.

The file `rows` in the working folder says how much work that migration is, so that a test can kill it
on the way: some of them are written, the others counted, which takes time and no space.
"""

from pathlib import Path

import bot.__main__
from bot.storage.sqlite import migrate

MIGRATION = """
CREATE TABLE later (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;
INSERT INTO later (text)
WITH RECURSIVE counted (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < {rows})
SELECT hex(n) FROM counted WHERE n <= 100000;
DROP TABLE watched;
"""

if __name__ == "__main__":
    scripts = [*migrate.scripts(), MIGRATION.format(rows=Path("rows").read_text(encoding="utf-8"))]
    migrate.scripts = lambda: scripts
    bot.__main__.main()
