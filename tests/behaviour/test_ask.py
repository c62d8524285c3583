"""Asking what covers something with /ask, and sharing the answer."""

import re
from datetime import timedelta

import pytest

from bot.ui.cards import unescape
from tests.behaviour.reading import answer, buttons, labels, links, private, said, shared_and_told, text_of
from tests.behaviour.study_group import StudyGroup

LSTM = "7 · Long Short-Term Memory"


async def test_answer_is_private_and_shows_the_words_that_matched_in_bold(group: StudyGroup) -> None:
    """The best chapter comes with its evidence and a link to the second, and nobody else sees it."""
    result = await group.member.slash(group.channel, "ask", question="what covers LSTMs?")
    text = private(result)
    assert LSTM in text
    assert "**Long short-term memory**" in text
    assert "&t=" in links(answer(result))["Watch"]
    assert labels(answer(result)) == ["Watch", "Open chapter 7", "Share"]
    assert group.channel.history(viewer=group.reader) == []


async def test_portuguese_reader_is_answered_in_portuguese(group: StudyGroup) -> None:
    """The same command speaks the language of the person who asks, evidence included."""
    result = await group.reader.slash(group.channel, "ask", question="o que fala de retropropagação?")
    text = private(result)
    assert "3 · Backpropagation, intuitively" in text
    assert "retropropagação" in text.lower()
    assert "Compartilhar" in labels(answer(result))


async def test_reader_sees_which_answers_are_watched(group: StudyGroup) -> None:
    """A tick stands beside a chapter that the asker has marked, and beside no other's."""
    result = await group.member.slash(group.channel, "chapter", chapter="7")
    await group.member.click(answer(result), label="Mark watched")
    mine = await group.member.slash(group.channel, "ask", question="LSTM")
    theirs = await group.organiser.slash(group.channel, "ask", question="LSTM")
    assert "✅" in said(mine)
    assert "✅" not in said(theirs)


async def test_a_question_that_the_course_does_not_cover_is_told_so(group: StudyGroup) -> None:
    """Nonsense is answered with "not covered" in the asker's language, with no button."""
    for person, no in ((group.member, "Nothing in this course covers that."), (group.reader, "Nada")):
        result = await person.slash(group.channel, "ask", question="how do I bake sourdough bread?")
        assert no in private(result)
        assert not [b for b in buttons(answer(result)) if "open-chapter" in b.get("custom_id", "")]


async def test_near_miss_names_what_is_missing_and_opens_the_nearest_chapter(group: StudyGroup) -> None:
    """GRUs are not covered; a button opens the chapter of their close relative, LSTMs."""
    result = await group.member.slash(group.channel, "ask", question="which video explains GRUs?")
    text = private(result)
    assert "Nothing in this course covers that." in text
    assert "GRU" in text
    opened = await group.member.click(answer(result), label="Open chapter 7")
    assert LSTM in private(opened)


async def test_open_shows_the_chapter_beside_the_answer(group: StudyGroup) -> None:
    """The answer stays, and the chapter's card comes as a private message of its own."""
    result = await group.member.slash(group.channel, "ask", question="LSTM")
    opened = await group.member.click(answer(result), label="Open chapter 7")
    assert answer(opened).id != answer(result).id
    assert "Mark watched" in labels(answer(opened))


async def test_share_posts_for_everyone_names_the_asker_and_pings_nobody(group: StudyGroup) -> None:
    """The public answer to the same question, without the buttons of the private one."""
    result = await group.member.slash(group.channel, "ask", question="what covers LSTMs?")
    shared = await group.member.click(answer(result), label="Share")
    message = answer(shared)
    assert not message.ephemeral
    assert LSTM in text_of(message)
    assert group.member.mention in text_of(message)
    assert group.pinged_by(message) == set()
    assert "Share" not in labels(message)


async def test_share_speaks_the_guilds_language(group: StudyGroup) -> None:
    """A Portuguese reader's answer is shared in the guild's English, as they are told; after a restart, too."""
    asked = await group.reader.slash(group.channel, "ask", question="retropropagação")
    await group.restart_bot()
    shared, note = shared_and_told(await group.reader.click(answer(asked), label="Compartilhar"))
    assert "Asked by" in text_of(shared)
    assert note.ephemeral
    assert "Compartilhado em inglês, o idioma do servidor." in text_of(note)


async def test_a_reader_of_the_guilds_language_is_told_nothing_of_it(group: StudyGroup) -> None:
    """In Portuguese, once the guild chose that; an English reader is then told."""
    await group.organiser.slash(group.channel, "settings language", language="pt-BR")
    asked = await group.reader.slash(group.channel, "ask", question="retropropagação")
    again = await group.reader.click(answer(asked), label="Compartilhar")
    assert "Asked by" not in said(again)
    assert "Abrir" in " ".join(labels(answer(again)))
    english = await group.member.slash(group.channel, "ask", question="what covers LSTMs?")
    shared, note = shared_and_told(await group.member.click(answer(english), label="Share"))
    assert "Abrir" in " ".join(labels(shared))
    assert "Shared in Portuguese, the server's language." in text_of(note)


async def test_share_works_after_a_restart(group: StudyGroup) -> None:
    """The question is read from the card, so the bot need not remember it."""
    asked = await group.member.slash(group.channel, "ask", question="what covers LSTMs?")
    await group.restart_bot()
    shared = await group.member.click(answer(asked), label="Share")
    assert LSTM in said(shared)


