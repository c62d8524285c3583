"""Nothing that a person or a server can be called stops a picture, or makes it heavy."""

from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.pictures.drawing import MOST_BYTES, certificate, progress_picture
from bot.pictures.model import CertificateFacts, ChapterState, GroupCount, ProgressFacts, Week
from bot.pictures.texts import LONGEST_ALTERNATIVE, text_alternative
from bot.text.locales import Locale
from bot.text.translations import localizer

TEXTS = st.text(st.characters(codec=None), max_size=60)
STATES = st.lists(st.sampled_from(ChapterState), min_size=1, max_size=120)
DAYS = st.dates(date(2020, 1, 1), date(2099, 12, 31))
WEEKS = st.builds(Week, DAYS, st.integers(0, 100), st.floats(0, 100))
SECONDS = st.none() | st.integers(0, 10**7)
PROGRESS = st.builds(
    ProgressFacts,
    TEXTS,
    TEXTS,
    STATES,
    SECONDS,
    SECONDS,
    st.integers(0, 500),
    st.none() | st.builds(GroupCount, st.integers(0, 10**6), st.integers(0, 10**6)),
    st.lists(WEEKS, max_size=20),
)
FINISHED = st.builds(CertificateFacts, TEXTS, TEXTS, TEXTS, DAYS, st.integers(1, 500), SECONDS)
LOCALES = st.sampled_from(Locale)


@settings(max_examples=30)
@given(facts=PROGRESS, locale=LOCALES)
def test_whatever_members_are_called_and_did_is_drawn_and_told(facts: ProgressFacts, locale: Locale) -> None:
    say = localizer(locale)
    assert len(progress_picture(facts, say)) <= MOST_BYTES
    assert 0 < len(text_alternative(facts, say)) <= LONGEST_ALTERNATIVE


@settings(max_examples=20)
@given(facts=FINISHED, locale=LOCALES)
def test_whoever_finishes_whatever_gets_a_certificate(facts: CertificateFacts, locale: Locale) -> None:
    say = localizer(locale)
    made = certificate(facts, say)
    assert len(made.png) <= MOST_BYTES
    assert made.pdf != certificate(replace(facts, chapters=facts.chapters + 1), say).pdf
