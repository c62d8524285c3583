"""What the engine answers: chapters with their evidence, or the nearest thing the course has."""

from dataclasses import dataclass
from enum import StrEnum

from bot.courses.glossary import Treatment
from bot.courses.model import Moment
from bot.ids import ChapterNumber
from bot.text.locales import LocalizedText

Span = tuple[int, int]


class Source(StrEnum):
    """Where a piece of evidence stands."""

    TOPIC = "topic"
    SUMMARY = "summary"
    MOMENT = "moment"
    TITLE = "title"
    LISTING = "listing"
    GLOSSARY = "glossary"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence or label that matched, and which of its characters did."""

    text: str
    spans: tuple[Span, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Answer:
    """A chapter that covers the question, and why."""

    chapter: ChapterNumber
    score: float
    treatment: Treatment
    evidence: tuple[Evidence, ...]
    moment: Moment | None


@dataclass(frozen=True, slots=True)
class NearMiss:
    """Something known to be outside the course, and the chapter that comes closest."""

    concept: LocalizedText
    nearest: ChapterNumber
    why: LocalizedText


@dataclass(frozen=True, slots=True)
class Reply:
    """The answers to a question, best first; none means that the course does not cover it."""

    question: str
    answers: tuple[Answer, ...]
    near_miss: NearMiss | None
