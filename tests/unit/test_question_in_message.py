"""Finding the sentences of a long message that ask something."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.messages import QUESTION_LIMIT, _asking_sentence, question_in
from tests.unit.answers_course import real_course

SIMPLE = re.compile(r"[^.!?]+\?")
LONG = 2_000_000


@given(st.text(st.sampled_from("ab .!?\n\U0001f9e0"), max_size=60))
def test_sentences_that_ask_are_found(message: str) -> None:
    """As the simple pattern SIMPLE would find them."""
    assert _asking_sentence.findall(message) == SIMPLE.findall(message)


@pytest.mark.parametrize("piece", ["a", "a ", "a.", "!", "a b. "])
def test_a_long_text_without_a_question_is_read_in_linear_time(piece: str) -> None:
    """SIMPLE, which begins anew at every character, would take hours."""
    message = piece * (LONG // len(piece))
    assert len(question_in(message, real_course(), QUESTION_LIMIT)) <= QUESTION_LIMIT
    assert _asking_sentence.findall(message + "What is an LSTM?")[-1].endswith("What is an LSTM?")
