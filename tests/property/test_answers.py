"""Whatever the question, the answer engine keeps to its limits and never fails."""

import re

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from bot.answers.links import read_links
from bot.answers.messages import question_in
from bot.answers.ranking import MOST_ANSWERS
from bot.answers.text_index import TextIndex, synonym_groups
from bot.courses.lookup import ChapterLookup
from bot.text.locales import Locale
from bot.text.tokens import find_word, fold, join_texts, term, tokens, words
from bot.text.visible import strip_invisible
from bot.times.typed_times import read_clock
from tests.unit.answers_course import real_course, real_engine, real_finder

LOCALES = st.sampled_from(list(Locale))
LOOKUP = ChapterLookup(real_course())
WORDS = sorted(real_finder().index.words)
ASKED = st.one_of(st.text(max_size=200), st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join))


@given(ASKED, LOCALES)
@example("**||`<@!1> @everyone \u202e\u0000 https://x` ||**", Locale.ENGLISH)
@example("\ufb01 \u01c4 \u0130 \xdf \ufdfa \U0001d543\U0001d54a", Locale.PORTUGUESE)
def test_every_question_gets_a_reply(question: str, locale: Locale) -> None:
    """Few answers, each chapter once, best first, with evidence whose spans are ordered and inside the text."""
    reply = real_engine().ask(question, locale)
    numbers = [answer.chapter for answer in reply.answers]
    scores = [answer.score for answer in reply.answers]
    assert reply.question == question
    assert len(numbers) == len(set(numbers)) <= MOST_ANSWERS
    assert scores == sorted(scores, reverse=True)
    for answer in reply.answers:
        moments = {(moment.at_s, moment.label) for moment in real_course().chapter(answer.chapter).moments}
        assert answer.moment is None or (answer.moment.at_s, answer.moment.label) in moments
        for evidence in answer.evidence:
            places = [place for span in evidence.spans for place in span]
            assert places == sorted(set(places))
            assert all(0 <= place <= len(evidence.text) for place in places)


@given(ASKED, LOCALES)
def test_case_and_spaces_make_no_difference_to_answers(question: str, locale: Locale) -> None:
    """In capitals or padded with spaces, a question has the same answers."""
    plain = real_engine().ask(question, locale).answers
    assert real_engine().ask(f"  {question}  ", locale).answers == plain
    if question.isascii():
        assert real_engine().ask(question.upper(), locale).answers == plain


LINK_PARTS = [
    *(
        "https://",
        "http://",
        "www.",
        "m.",
        "youtube.com",
        "youtu.be",
        "youtube-nocookie.com",
        "/",
        "watch",
        "?",
        "v=",
        "&t=",
    ),
    *(
        "#t=",
        "start=",
        "embed/",
        "aircAruvnKk",
        "YCzL96nL7j0",
        "1h2m3s",
        "9" * 30,
        "<",
        ">",
        "(",
        "[",
        "]",
        "%",
        "%E2",
        "\u212a",
    ),
    *("softmax", " ", "@", ":", ":99999999", "\x00", "\ud800", "\uff0f", "[::1"),
]
LINKED = st.lists(st.sampled_from(LINK_PARTS) | st.text(max_size=3), max_size=20).map("".join)


@given(LINKED | st.text(), LOCALES)
def test_links_are_read_in_any_text(text: str, locale: Locale) -> None:
    """Each chapter once, at a second of its video; what is left has none of them, and every link gets an answer."""
    numbers = real_course().keys_by_video
    links = read_links(text, numbers)
    reply = real_engine().ask(text, locale)
    assert [answer.chapter for answer in reply.answers][: len(links.times)] == list(links.times)[:MOST_ANSWERS]
    for answer in reply.answers:
        chapter = real_course().chapter(answer.chapter)
        assert answer.moment is None or 0 <= answer.moment.at_s < chapter.duration.total_seconds()
    shown = read_links(strip_invisible(text), numbers)
    assert list(read_links(question_in(text, real_course()), numbers).times) == list(shown.times)[:MOST_ANSWERS]


@given(st.text(max_size=120), LOCALES, st.integers(0, 25))
def test_suggestions_keep_discords_limits(typed: str, locale: Locale, limit: int) -> None:
    """Their labels are few, short and different."""
    labels = real_engine().suggest(typed, locale, limit)
    found = LOOKUP.search(typed, locale, limit)
    assert len(labels) == len(set(labels)) <= limit
    assert len(found) == len({suggestion.number for suggestion in found}) <= limit
    assert all(0 < len(label) <= 100 for label in (*labels, *(suggestion.label for suggestion in found)))