TRICKS = (
    "LSTM: d_C / d_w and *C* * `w` ~~x~~ ||y||",
    "@everyone <@&1> <#2> <t:0:F> </ask:3> what covers LSTM @here",
    "# LSTM\n> quoted [click me](https://evil.example) https://evil.example",
    "- LSTM \\*back\\slash\\*",
    "مرحبا LSTM \u202eevil",
    "LSTM " * 40,
)


@pytest.mark.parametrize("question", TRICKS)
async def test_nothing_typed_can_ping_format_or_break_out(group: StudyGroup, question: str) -> None:
    """Odd questions are shown on one line, are shared as shown, and ping nobody."""
    result = await group.member.slash(group.channel, "ask", question=question)
    shown = private(result).splitlines()[0]
    assert unescape(shown.removeprefix("> ")) == " ".join(question.replace("\u202e", "").split())
    assert not re.search(r"(?<!\\)[*_~`|<>\[\]()]|@(?!\u200b)|(?<!\\)://", shown.removeprefix("> "))
    shared = await group.member.click(answer(result), label="Share")
    assert said(shared).splitlines()[0] == shown
    assert group.pinged_by(answer(shared)) == set()


@pytest.mark.parametrize("question", ["   ", "\u200b \u200b", "\u202e"])
async def test_a_question_of_invisible_characters_counts_as_empty(group: StudyGroup, question: str) -> None:
    """Blanks and hidden characters are answered as saying nothing is: with what to ask."""
    result = await group.member.slash(group.channel, "ask", question=question)
    assert "Ask me what covers a topic" in private(result)


@pytest.mark.parametrize("question", ["🧠" * 200, "*" * 200, "@everyone", "<@1>", "?!"])
async def test_a_question_without_words_is_not_covered(group: StudyGroup, question: str) -> None:
    """Emoji, marks and mentions alone are covered by no chapter, and there is nothing to share."""
    result = await group.member.slash(group.channel, "ask", question=question)
    assert "Nothing in this course covers that." in private(result)
    assert labels(answer(result)) == []


@pytest.mark.parametrize("length", [400, 1_000])
async def test_a_long_question_is_answered_by_the_clause_that_asks(group: StudyGroup, length: int) -> None:
    """The card shows that clause, and Share answers the same in the server's language."""
    talk = "my cousin lent me her laptop and the train was late, so here I am in the library, "
    asked = "what does the forget gate of an LSTM do?"
    question = (talk * 20)[: length - len(asked) - 1] + " " + asked
    result = await group.member.slash(group.channel, "ask", question=question)
    assert LSTM in private(result)
    assert "forget gate of an LSTM" in said(result)
    assert "cousin" not in said(result)
    await group.member.click(answer(result), label="Share")
    (shared,) = group.channel.history(viewer=group.reader)
    assert LSTM in text_of(shared)


async def test_a_question_about_what_the_course_leaves_out_is_not_answered_by_the_next_one(group: StudyGroup) -> None:
    """Also if that one names something that the course covers."""
    for person, question in (
        (group.member, "why does dropout work? switching off neurons in hidden layers sounds bad"),
        (group.reader, "como funciona o dropout? desligar neurônios da camada oculta parece ruim"),
    ):
        result = await person.slash(group.channel, "ask", question=question)
        assert ("Nothing in this course" in private(result)) or ("Nada" in private(result))


async def test_question_of_spaces_is_answered_with_what_to_ask(group: StudyGroup) -> None:
    """Discord lets spaces pass; the asker is told what a question looks like."""
    result = await group.member.slash(group.channel, "ask", question="   ")
    assert "what covers LSTMs?" in private(result)


async def test_direct_message_answers_without_share(group: StudyGroup) -> None:
    """There is nobody to share with, so there is no Share button; all else works."""
    result = await group.member.user.slash("ask", question="what covers LSTMs?")
    assert LSTM in said(result)
    assert labels(answer(result)) == ["Watch", "Open chapter 7"]
    opened = await group.member.user.click(answer(result), label="Open chapter 7")
    assert LSTM in said(opened)


async def test_the_eleventh_question_within_a_minute_is_put_off(group: StudyGroup) -> None:
    """Its asker is told to wait; others are answered, and so is the asker's next question a minute later."""
    for _ in range(10):
        assert LSTM in said(await group.member.slash(group.channel, "ask", question="LSTM"))
    assert "That was a lot of questions" in private(await group.member.slash(group.channel, "ask", question="LSTM"))
    assert LSTM in said(await group.organiser.slash(group.channel, "ask", question="LSTM"))
    await group.wait(timedelta(seconds=61))
    assert LSTM in said(await group.member.slash(group.channel, "ask", question="LSTM"))


async def test_suggestions_fit_discord(group: StudyGroup) -> None:
    """At most 25 choices of 1 to 100 characters, whatever is typed."""
    for person in (group.member, group.reader):
        for typed in ("", "l", "lstm", "retro", "zzzzqq", "x" * 300, "🧠", "*_`~|\\"):
            choices = await person.autocomplete(group.channel, "ask", "question", typed)
            assert len(choices) <= 25
            assert all(1 <= len(choice["name"]) <= 100 and len(choice["value"]) <= 100 for choice in choices)


async def test_suggestions_come_in_the_readers_language(group: StudyGroup) -> None:
    """From the words of the course and its glossary."""
    english = await group.member.autocomplete(group.channel, "ask", "question", "backprop")
    portuguese = await group.reader.autocomplete(group.channel, "ask", "question", "retroprop")
    assert any("backpropagation" in choice["name"].lower() for choice in english)
    assert any("retropropagação" in choice["name"].lower() for choice in portuguese)
