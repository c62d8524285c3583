"""A missed post that waits for its organiser to decide: post it late, or leave it for the next date."""

from datetime import timedelta

import discord
import pytest

from bot.schedules.model import ASK
from bot.text.locales import Locale
from bot.text.translations import localizer
from tests.behaviour.reading import answer, labels, private, said, text_of
from tests.behaviour.schedules import lisbon_winter, manage, posted, posts, set_up, shown, speak_portuguese
from tests.behaviour.study_group import StudyGroup

FIRST = lisbon_winter(23)


async def missed(group: StudyGroup) -> discord.Message:
    """Let the bot be away when the first post is due, and return the message that asks the organiser."""
    await set_up(group, missed=ASK.days)
    await group.restart_bot(after=timedelta(hours=5))
    (letter,) = group.organiser.user.dm_channel.history()
    return letter


async def test_organiser_is_asked_and_lets_it_be_posted(group: StudyGroup) -> None:
    """Nothing is posted before the answer, however long it takes; then the post comes once."""
    letter = await missed(group)
    for part in ("A post was missed", "Study group", "1 · But what is a neural network?", shown(FIRST)):
        assert part in text_of(letter)
    assert labels(letter) == ["Post it now", "Leave it for the next date"]
    await group.forbid(group.channel, attach_files=True)
    await group.restart_bot(after=timedelta(days=15))
    assert posted(group) == []
    assert "`/schedule now` posts it" in private(await manage(group, "show"))
    assert "It was missed" in private(await manage(group, "history"))
    speak_portuguese(group)
    assert "Estou tentando" in said(await group.organiser.user.click(letter, label="Post it now"))
    await group.env.settle()
    assert posted(group) == [1]
    assert "late" in text_of(posts(group)[0])
    again = await group.organiser.user.click(letter, label="Leave it for the next date")
    assert "não está mais esperando" in said(again)
    assert posted(group) == [1]


async def test_organiser_is_asked_and_leaves_it_for_the_next_date(group: StudyGroup) -> None:
    """The history names who decided; the same chapter comes a week later."""
    letter = await missed(group)
    left = said(await group.organiser.user.click(letter, label="Leave it for the next date"))
    assert "left out" in left
    brings = "2 · Gradient descent, how neural networks learn → 1 · But what is a neural network?"
    assert f"**Next post** {shown(lisbon_winter(30))}: {brings}" in left
    assert "**Last day** <t:" in left
    assert "not waiting any more" in said(await group.organiser.user.click(letter, label="Post it now"))
    assert f"Left out · <@{group.organiser.id}>" in private(await manage(group, "history"))
    await group.wait_until(lisbon_winter(30))
    assert posted(group) == [1]


@pytest.mark.parametrize("locale", list(Locale))
async def test_leaving_it_for_the_next_date_can_be_undone(group: StudyGroup, locale: Locale) -> None:
    """In the direct message itself, after a restart; then the question is open again, and the post can be made."""
    letter = await missed(group)
    group.locales[group.organiser.id] = locale
    left = await group.organiser.user.click(letter, label="Leave it for the next date")
    await group.restart_bot()
    undone = await group.organiser.user.click(answer(left), label=localizer(locale)("Undo"))
    assert localizer(locale)("Undone") in said(undone)
    await group.wait(timedelta(minutes=5))
    assert posted(group) == []
    again = await group.organiser.user.click(answer(left), label=localizer(locale)("Undo"))
    assert localizer(locale)("This was undone already.") in said(again)
    await group.organiser.user.click(letter, label="Post it now")
    await group.env.settle()
    assert posted(group) == [1]
    await group.wait_until(lisbon_winter(30))
    assert posted(group) == [1, 2]


@pytest.mark.parametrize("what", ["skip", "move"])
async def test_a_missed_post_left_out_or_moved_by_command_is_asked_about_again_after_undo(
    group: StudyGroup, what: str
) -> None:
    await missed(group)
    changed = await manage(group, what, **({"to": "2026-11-26 20:00"} if what == "move" else {}))
    await group.organiser.click(answer(changed), label="Undo")
    await group.wait(timedelta(minutes=5))
    assert posted(group) == []
    assert "It was missed" in private(await manage(group, "history"))


@pytest.mark.parametrize(("what", "comes"), [("now", [1]), ("skip", [])])
async def test_now_and_skip_answer_the_question_too(group: StudyGroup, what: str, comes: list[int]) -> None:
    """`/schedule now` and `/schedule skip` work for organisers who take no direct messages."""
    await missed(group)
    await manage(group, what)
    await group.env.settle()
    assert posted(group) == comes


async def test_question_in_the_channel_for_notices_is_for_organisers(group: StudyGroup) -> None:
    """Others who press its buttons are told so, and nothing changes."""
    board = group.guild.create_text_channel("organisers")
    await group.organiser.slash(group.channel, "settings notices", channel=board)
    await set_up(group, missed=ASK.days)
    await group.restart_bot(after=timedelta(hours=5))
    notice = board.last_message
    assert notice is not None
    for label in labels(notice):
        assert "Gerenciar servidor" in private(await group.reader.click(notice, label=label))
    assert posted(group) == []


async def test_post_that_is_hardly_late_is_not_asked_about(group: StudyGroup) -> None:
    """After a restart of some minutes the post comes without a question."""
    await set_up(group, missed=ASK.days)
    await group.restart_bot(after=timedelta(hours=1, minutes=5))
    assert posted(group) == [1]
    assert group.organiser.user.dm_channel.history() == []
