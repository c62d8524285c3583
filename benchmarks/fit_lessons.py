"""Fits the weights for courses without a glossary in data/answer_weights.json: `make fit-lessons COURSES=folder`.

Each folder in it has a course, course.json, and labelled questions about it, questions.jsonl. A logistic regression of
scikit-learn on `bot.answers.lessons.features` tells whether the best lesson is right. Before it is fitted to all, each
course is judged by weights that are fitted to the others.
"""

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from benchmarks.fit import regress, rounded, write
from bot.answers.evaluation import Question, parse_questions
from bot.answers.lessons.features import FITTED, features
from bot.answers.lessons.finding import LessonFinder
from bot.answers.weights import WEIGHTS, Weights
from bot.courses.file import parse_course

ROUNDS = 4
STRENGTH = 0.3  # inverse strength of the regularisation
NOT_COVERED = 1.5  # how much a question counts that no lesson covers, beside others
MOST = 225  # questions: those of a course that has more count less each
LENIENCY = 0.6  # added to the constant: of the questions that are answered by it, nearly all are covered


class Asked(NamedTuple):
    """A question about the course *course*, with the features and the best lesson of each of its readings."""

    course: str
    question: Question
    table: Any
    lessons: Sequence[int]

    def is_right(self, reading: int) -> bool:
        """Tell whether the best lesson of *reading* is a right answer."""
        return self.lessons[reading] in (*self.question.best, *self.question.also)


def ask(folder: Path) -> list[Asked]:
    """Return the questions of the course in *folder*, read."""
    course = parse_course((folder / "course.json").read_text("utf-8"), str(folder))
    finder = LessonFinder(course)
    asked = []
    for question in parse_questions((folder / "questions.jsonl").read_text("utf-8"), str(folder)):
        message = finder.parse(question.q, has_code=False)
        found = [(query, finder.read(query)) for query in message.readings()]
        tables = [features(message, query, reading, finder.index) for query, reading in found]
        table = np.array([[row[name] for name in FITTED] for row in tables])
        numbers = [course.chapter(r.ranked[0][0]).number if r.ranked else 0 for _, r in found]
        asked.append(Asked(folder.name, question, table, numbers))
    return asked


def fit(asked: Sequence[Asked]) -> Weights:
    """Return the weights that tell best whether the best lesson of each of *asked* is right."""
    chosen = [0] * len(asked)
    sizes = Counter(each.course for each in asked)
    shares = [min(1.0, MOST / sizes[each.course]) for each in asked]
    emphasis = [share * (1.0 if each.question.best else NOT_COVERED) for each, share in zip(asked, shares, strict=True)]
    weights, constant = np.zeros(len(FITTED)), 0.0
    for _ in range(ROUNDS):
        table = np.array([each.table[reading] for each, reading in zip(asked, chosen, strict=True)])
        right = [each.is_right(reading) for each, reading in zip(asked, chosen, strict=True)]
        weights, constant = regress(table, right, emphasis, STRENGTH)
        chosen = [int(np.argmax(each.table @ weights)) for each in asked]
    return rounded(FITTED, weights, constant + LENIENCY)


def judge(each: Asked, weights: Weights) -> bool:
    """Tell whether *each* is answered rightly by *weights*."""
    scores = each.table @ np.array([weights.features[name] for name in FITTED]) + weights.constant
    reading = int(np.argmax(scores))
    return each.is_right(reading) if scores[reading] > 0 else not each.question.best


def main() -> None:
    """Judge each course by the others, fit to all, and write the file."""
    asked = [each for folder in sorted(Path(sys.argv[1]).iterdir()) for each in ask(folder)]
    for course in dict.fromkeys(each.course for each in asked):
        weights = fit([each for each in asked if each.course != course])
        own = [judge(each, weights) for each in asked if each.course == course]
        print(f"{course}: {sum(own) / len(own):.3f} of {len(own)}, by weights fitted to the others")
    write(WEIGHTS.model_copy(update={"lessons": fit(asked)}))


if __name__ == "__main__":
    main()
