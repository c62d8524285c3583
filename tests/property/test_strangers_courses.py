"""Cards of courses that strangers upload: none of their text takes effect, and every card keeps Discord's limits."""

import re
from collections import Counter
from typing import Any

import pytest
from discord import ui
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.courses.model import Course
from bot.text.locales import Locale
from bot.text.translations import Localizer, localizer
from bot.text.visible import LABEL_LIMIT, strip_invisible
from bot.ui.cards import web_address
from tests.behaviour.limits import broken_limits, nested
from tests.property.every_card import (
    answer_cards,
    chapter_form,
    components_of,
    course_cards,
    every_card,
    names_of,
    party_cards,
    schedule_cards_of,
    upload_cards,
)
from tests.unit.big_course import bare_course, bare_lesson, full_course

PIECES = (
    *(
        "**",
        "*",
        "__",
        "_",
        "~~",
        "`",
        "```",
        "||",
        "\\",
        "[",
        "]",
        "(",
        ")",
        "](",
        "# ",
        "## ",
        "-# ",
        "> ",
        ">>> ",
        "- ",
        "1. ",
    ),
    *(
        "@everyone",
        "@here",
        "<@1>",
        "<@&1>",
        "<#1>",
        "</x:1>",
        "<t:1:R>",
        "<:x:1>",
        "<id:home>",
        "a",
        "é",
        "x" * 100,
        " ",
        "\n",
    ),
    *(
        "[x](https://evil.example)",
        "[x](<https://evil.example>)",
        "https://evil.example",
        ">)[x](https://evil.example",
        "\u202e",
    ),
    *("\u2066", "\u200b", "\u00ad", "\ufeff", "🧠", "中", "`", "|"),
)
ADDRESSES = (
    "https://lessons.example/",
    "https://lessons.example/>)[x](https://evil.example/@everyone?",
    "https://x/" + "(" * 480,
)
MARKUP = "\\*_~`|<>[]()#@:/.-"
HARMLESS = str.maketrans(dict.fromkeys(MARKUP, "x"))
ESCAPED = re.compile(r"\\[^0-9A-Za-z\s]|@\u200b")
LINK = re.compile(r"\]\(<(https://[^<>()\[\]\s]*)>\)")
words = st.lists(st.sampled_from(PIECES), min_size=1, max_size=12).map("".join).map(lambda text: f"a{text}")


def texts(components: list[dict[str, Any]]) -> list[str]:
    """Return all texts of a message made of *components*."""
    return [part["content"] for part in nested(components) if "content" in part]


def markup(shown: list[str]) -> Counter[str]:
    """Return how often *shown* has each character that can be markup, but for escaped ones and links' addresses."""
    return Counter(mark for text in shown for mark in LINK.sub("](<>)", ESCAPED.sub("", text)) if mark in "*_~`|<>[]#@")


def own_addresses(course: Course) -> set[str]:
    """Return the beginnings of the addresses that cards of *course* may link to."""
    urls = [chapter.url for chapter in course.chapters] + [video.url for video in course.further]
    return {web_address(url) for url in urls} | {"https://discord.com/channels/"}


def check(course: Course, say: Localizer) -> None:
    """Check that every card of *course* keeps the limits, links to its lessons only, and mentions nobody else."""
    own = tuple(own_addresses(course))
    for card in every_card(course, say):
        components = components_of(card)
        assert broken_limits(components) == []
        for text in texts(components):
            assert all(url.startswith(own) for url in LINK.findall(text))
            rest = LINK.sub("", ESCAPED.sub("", text))
            assert "://" not in rest
            assert "](" not in rest
            assert not re.search(r"@(everyone|here)", rest)
            assert strip_invisible(text.replace("@\u200b", "@")) == text.replace("@\u200b", "@")
        labels = [part["label"] for part in nested(components) if part.get("label")]
        assert labels == [strip_invisible(label) for label in labels]
        assert all(label.strip(" ·") for label in labels)
    check_form(chapter_form(course, say))
    check_names(course, say)


