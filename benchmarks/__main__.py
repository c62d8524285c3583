"""`make bench`: runs all benchmarks and prints their tables; `python -m benchmarks courses` runs only that one."""

from argparse import ArgumentParser
from collections.abc import Callable

from benchmarks import (
    answers,
    commands,
    courses,
    marks,
    memory,
    pictures,
    posts,
    presses,
    reconciling,
    rows,
    shards,
    spoken,
    start,
)

if __name__ == "__main__":
    parser = ArgumentParser(prog="python -m benchmarks", description="Measure speed, side by side.")
    parser.add_argument("sections", nargs="*", help="which tables to print (all if none is named)")
    parser.add_argument("--posts", type=int, default=1_000, help="how many posts fall due at once")
    parser.add_argument(
        "--processes",
        type=int,
        nargs="+",
        default=[1, 4],
        help="in how many processes the bots of posts and shards are",
    )
    parser.add_argument("--presses", type=int, default=500, help="how many press within a second")
    parser.add_argument("--marks", type=int, default=5_000, help="how many mark a chapter within a minute")
    parser.add_argument("--servers", type=int, default=10_000, help="how many servers the bot is in at a start")
    parser.add_argument("--courses", type=int, default=200, help="how many servers bring a course")
    parser.add_argument("--pictures", type=int, default=100, help="how many pictures of each kind are drawn")
    parser.add_argument(
        "--sharded", type=int, nargs="+", default=[2_500, 10_000], help="how many servers bots with shards are in"
    )
    parser.add_argument("--commands", type=int, default=300, help="how often each command is given")
    parser.add_argument("--starts", type=int, default=15, help="how often each is started")
    wanted = parser.parse_args()
    sections: dict[str, Callable[[], None]] = {
        "answers": answers.report,
        "spoken": spoken.report,
        "courses": lambda: courses.report(wanted.courses),
        "pictures": lambda: pictures.report(wanted.pictures),
        "posts": lambda: posts.report(wanted.posts, wanted.processes),
        "commands": lambda: commands.report(wanted.commands),
        "memory": lambda: memory.report(wanted.servers),
        "presses": lambda: presses.report(wanted.presses),
        "marks": lambda: marks.report(wanted.marks),
        "reconciling": lambda: reconciling.report(wanted.servers),
        "rows": rows.report,
        "shards": lambda: shards.report(wanted.sharded, wanted.processes),
        "start": lambda: start.report(wanted.starts),
    }
    if unknown := set(wanted.sections) - sections.keys():
        parser.error(f"no section is called {', '.join(sorted(unknown))}; there are {', '.join(sections)}")
    for place, name in enumerate(wanted.sections or sections):
        print(end="\n" if place else "")
        sections[name]()