@given(st.text(max_size=120))
def test_typed_text_resolves_to_a_chapter_or_to_none(text: str) -> None:
    """The chapter look-up never fails."""
    number = LOOKUP.resolve(text)
    assert number is None or real_course().get(number) is not None


@pytest.mark.parametrize("sign", ["{}", " {} ", "#{}", "{}.", "{})", "{}:", "{} -", "nº {}", "chapter {}", "cap. {}"])
def test_numbers_and_titles_are_chapters(sign: str) -> None:
    """However people write them, as on a list, or as the choices that are offered."""
    for chapter in real_course().chapters:
        number = sign.format(chapter.number)
        (offered, *_) = LOOKUP.search(str(chapter.number), Locale.ENGLISH)
        listed = f"{number} {chapter.title}" if sign[-1] in ".):-" else chapter.heading
        for typed in (number, offered.label, chapter.title, listed):
            assert LOOKUP.resolve(typed) == chapter.number


HOURS = st.integers(0, 24).map(str) | st.integers(0, 9).map("{:02}".format)
CLOCK_SIGNS = ("", ":", ".", "h", " : ", "\uff1a", "h ", " h", " horas", " e meia", "-", " - ", ") ", ". ", " o'clock")
MINUTES = st.sampled_from(["", "00", "05", "30", "30h", "10:30"])
PARTS_OF_DAY = st.sampled_from(["", "h", "am", " pm", " p.m.", " da noite", ". manhã", " tomorrow", " in the evening"])


@given(st.sampled_from(["", "at ", "às ", "#"]), HOURS, st.sampled_from(CLOCK_SIGNS), MINUTES, PARTS_OF_DAY)
def test_what_reads_as_a_time_of_day_is_no_chapter(before: str, hour: str, sign: str, minutes: str, part: str) -> None:
    """But for a number alone, which a full stop or bracket may follow."""
    typed = f"{before}{hour}{sign}{minutes}{part}"
    assume(not re.fullmatch(r"#?\d+\s*[:.)-]?\s*", typed))
    is_time = bool(minutes) or read_clock(typed, "en-GB").at is not None
    assert not is_time or LOOKUP.resolve(typed) is None


@given(st.text(max_size=200))
def test_both_tokenizers_find_the_same_words(text: str) -> None:
    """That with places and that without; each place has its word."""
    read = tokens(text)
    assert [token.term for token in read] == [term(token.word) for token in read]
    assert all(0 <= token.start < token.end <= len(text) for token in read)
    if text.isascii():
        assert [token.word for token in read] == [word for word in words(text) if word]


@given(st.text(max_size=50))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.lists(st.text("ab \u00e9'\u2019_-\x1fX", max_size=12), max_size=6), st.data())
@example(["d'aujourd'hui", "what's d'\xe1gua"], None)
def test_a_word_is_found_in_all_texts_that_contain_it(said: list[str], data: st.DataObject | None) -> None:
    """The index names those texts, and how often each has the word."""
    read = [words(text) for text in said]
    known = sorted({word for text in read for word in text} | {"a", "ab"})
    for word in known if data is None else [data.draw(st.sampled_from(known))]:
        found = [number for number, text in enumerate(read) for said_word in text if said_word == word]
        assert list(find_word(word, join_texts(said))) == found


@given(
    st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=5), max_size=12),
    st.dictionaries(st.sampled_from("abcdefgh"), st.floats(0.1, 1.0), min_size=1),
)
def test_every_text_with_enough_of_the_question_is_found(said: list[list[str]], weighted: dict[str, float]) -> None:
    """And no other; each with the weight of all words of the question that it has."""
    index = TextIndex(enumerate(said), len(said), synonym_groups([["g", "h"]]), 4.0)
    whole, fit = index.overlaps(weighted), index.fits(weighted)
    least = max(whole.values(), default=0.0) * 0.6
    assert {number for number, overlap in whole.items() if overlap > least + 1e-6} <= fit.keys()
    assert fit.keys() <= {number for number, overlap in whole.items() if overlap > least - 1e-6}
    assert index.overlaps_of(whole, weighted) == pytest.approx(whole)
