"""Which messages ask about the group rather than the course, and that no question about the course does."""

import json
from pathlib import Path

import pytest

from bot.answers.group_questions import GroupQuestion, group_question

PHRASINGS = [
    (line["q"], line["asks"])
    for line in map(json.loads, Path(__file__).with_name("group_questions.jsonl").read_text("utf-8").splitlines())
]
QUESTIONS = sorted((Path(__file__).parents[2] / "data" / "questions").glob("*.jsonl"))
NEXT_POST_IN_CHAT = {"when's the next session?", "quando é a próxima aula?"}


def test_there_are_enough_phrasings_of_both_kinds() -> None:
    """Of each question in both languages, and near misses."""
    assert sum(asks is not None for _, asks in PHRASINGS) >= 60
    assert sum(asks is None for _, asks in PHRASINGS) >= 60
    assert {asks for _, asks in PHRASINGS} == {None, *(each.value for each in GroupQuestion)}


@pytest.mark.parametrize(("phrase", "asks"), PHRASINGS)
def test_a_message_asks_about_the_group_or_it_does_not(phrase: str, asks: str | None) -> None:
    assert group_question(phrase) == (None if asks is None else GroupQuestion(asks))


def test_no_question_that_measures_the_answers_is_taken_away_from_them() -> None:
    """But for two in talk, which the course does not answer."""
    lines = [json.loads(line) for file in QUESTIONS for line in file.read_text("utf-8").splitlines()]
    taken = [line for line in lines if group_question(line["q"]) is not None]
    assert len(lines) > 1_000
    assert {line["q"] for line in taken} == NEXT_POST_IN_CHAT
    assert [line["best"] for line in taken] == [[], []]


def test_a_long_message_asks_nothing_about_the_group() -> None:
    """Whoever writes so much says more than that."""
    assert group_question("hi " * 4 + "when is the next post?") is GroupQuestion.NEXT_POST
    assert group_question("hi " * 60 + "when is the next post?") is None


@pytest.mark.parametrize("message", ["", " ", "?", "🤔", "\u200b"])
def test_what_says_nothing_asks_nothing(message: str) -> None:
    assert group_question(message) is None
