"""The real course with its glossary and engine, and small concepts, for the tests of the answers."""

from functools import cache
from pathlib import Path

from bot.answers import AnswerEngine
from bot.answers.finding import GlossaryFinder
from bot.courses.fields import OtherNames, known_fields
from bot.courses.file import parse_course
from bot.courses.glossary import Concept, Coverage, Glossary, Treatment, parse_glossary
from bot.courses.model import Course
from bot.text.locales import LocalizedText

DATA = Path(__file__).parents[2] / "data"


@cache
def real_course() -> Course:
    """Return the nine chapters."""
    return parse_course((DATA / "videos.json").read_text("utf-8"), "data/videos.json")


@cache
def real_glossary() -> Glossary:
    """Return the glossary of the nine chapters."""
    text = (DATA / "glossary.json").read_text("utf-8")
    return parse_glossary(text, real_course(), known_fields(), "data/glossary.json")


@cache
def real_engine() -> AnswerEngine:
    """Return the engine that the bot answers with."""
    return AnswerEngine(real_course(), real_glossary())


def real_finder() -> GlossaryFinder:
    """Return what finds the chapters for that engine."""
    finder = real_engine().finder
    assert isinstance(finder, GlossaryFinder)
    return finder


def concept(id_: str, *chapters: int, names: tuple[str, ...] = (), broad: bool = False) -> Concept:
    """Return a concept taught by *chapters*, in the order of their importance for it."""
    return Concept(
        id=id_,
        name=LocalizedText(en=id_, pt=id_),
        forms=OtherNames(en=names),
        chapters=tuple(Coverage(chapter=number, treatment=Treatment.TAUGHT) for number in chapters),
        gloss=LocalizedText(en=f"What {id_} is.", pt=f"O que é {id_}.") if chapters else None,
        broad=broad,
    )
