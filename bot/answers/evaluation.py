"""Measures the engine on questions with known answers."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypedDict

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.answers import AnswerEngine
from bot.text.locales import Locale


class QuestionsError(Exception):
    """A file of questions cannot be used; the message names the file, the line and what is wrong."""


class Question(BaseModel):
    """A question, the chapters right as first answer, and those acceptable below it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    q: str
    lang: Literal["en", "pt"]
    kind: str = Field(min_length=1)
    best: tuple[int, ...]
    also: tuple[int, ...] = ()

    @property
    def locale(self) -> Locale:
        """The language that it is asked in."""
        return Locale.spoken_to(self.lang)


class Wrong(TypedDict):
    """A question that was not answered rightly, and what was answered."""

    q: str
    got: list[int]
    best: list[int]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How many questions there were and the shares that were answered rightly."""

    n: int
    top1: float
    none: float
    all: float
    wrong: tuple[Wrong, ...]
    by_kind: dict[str, float]


def parse_questions(text: str, source: str) -> list[Question]:
    """Read questions, one JSON object a line, from the *text* of the file called *source*.

    Raises:
        QuestionsError: A line is no JSON object or not of a question's shape.
    """
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            found.append(Question.model_validate_json(line))
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            path = ".".join(str(part) for part in first["loc"]) or "the line"
            message = f"{source}, line {number}: {path}: found {json.dumps(first['input'], default=str)[:60]}; "
            raise QuestionsError(message + f"expected: {first['msg']}") from None
    return found


def evaluate(engine: AnswerEngine, questions: Iterable[Question]) -> Evaluation:
    """Ask *engine* every one of *questions* and count the right answers."""
    asked, right, wrong = Counter[str](), Counter[str](), []
    covered, covered_right = 0, 0
    for question in questions:
        got = [int(answer.chapter) for answer in engine.ask(question.q, question.locale).answers]
        fits = got[0] in question.best if got and question.best else not got and not question.best
        asked[question.kind] += 1
        right[question.kind] += fits
        covered += bool(question.best)
        covered_right += fits and bool(question.best)
        if not fits:
            wrong.append(Wrong(q=question.q, got=got, best=list(question.best)))
    total, total_right = asked.total(), right.total()
    return Evaluation(
        n=total,
        top1=_share(covered_right, covered),
        none=_share(total_right - covered_right, total - covered),
        all=_share(total_right, total),
        wrong=tuple(wrong),
        by_kind={kind: _share(right[kind], asked[kind]) for kind in sorted(asked)},
    )


def _share(part: int, whole: int) -> float:
    """Return the part of the whole; of nothing, all is right."""
    return part / whole if whole else 1.0
