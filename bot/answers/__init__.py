"""The answer engine: takes a question, and returns ranked chapters with evidence, or none if the course has none."""

from bot.answers.engine import Answer, AnswerEngine, Closest, NearMiss, Reply
from bot.answers.moments import AnswerMoment, MomentSource
from bot.answers.snippets import Evidence, Source
from bot.courses.glossary import Treatment

__all__ = [
    "Answer",
    "AnswerEngine",
    "AnswerMoment",
    "Closest",
    "Evidence",
    "MomentSource",
    "NearMiss",
    "Reply",
    "Source",
    "Treatment",
]
