"""`make bench`: everything that is measured, side by side in one run."""

from benchmarks import answers

if __name__ == "__main__":
    answers.report()
