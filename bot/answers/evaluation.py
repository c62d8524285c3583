"""Measures the answer engine on questions with known answers."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypedDict

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from bot.answers import Answer, AnswerEngine, Reply
from bot.ids import ChapterId
from bot.text.locales import Locale
from bot.unusable import UnusableError


class QuestionsError(UnusableError):
    """A file of questions cannot be used; the message names the file, the line, and what was found and expected."""


class Question(BaseModel):
    """The question *q* with its right answers."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    q: str
    lang: Literal["en", "pt"]
    kind: str = Field(min_length=1)  # how it is worded, such as "typo" or "paraphrase"
    best: tuple[int, ...]  # chapters that are right as first answer; none if the course does not cover it
    also: tuple[int, ...] = ()  # chapters that are acceptable below the first; not measured
    at_s: tuple[int, int] | None = None  # from and to which second of a best chapter the moment may lie
    also_at_s: tuple[tuple[int, int, int], ...] = ()  # further chapters, each with such seconds

    @field_validator("at_s")
    @classmethod
    def _in_order(cls, seconds: tuple[int, int] | None) -> tuple[int, int] | None:
        if seconds and seconds[0] > seconds[1]:
            message = "the first second first"
            raise ValueError(message)
        return seconds

    def accepts(self, got: Sequence[int]) -> bool:
        """Tell whether the answer *got* is right: its first chapter is, or it is empty and should be."""
        return got[0] in self.best if got else not self.best

    def accepts_moment(self, chapter: int, at_s: int) -> bool:
        """Tell whether second *at_s* of *chapter* is one at which what is asked for is said or shown."""
        best = [(number, *self.at_s) for number in self.best] if self.at_s else []
        return any(number == chapter and first <= at_s <= last for number, first, last in (*best, *self.also_at_s))


class Wrong(TypedDict):
    """A question *q* that was answered wrongly: the chapters *got*, and those expected as *best*."""

    q: str
    got: list[int]
    best: list[int]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How many questions were asked, and the shares that were answered rightly, 0 to 1.

    Attributes:
        n: The number of questions.
        top1: Of the questions that the course covers, the share whose first chapter, else the closest, is right.
        none: Of the others, the share that got no answer.
        all: The share of all questions that was answered rightly.
        by_kind: That share by kind of question.
        moments: Of the questions with seconds, the share whose first answer begins at one of them; None if none has.
        closest: `top1` and `none` if the closest chapter counts as an answer where there is none; None if no reply
            names one.
    """

    n: int
    top1: float
    none: float
    all: float
    wrong: tuple[Wrong, ...]
    by_kind: dict[str, float]
    moments: float | None = None
    closest: tuple[float, float] | None = None


def parse_questions(text: str, source: str) -> list[Question]:
    """Return the questions in *text*, one JSON object a line; raise QuestionsError, which calls the file *source*."""
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


def evaluate(
    engine: AnswerEngine, questions: Iterable[Question], number: Callable[[ChapterId], int] = int
) -> Evaluation:
    """Ask *engine* all *questions*, and return the shares of right answers.

    *number* gives the number of a chapter by its key, which is the same unless the course was edited.
    """
    replies = [(q, engine.ask(q.q, Locale.from_tag(q.lang))) for q in questions]
    asked = [(q, [number(key) for key in _chapters(q, reply)]) for q, reply in replies]
    kinds = sorted({q.kind for q, _ in asked})
    timed = [_begins_rightly(q, reply.answers, number) for q, reply in replies if q.at_s]
    return Evaluation(
        n=len(asked),
        top1=_share(q.accepts(got) for q, got in asked if q.best),
        none=_share(q.accepts(got) for q, got in asked if not q.best),
        all=_share(q.accepts(got) for q, got in asked),
        wrong=tuple(Wrong(q=q.q, got=got, best=list(q.best)) for q, got in asked if not q.accepts(got)),
        by_kind={kind: _share(q.accepts(got) for q, got in asked if q.kind == kind) for kind in kinds},
        moments=_share(timed) if timed else None,
        closest=_with_closest(replies, number) if any(reply.closest for _, reply in replies) else None,
    )


def _with_closest(replies: Sequence[tuple[Question, Reply]], number: Callable[[ChapterId], int]) -> tuple[float, float]:
    """Return the shares of covered and of other questions that are right if the closest chapter always counts."""
    named = [
        (q, [each.chapter for each in (*reply.answers, reply.closest) if each is not None]) for q, reply in replies
    ]
    right = [(q, q.accepts([number(key) for key in keys])) for q, keys in named]
    return _share(is_right for q, is_right in right if q.best), _share(is_right for q, is_right in right if not q.best)


def _chapters(question: Question, reply: Reply) -> list[ChapterId]:
    """Return the chapters that *reply* names, the best first; the closest is one only where the course covers it.

    It is labelled as no answer, so that it is not wrong where there is none; a course with a glossary has none.
    """
    closest = [reply.closest.chapter] if reply.closest is not None and question.best else []
    return [answer.chapter for answer in reply.answers] or closest


def _begins_rightly(question: Question, answers: Sequence[Answer], number: Callable[[ChapterId], int]) -> bool:
    """Tell whether the first of *answers* has a moment that *question* accepts."""
    first = answers[0] if answers else None
    if first is None or first.moment is None:
        return False
    return question.accepts_moment(number(first.chapter), first.moment.at_s)


def _share(right: Iterable[bool]) -> float:
    """Return the share of true values, 1 if there are none."""
    counted = list(right)
    return sum(counted) / len(counted) if counted else 1.0