def check_names(course: Course, say: Localizer) -> None:
    """Check that names from *course* are short enough, and can be seen."""
    assert all(1 <= len(name) <= 100 and name == strip_invisible(name) for name in names_of(course, say))


def check_form(form: ui.Modal) -> None:
    """Check that *form* keeps Discord's limits."""
    assert len(form.title) <= 45
    for label in form.children:
        assert isinstance(label, ui.Label)
        assert 1 <= len(label.text) <= 45
        field = label.component
        if isinstance(field, ui.Select):
            assert 1 <= len(field.options) <= 25
            assert all(1 <= len(option.label) <= 100 and 1 <= len(option.value) <= 100 for option in field.options)
        else:
            assert isinstance(field, ui.TextInput)
            assert len(field.default or "") <= (field.max_length or 4000)
            assert len(field.placeholder or "") <= 100


@settings(max_examples=25)
@given(words, st.sampled_from(ADDRESSES), st.sampled_from((2, 30)), st.sampled_from(Locale))
def test_no_course_breaks_a_card(text: str, address: str, lessons: int, locale: Locale) -> None:
    """Whatever its texts are, and however long."""
    check(full_course(lessons, text * 20, address), localizer(locale))


@settings(max_examples=25)
@given(words)
def test_no_text_of_a_course_formats_anything(text: str) -> None:
    """A card has the same markup as that of a course whose texts have none in these places."""
    say, start = localizer(Locale.ENGLISH), text[:20]
    hostile, harmless = full_course(3, start, size=1), full_course(3, start.translate(HARMLESS), size=1)
    for card, plain in zip(every_card(hostile, say), every_card(harmless, say), strict=True):
        assert markup(texts(components_of(card))) == markup(texts(components_of(plain)))


@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize("lessons", [1, 2, 24, 25, 26, 100])
def test_bare_courses_have_no_gaps(lessons: int, locale: Locale) -> None:
    """Nothing is shown of what is not known: no empty line, no None, no dot at an end."""
    course, say = bare_course(lessons), localizer(locale)
    if lessons > 1:
        check(course, say)
        for text in [text for card in every_card(course, say) for text in texts(components_of(card))]:
            assert "None" not in text
            assert not any(not line.strip() or line.rstrip().endswith(("·", "—")) for line in text.split("\n"))
    assert say("About this chapter") not in [
        part.get("label") for card in every_card(course, say) for part in nested(components_of(card))
    ]


@pytest.mark.parametrize("locale", list(Locale))
def test_a_hundred_lessons_with_long_texts_fit(locale: Locale) -> None:
    """With titles of a hundred characters, summaries of four thousand, and sixty moments."""
    check(full_course(100, "Principles of everything, " * 4), localizer(locale))


def test_a_title_that_cannot_be_seen_is_left_out() -> None:
    """The lesson's number remains, as a link where the title would be one."""
    lessons = [bare_lesson(number, title="\u202e") for number in (1, 2, 3)]
    course, say = bare_course(3, title={"en": "\u200b"}, chapters=lessons), localizer(Locale.ENGLISH)
    check_names(course, say)
    for draw in (course_cards, schedule_cards_of, party_cards, answer_cards, upload_cards):
        for text in [text for card in draw(course, say) for text in texts(components_of(card))]:
            assert not re.search(r"\*\*\*\*|\[\]|·(\n|$)|^#+ *$", text, re.MULTILINE)


def test_labels_are_cut_within_the_limit() -> None:
    """A title of a hundred characters on a button."""
    labels = [
        part["label"]
        for card in every_card(full_course(3, "word " * 20), localizer(Locale.ENGLISH))
        for part in nested(components_of(card))
        if part.get("label")
    ]
    assert max(map(len, labels)) <= LABEL_LIMIT
