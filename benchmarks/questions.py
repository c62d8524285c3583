"""Questions about the course's concepts, of which none is asked again while its answer may still be kept."""

from collections.abc import Iterator
from itertools import cycle

from benchmarks.answers import real_course
from bot.answers.engine import KEPT_REPLIES

_SHAPES = ("what covers {}?", "where is {} explained?", "how does {} work?", "which video is about {}?")


def different_questions() -> Iterator[str]:
    """Yield a question about each concept of the course in turn, and go round for ever."""
    _, glossary, _ = real_course()
    names = [concept.name.en for concept in glossary.concepts]
    asked = dict.fromkeys(_SHAPES[place % len(_SHAPES)].format(name) for place, name in enumerate(names))
    if len(asked) <= 2 * KEPT_REPLIES:
        message = "there are too few concepts: answers would be repeated, not found"
        raise RuntimeError(message)
    return cycle(asked)
