"""Fits the weights in data/answer_weights.json to labelled questions: `make fit`.

A logistic regression of scikit-learn on `bot.answers.features`, over one reading of each message: of several, the one
that scores highest by the weights found so far. It ends after a fixed number of rounds, so that the same questions
always give the same weights.
"""

import json
from collections.abc import Sequence
from itertools import chain
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from bot.answers.evaluation import Question, parse_questions
from bot.answers.features import FITTED, features
from bot.answers.subject import find_subject
from bot.answers.weights import WEIGHTS, WEIGHTS_FILE, AnswerWeights, Weights
from bot.text.data_files import DATA
from tests.unit.answers_course import real_engine, real_finder

ROUNDS = 8
STRENGTH = 1.0  # inverse strength of the regularisation
DIGITS = 3  # decimal places of a weight
SETS = {
    "tune.jsonl": 1.0,
    "messages.jsonl": 3.0,
    "learners.jsonl": 1.0,
    "chat.jsonl": 2.0,
}  # files of data/questions, and how much a question counts in each


def labelled() -> tuple[list[Question], list[float]]:
    """Return the questions to fit to, and how much each counts."""
    files = {DATA / "questions" / name: emphasis for name, emphasis in SETS.items()}
    found = {file: parse_questions(file.read_text("utf-8"), file.name) for file in files}
    return list(chain.from_iterable(found.values())), [files[file] for file, rows in found.items() for _ in rows]


def readings(questions: Sequence[Question]) -> list[Any]:
    """Return, for each question, the features of each of its readings, a row each."""
    finder, engine = real_finder(), real_engine()
    found = []
    for question in questions:
        _, message = engine.read(question.q)
        named = [(query, find_subject(query)) for query in message.readings()]
        table = [features(message, query, subject, finder.index) for query, subject in named]
        found.append(np.array([[row[name] for name in FITTED] for row in table]))
    return found


def regress(
    table: Any, covered: Sequence[bool], emphasis: Sequence[float] | None, strength: float = STRENGTH
) -> tuple[Any, float]:
    """Return the weights of the columns of *table*, and the constant, that tell best which rows are *covered*."""
    mean, spread = table.mean(axis=0), table.std(axis=0) + 1e-9
    model = LogisticRegression(C=strength, max_iter=5_000).fit((table - mean) / spread, covered, sample_weight=emphasis)
    weights = model.coef_[0] / spread
    return weights, float(model.intercept_[0] - weights @ mean)


def rounded(names: Sequence[str], weights: Any, constant: float) -> Weights:
    """Return the *weights* of the features *names*, and the *constant*, as they are written."""
    by_name = {name: round(float(weight), DIGITS) for name, weight in zip(names, weights, strict=True)}
    return Weights(constant=round(constant, DIGITS), features=by_name)


def fit(rows: Sequence[Any], covered: Sequence[bool], emphasis: Sequence[float] | None = None) -> Weights:
    """Return the weights by which the readings *rows* of questions tell best which of these are *covered*."""
    chosen = [0] * len(rows)  # at first the whole message
    weights, constant = np.zeros(len(FITTED)), 0.0
    for _ in range(ROUNDS):
        table = np.array([row[place] for row, place in zip(rows, chosen, strict=True)])
        weights, constant = regress(table, covered, emphasis)
        chosen = [int(np.argmax(row @ weights)) for row in rows]
    return rounded(FITTED, weights, constant)


def main() -> None:
    """Fit, and write the file."""
    questions, emphasis = labelled()
    weights = fit(readings(questions), [bool(question.best) for question in questions], emphasis)
    write(WEIGHTS.model_copy(update={"message": weights}))
    print(f"fitted to {len(questions)} questions: {WEIGHTS_FILE.name}")


def write(weights: AnswerWeights) -> None:
    """Write *weights* to their file."""
    WEIGHTS_FILE.write_text(json.dumps(weights.model_dump(), indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
