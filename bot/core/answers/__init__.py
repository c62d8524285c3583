"""The answer engine: a question in, ranked chapters with their evidence out, or "not covered"."""

from bot.core.answers.engine import AnswerEngine
from bot.core.answers.reply import Answer, Evidence, NearMiss, Reply, Source
from bot.core.answers.tongue import tongue_of
from bot.core.glossary import Treatment

__all__ = ["Answer", "AnswerEngine", "Evidence", "NearMiss", "Reply", "Source", "Treatment", "tongue_of"]
