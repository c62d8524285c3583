"""The answer engine: a question in, ranked chapters with their evidence out, or "not covered"."""

from bot.answers.engine import Answer, AnswerEngine, NearMiss, Reply
from bot.answers.snippets import Evidence, Source
from bot.courses.glossary import Treatment

__all__ = ["Answer", "AnswerEngine", "Evidence", "NearMiss", "Reply", "Source", "Treatment"]
