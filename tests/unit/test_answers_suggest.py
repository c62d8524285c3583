"""Suggestions while a question is typed: names of the glossary in the reader's language."""

import pytest

from bot.text.locales import Locale
from tests.unit.answers_course import real_engine


@pytest.mark.parametrize(
    ("typed", "locale", "offered"),
    [
        ("lst", Locale.ENGLISH, "long short-term memory (LSTM)"),
        ("forg", Locale.ENGLISH, "forget gate"),
        ("forget", Locale.PORTUGUESE, "porta de esquecimento"),
        ("esquec", Locale.ENGLISH, "forget gate"),
        ("ATENCAO", Locale.PORTUGUESE, "mecanismo de atenção"),
        ("positonal encodng", Locale.ENGLISH, "positional encoding"),
        ("rule", Locale.ENGLISH, "chain rule"),
    ],
)
def test_typing_finds_names_in_any_spelling(typed: str, locale: Locale, offered: str) -> None:
    """By their beginnings, inner words, other language, without accents, and with slips."""
    assert offered in real_engine().suggest(typed, locale)


@pytest.mark.parametrize(
    ("typed", "locale", "first"),
    [
        ("atten", Locale.ENGLISH, "attention mechanism"),
        ("grad", Locale.PORTUGUESE, "gradiente"),
        ("rede", Locale.PORTUGUESE, "rede neural"),
        ("descida", Locale.PORTUGUESE, "descida do gradiente"),
        ("trans", Locale.ENGLISH, "transformer"),
        ("lst", Locale.ENGLISH, "long short-term memory (LSTM)"),
        ("bakcprop", Locale.ENGLISH, "backpropagation"),
        ("transfomer", Locale.PORTUGUESE, "transformer (transformador)"),
        ("what covers lst", Locale.ENGLISH, "long short-term memory (LSTM)"),
        ("qual vídeo fala de retrop", Locale.PORTUGUESE, "retropropagação"),
        ("qual vídeo fala de at", Locale.PORTUGUESE, "ativação"),
        ("which video explains softmx", Locale.ENGLISH, "softmax"),
    ],
)
def test_shown_names_come_before_hidden_ones(typed: str, locale: Locale, first: str) -> None:
    """The talk around a question does not count."""
    assert real_engine().suggest(typed, locale)[0] == first


@pytest.mark.parametrize("typed", ["xyzzy", "zzz", "asdfgh", "weather", "recipe for bread", "my dog"])
def test_nothing_is_suggested_for_text_that_resembles_no_name(typed: str) -> None:
    """A shared letter or function word is no resemblance."""
    assert real_engine().suggest(typed, Locale.ENGLISH) == []


@pytest.mark.parametrize("typed", ["", "e", "zzzzzzzzzz", "x" * 500, "<@1>", "n\nn"])
def test_suggestions_are_few_short_and_different(typed: str) -> None:
    """At most as many as wanted, of at most 100 characters."""
    offered = real_engine().suggest(typed, Locale.PORTUGUESE, limit=7)
    assert len(offered) <= 7
    assert len(set(offered)) == len(offered)
    assert all(0 < len(label) <= 100 for label in offered)


def test_nothing_outside_the_course_is_offered() -> None:
    """A suggestion always has an answer."""
    assert real_engine().suggest("convolutional neural net", Locale.ENGLISH, limit=1) != [
        "convolutional neural network (CNN)"
    ]


def test_nothing_typed_offers_every_name() -> None:
    """Each once, up to the limit."""
    offered = real_engine().suggest("", Locale.ENGLISH, limit=10_000)
    assert {"softmax", "forget gate", "chain rule"} <= set(offered)
    assert len(set(offered)) == len(offered)


@pytest.mark.parametrize("locale", list(Locale))
def test_every_suggestion_leads_to_an_answer(locale: Locale) -> None:
    """Never to "not covered"."""
    engine = real_engine()
    offered = engine.suggest("", locale, limit=10_000)
    assert [label for label in offered if not engine.ask(label, locale).answers] == []
