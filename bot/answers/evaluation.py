"""Measures the engine on questions with known answers."""

import json
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
    asked: list[tuple[Question, bool]] = []
    wrong: list[Wrong] = []
    for question in questions:
        got = [int(answer.chapter) for answer in engine.ask(question.q, question.locale).answers]
        right = got[0] in question.best if got and question.best else not got and not question.best
        asked.append((question, right))
        if not right:
            wrong.append(Wrong(q=question.q, got=got, best=list(question.best)))
    return Evaluation(
        n=len(asked),
        top1=_share(right for question, right in asked if question.best),
        none=_share(right for question, right in asked if not question.best),
        all=_share(right for _, right in asked),
        wrong=tuple(wrong),
        by_kind={
            kind: _share(right for question, right in asked if question.kind == kind)
            for kind in sorted({question.kind for question, _ in asked})
        },
    )


def _share(right: Iterable[bool]) -> float:
    """Return the share of right answers; of no questions, all is right."""
    counted = list(right)
    return sum(counted) / len(counted) if counted else 1.0
