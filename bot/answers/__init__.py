"""The answer engine: a question in, ranked chapters with their evidence out, or "not covered"."""

from bot.answers.engine import AnswerEngine
from bot.answers.language import detect_language
from bot.answers.reply import Answer, Evidence, NearMiss, Reply, Source
from bot.courses.glossary import Treatment

__all__ = ["Answer", "AnswerEngine", "Evidence", "NearMiss", "Reply", "Source", "Treatment", "detect_language"]
