"""Generates courses of any size with made-up words, distributed as in real text (Zipf's law)."""

from datetime import date
from itertools import accumulate
from random import Random

from bot.courses.glossary import Glossary
from bot.courses.model import Chapter, Course, Heading, Label, Listing, Moment, Series, Summary, Topic

_SYLLABLE_TEXT = "ba ce di fo gu la me ni po ru sa te vi xo zu tra ple cri dro glu con men tor lis"
_SYLLABLES = _SYLLABLE_TEXT.split()
_VOCABULARY = 20_000  # words


class CourseGenerator:
    """Generates words, texts and chapters from one seed, so that every run measures the same course."""

    def __init__(self, seed: int) -> None:
        """Generate the vocabulary; a word of the rank n has the weight 1/n."""
        self._random = Random(seed)  # noqa: S311 - a benchmark's made-up words are no secret
        made = {"".join(self._random.choices(_SYLLABLES, k=self._random.randint(2, 4))) for _ in range(3 * _VOCABULARY)}
        self._words = sorted(made)[:_VOCABULARY]
        self._random.shuffle(self._words)
        self._weights = list(accumulate(1 / rank for rank in range(1, len(self._words) + 1)))

    def text(self, length: int) -> str:
        """Return a text of *length* words."""
        return " ".join(self._random.choices(self._words, cum_weights=self._weights, k=length))

    def summary(self, length: int) -> Summary:
        """Return a summary of *length* words in each of two languages."""
        return Summary.model_construct(en=self.text(length), pt=self.text(length))

    def label(self, length: int) -> Label:
        """Return a label of *length* words in each of two languages."""
        return Label(en=self.text(length), pt=self.text(length))

    def chapter(self, number: int) -> Chapter:
        """Return a chapter with as much text as real ones, not validated: numbers may exceed those of a real course."""
        return Chapter.model_construct(
            number=number,
            video_id=f"{number:011d}",
            title=self.text(6),
            channel="Made up",
            channel_url="https://example.org/channel",
            published=date(2024, 1, 1),
            duration_s=1_200,
            series=Series.model_construct(name="Made up", chapter=number),
            listing=Listing.model_construct(title=self.text(6), keywords=tuple(self.text(2) for _ in range(10))),
            summary=self.summary(95),
            topics=tuple(Topic.model_construct(name=self.label(2), also=(self.text(2),)) for _ in range(20)),
            moments=tuple(Moment.model_construct(at_s=60 * at, label=self.label(6)) for at in range(17)),
            prerequisites=(),
            note=None,
        )


def synthetic_course(chapters: int) -> tuple[Course, Glossary, list[str]]:
    """Return a course of so many *chapters*, an empty glossary for it, and questions to ask of it."""
    generator = CourseGenerator(seed=chapters)
    course = Course.model_construct(
        id="made-up",
        title=Heading(en=generator.text(3), pt=generator.text(3)),
        playlist_url="https://example.org/list",
        suggested_order=tuple(range(1, chapters + 1)),
        further=(),
        chapters=tuple(generator.chapter(number) for number in range(1, chapters + 1)),
    )
    questions = [generator.text(2 + place % 5) for place in range(200)]
    return course, Glossary(course="made-up", concepts=()), questions
