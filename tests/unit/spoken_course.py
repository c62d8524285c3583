"""Subtitles written for tests: what might be said in chapters 2 and 9, in sentences of our own."""

from functools import cache

from bot.answers import AnswerEngine
from bot.courses.captions.model import Spoken, Transcript
from bot.ids import ChapterId
from bot.text.locales import Locale
from tests.unit.answers_course import real_course, real_glossary


def transcript(chapter: int, locale: Locale, *sentences: tuple[int, str]) -> Transcript:
    """Return a transcript of sentences with the seconds at which they begin, each until the next."""
    ends = [*(at_s for at_s, _ in sentences[1:]), sentences[-1][0] + 5]
    spoken = (Spoken(text, at_s, end_s) for (at_s, text), end_s in zip(sentences, ends, strict=True))
    return Transcript(ChapterId(chapter), locale, tuple(spoken))


SECOND = transcript(
    2,
    Locale.ENGLISH,
    (3, "Welcome back to our little digit reader."),
    (216, "For a single picture, the cost adds up the squared differences."),
    (300, "Picture a marble that finds its way into a bowl."),
    (403, "Our steps get shorter where the ground is nearly flat."),
    (513, "All thirteen thousand parameters sit in one very long column."),
    (700, "A towel would do as well."),
    (801, "Nine hundred and sixty of a thousand unseen pictures come out right."),
)
NINTH = transcript(
    9,
    Locale.ENGLISH,
    (10, "It began with a paper of 2017."),
    (122, "The word mole may be an animal, or a quantity that chemists count."),
    (618, "The scores are divided by the root of the key's dimension, which keeps them steady."),
    (960, "One head has 6,291,456 of them."),
    (1240, "Many heads run side by side."),
)
PORTUGUESE_SECOND = transcript(
    2,
    Locale.PORTUGUESE,
    (300, "Imagine uma bolinha de gude que se acomoda numa tigela."),
    (513, "Os 13 mil parâmetros formam uma coluna muito comprida."),
    (702, "Uma toalha também serviria."),
)


@cache
def engine_with_subtitles(*, portuguese: bool = True) -> AnswerEngine:
    """Build the engine with these subtitles once."""
    spoken = (SECOND, NINTH, PORTUGUESE_SECOND) if portuguese else (SECOND, NINTH)
    return AnswerEngine(real_course(), real_glossary(), spoken)
