"""Which messages ask about the group rather than the course, and that no question about the course does."""

import json
from pathlib import Path

import pytest

from bot.answers.group_questions import GroupQuestion, SmallTalk, group_question, number_asked, small_talk

PHRASINGS = [
    (line["q"], line["asks"])
    for line in map(json.loads, Path(__file__).with_name("group_questions.jsonl").read_text("utf-8").splitlines())
]
QUESTIONS = sorted((Path(__file__).parents[2] / "data" / "questions").glob("*.jsonl"))
NEXT_POST_IN_CHAT = {"when's the next session?", "quando é a próxima aula?"}


def test_there_are_enough_phrasings_of_both_kinds() -> None:
    """Of each question in both languages, and near misses."""
    assert sum(asks is not None for _, asks in PHRASINGS) >= 400
    assert sum(asks is None for _, asks in PHRASINGS) >= 300
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


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("help", SmallTalk.HELP),
        ("Help me please!", SmallTalk.HELP),
        ("what can you do?", SmallTalk.HELP),
        ("how do I use this bot", SmallTalk.HELP),
        ("who are you?", SmallTalk.HELP),
        ("ajuda", SmallTalk.HELP),
        ("me ajuda", SmallTalk.HELP),
        ("vc pode me ajudar?", SmallTalk.HELP),
        ("o que você faz?", SmallTalk.HELP),
        ("quais são os comandos?", SmallTalk.HELP),
        ("thanks!", SmallTalk.THANKS),
        ("ty so much", SmallTalk.THANKS),
        ("ok thank you", SmallTalk.THANKS),
        ("obrigada!", SmallTalk.THANKS),
        ("mto obg", SmallTalk.THANKS),
        ("valeu pela ajuda", SmallTalk.THANKS),
        ("hi", SmallTalk.GREETING),
        ("hello lectern", SmallTalk.GREETING),
        ("good morning everyone", SmallTalk.GREETING),
        ("how are you?", SmallTalk.GREETING),
        ("oi, tudo bem?", SmallTalk.GREETING),
        ("bom dia!", SmallTalk.GREETING),
        ("e aí, blz?", SmallTalk.GREETING),
        ("help me with backprop", None),
        ("thanks, what is softmax?", None),
        ("hi, what is attention?", None),
        ("what can you do with a transformer?", None),
        ("test set", None),
        ("me ajuda com o gradiente", None),
        ("obrigada, e o que é softmax?", None),
        ("tudo bem se o gradiente some?", None),
        ("how does it work in an LSTM?", None),
        ("when is the next post?", None),
        ("hi " * 60, None),
    ],
)
def test_a_message_is_a_courtesy_or_it_is_not(message: str, said: SmallTalk | None) -> None:
    assert small_talk(message) is said
    assert said is None or group_question(message) is None


@pytest.mark.parametrize(
    ("message", "number"), [("when's ch 3 out?", 3), ("quando sai o cap12?", 12), ("when is the next post?", None)]
)
def test_a_chapter_is_asked_for_by_its_number(message: str, number: int | None) -> None:
    assert group_question(message) is GroupQuestion.NEXT_POST
    assert number_asked(message) == number


def test_no_question_that_the_course_answers_is_taken_for_a_courtesy() -> None:
    lines = [json.loads(line) for file in QUESTIONS for line in file.read_text("utf-8").splitlines()]
    taken = [line for line in lines if small_talk(line["q"]) is not None]
    assert taken
    assert {bool(line["best"]) for line in taken} == {False}


def test_a_long_message_asks_nothing_about_the_group() -> None:
    """Whoever writes so much says more than that."""
    assert group_question("hi " * 4 + "when is the next post?") is GroupQuestion.NEXT_POST
    assert group_question("hi " * 60 + "when is the next post?") is None


@pytest.mark.parametrize("message", ["", " ", "?", "🤔", "\u200b"])
def test_what_says_nothing_asks_nothing(message: str) -> None:
    assert group_question(message) is None
