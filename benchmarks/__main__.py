"""`make bench`: runs all benchmarks and prints their tables."""

from argparse import ArgumentParser

from benchmarks import answers, courses, posts, presses, reconciling, spoken

if __name__ == "__main__":
    parser = ArgumentParser(prog="python -m benchmarks", description="Measure speed, side by side.")
    parser.add_argument("--posts", type=int, default=1_000, help="how many posts fall due at once")
    parser.add_argument("--presses", type=int, default=500, help="how many press within a second")
    parser.add_argument("--servers", type=int, default=10_000, help="how many servers the bot is in at a start")
    parser.add_argument("--courses", type=int, default=200, help="how many servers bring a course")
    wanted = parser.parse_args()
    answers.report()
    print()
    spoken.report()
    print()
    courses.report(wanted.courses)
    print()
    posts.report(wanted.posts)
    print()
    presses.report(wanted.presses)
    print()
    reconciling.report(wanted.servers)
