"""A chapter is found by number, title and topic, in both languages, however it is typed."""

import json

import pytest

from bot.courses.file import parse_course
from bot.courses.lookup import ChapterLookup
from bot.text.locales import Locale
from tests.unit import small_course
from tests.unit.answers_course import real_course

LOOKUP = ChapterLookup(real_course())


@pytest.mark.parametrize(
    ("typed", "chapter"),
    [
        ("7", 7),
        ("#7", 7),
        ("gradient descent", 2),
        ("GRADIENT DESC", 2),
        ("forget gate", 7),
        ("porta de esquec", 7),
        ("retropropagacao", 3),
        ("backpropogation", 3),
        ("Attention in transformers", 9),
        ("recurent", 6),
    ],
)
def test_typing_finds_the_chapter(typed: str, chapter: int) -> None:
    """Also without accents and with slips."""
    assert chapter in [found.number for found in LOOKUP.search(typed, Locale.ENGLISH)][:2]


def test_nothing_typed_offers_every_chapter_in_order() -> None:
    assert [found.number for found in LOOKUP.search(" ", Locale.PORTUGUESE)] == list(range(1, 10))
    assert len(LOOKUP.search("", Locale.PORTUGUESE, limit=4)) == 4


def test_labels_have_the_courses_number_only() -> None:
    """Not the channel's, by which chapter 9 is called chapter 6."""
    labels = [found.label for found in LOOKUP.search("", Locale.ENGLISH)]
    assert labels[8] == "9 · Attention in transformers, step-by-step"
    assert len(labels) == 9


@pytest.mark.parametrize("locale", list(Locale))
def test_labels_fit_and_say_the_topic_in_the_readers_language(locale: Locale) -> None:
    """Number, title and the topic that matched, in at most 100 characters."""
    label = LOOKUP.search("forget gate", locale)[0].label
    assert label.startswith("7 · Long Short-Term Memory")
    assert label.endswith("forget gate" if locale is Locale.ENGLISH else "porta de esquecimento")
    for typed in ("", "a", "e", "memor", "attention", "neural network"):
        assert all(len(found.label) <= 100 for found in LOOKUP.search(typed, locale))


@pytest.mark.parametrize(
    ("text", "chapter"),
    [
        ("7", 7),
        ("#7", 7),
        ("chapter 7", 7),
        ("capítulo 7", 7),
        ("chapter seven", 7),
        ("sétimo vídeo", 7),
        ("Aulas 7", 7),
        ("part 7", 7),
        ("lição 7", 7),
        ("7 · Long Short-Term Memory (LSTM), Clearly Explained — forget gate", 7),
        ("Backpropagation, intuitively | Deep Learning Chapter 3", 3),
        ("forget gate", 7),
        ("softmax", 5),
        ("porta de esquecimento", 7),
        ("backpropagatoin calculus", 4),
        ("lstm", 7),
        ("hebbian lear", 3),
        ("7.", 7),
        ("7)", 7),
        ("cap. 7", 7),
        ("7: LSTM", 7),
        ("7.5", None),
        ("7:00", None),
        ("nº 7:00", None),
        ("7: 00 pm tomorrow", None),
        ("7. am", None),
        ("7-9", None),
        ("7...9", None),
        ("77", None),
        ("0", None),
        ("pizza", None),
        ("", None),
        ("a", None),
    ],
)
def test_text_is_resolved_or_refused(text: str, chapter: int | None) -> None:
    """To one chapter, or to none where nothing fits well."""
    assert LOOKUP.resolve(text) == chapter


@pytest.mark.parametrize("title", ["24 hours of training", "Noon", "1984"])
def test_a_title_behind_its_number_is_no_time_of_day(title: str) -> None:
    """Whatever it is made of."""
    chapters = [small_course.chapter(1), small_course.chapter(2, title=title), small_course.chapter(3)]
    lookup = ChapterLookup(parse_course(json.dumps(small_course.course(chapters=chapters)), "course"))
    for typed in (f"2: {title}", f"2. {title}", f"2 - {title}", f"2 · {title}"):
        assert lookup.resolve(typed) == 2


@pytest.mark.parametrize(("typed", "number"), [("lstm", 7), ("attention", 9), ("rnn", 6), ("gradient descent", 2)])
def test_a_chapter_about_the_topic_comes_before_those_that_mention_it(typed: str, number: int) -> None:
    """Chapter 6 mentions LSTMs, but "lstm" finds chapter 7."""
    for locale in Locale:
        assert LOOKUP.search(typed, locale)[0].number == number
    assert LOOKUP.resolve(typed) == number
