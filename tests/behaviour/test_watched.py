"""Marking chapters as watched, on posts and shared cards, undoing it, and /progress."""

from datetime import timedelta

import pytest

from bot.text.locales import Locale
from bot.text.translations import localizer
from tests.behaviour.live_parties import BEGUN, LENGTH, latest, running
from tests.behaviour.old_messages import old_message
from tests.behaviour.reading import answer, buttons, labels, private, said, shared_and_told, text_of
from tests.behaviour.schedules import lisbon_winter, posts, set_up
from tests.behaviour.study_group import StudyGroup
from tests.behaviour.tampered_client import press, stored, told, watched

RATINGS = ["1", "2", "3", "4", "5"]


async def test_watched_on_a_post_marks_and_says_so_privately(group: StudyGroup) -> None:
    """The post stays as it is; each person gets their own count in their language."""
    await set_up(group)
    await group.wait_until(lisbon_winter(23))
    (post,) = posts(group)
    shown = text_of(post)
    mine = await group.member.click(post, label="Mark watched")
    assert "Chapter 1 is marked watched" in private(mine)
    assert "1 of 9" in private(mine)
    theirs = await group.reader.click(post, label="Mark watched")
    assert "1 de 9" in private(theirs)
    assert text_of(posts(group)[0]) == shown
    public = [message for message in group.channel.history() if not message.flags.ephemeral]
    assert [message.id for message in public] == [post.id]


async def test_pressing_again_says_already_and_offers_to_take_the_mark_off(group: StudyGroup) -> None:
    """A second press does nothing, so it has no Undo, which would take more back; "Not watched" has one."""
    await set_up(group)
    await group.wait_until(lisbon_winter(23))
    (post,) = posts(group)
    await group.member.click(post, label="Mark watched")
    again = await group.member.click(post, label="Mark watched")
    assert "already" in private(again)
    assert "1 of 9" in private(again)
    assert labels(answer(again)) == [*RATINGS, "Not watched", "Add a note", "Tell me of new posts"]
    before = stored(group)
    unmarked = await group.member.click(answer(again), label="Not watched")
    assert answer(unmarked).id == answer(again).id
    assert "not marked watched" in private(unmarked)
    assert labels(answer(unmarked)) == ["Undo"]
    assert "0/9" in private(await group.member.slash(group.channel, "progress"))
    await group.wait(timedelta(hours=1))
    assert "1 of 9" in private(await group.member.click(answer(unmarked), label="Undo"))
    assert stored(group) == before


async def test_undo_of_a_mark_leaves_one_that_was_made_since(group: StudyGroup) -> None:
    """Only the mark that its card has confirmed is taken off; the second press says that it was."""
    await set_up(group)
    await group.wait_until(lisbon_winter(23))
    (post,) = posts(group)
    marked = answer(await group.member.click(post, label="Mark watched"))
    await group.restart_bot()
    await press(group, group.member, "v1:unwatched:1")
    assert "This was undone already" in private(await group.member.click(marked, label="Undo"))
    await group.wait(timedelta(minutes=1))
    await group.member.click(post, label="Mark watched")
    before = stored(group)
    assert "Something else was changed since" in private(await group.member.click(marked, label="Undo"))
    assert stored(group) == before


@pytest.mark.parametrize("locale", Locale)
async def test_taking_a_mark_off_a_chapters_card_can_be_undone(group: StudyGroup, locale: Locale) -> None:
    """With its time and as watched together, after a restart, on the same card."""
    say = localizer(locale)
    group.locales[group.member.id] = locale
    await press(group, group.member, "v1:rewatched:3:0:1")
    before = watched(stored(group))
    card = answer(await group.member.slash(group.channel, "chapter", chapter="3"))
    off = answer(await group.member.click(card, label=say("Watched")))
    assert labels(off)[1:4] == [say("Mark watched"), say("Undo"), say("Share")]
    assert watched(stored(group)) != before
    await group.restart_bot()
    back = answer(await group.member.click(off, label=say("Undo")))
    assert back.id == card.id
    assert labels(back) == labels(card)
    assert watched(stored(group)) == before


async def test_a_mark_that_is_no_more_is_not_offered_to_be_undone(group: StudyGroup) -> None:
    """An older card still shows it; and whoever marked the chapter again since keeps that mark."""
    assert "Undo" not in labels(answer(await press(group, group.member, "v1:card-unwatched:3")))
    await press(group, group.member, "v1:watched:3")
    before = stored(group)
    assert labels(answer(await press(group, group.member, "v1:card-rewatched:3:0:1")))[1] == "Watched"
    assert stored(group) == before


async def test_taking_a_mark_off_can_be_undone_and_back_again(group: StudyGroup) -> None:
    """In either language, after restarts, in place of the same card."""
    card = answer(await group.reader.slash(group.channel, "chapter", chapter="3"))
    shared, _ = shared_and_told(await group.reader.click(card, label="Compartilhar"))
    marked = await group.reader.click(shared, label="Mark watched")
    await group.restart_bot()
    unmarked = await group.reader.click(answer(marked), label="Desfazer")
    assert "não está mais marcado" in private(unmarked)
    await group.wait(timedelta(hours=1))
    await group.restart_bot()
    again = await group.reader.click(answer(unmarked), label="Desfazer")
    assert answer(again).id == answer(marked).id
    assert "Capítulo 3 marcado como assistido" in private(again)
    assert "1 de 9" in private(again)
    assert labels(answer(again)) == [*RATINGS, "Desfazer", "Adicionar uma nota"]


async def test_a_mark_comes_back_with_its_time_and_as_watched_together(group: StudyGroup) -> None:
    """Exactly what was taken off."""
    await running(group)
    await group.member.click(latest(group), label="I'm here")
    await group.wait_until(BEGUN + LENGTH + timedelta(seconds=1))
    marked = await group.member.click(latest(group), label="Mark watched")
    before = stored(group)
    unmarked = await group.member.click(answer(marked), label="Undo")
    await group.wait(timedelta(hours=1))
    again = await group.member.click(answer(unmarked), label="Undo")
    assert "Watched together" in private(again)
    mark = next(line for line in before if line.startswith('INSERT INTO "watched"'))
    assert mark in stored(group)


async def test_undoing_a_mark_twice_is_told_civilly(group: StudyGroup) -> None:
    """A copy of the card still has the button; in both directions nothing happens a second time."""
    await press(group, group.member, "v1:watched:3")
    assert "any more" in told(await press(group, group.member, "v1:unwatched:3"))
    second = told(await press(group, group.member, "v1:unwatched:3"))
    assert "Chapter 3 is not marked watched.\nNothing was changed." in second
    assert "não está marcado como assistido" in told(await press(group, group.reader, "v1:unwatched:3"))
    assert "is marked watched" in told(await press(group, group.member, "v1:rewatched:3:0:0"))
    assert "already marked chapter 3" in told(await press(group, group.member, "v1:rewatched:3:0:1"))
    assert "1/9" in private(await group.member.slash(group.channel, "progress"))


@pytest.mark.parametrize("at", [0, 2**63, 10**20 - 1])
async def test_a_made_up_time_of_a_mark_is_never_ahead(group: StudyGroup, at: int) -> None:
    """Who watched first is listed by that time."""
    assert "is marked watched" in told(await press(group, group.member, f"v1:rewatched:3:{at}:1"))
    (line,) = (line for line in stored(group) if line.startswith('INSERT INTO "watched"'))
    assert str(min(at, int(group.env.now().timestamp()))) in line


async def test_buttons_of_a_post_work_after_a_restart(group: StudyGroup) -> None:
    """Both the post's button and Undo, in another process."""
    await set_up(group)
    await group.wait_until(lisbon_winter(23))
    await group.restart_bot()
    (post,) = posts(group)
    marked = await group.reader.click(post, label="Mark watched")
    assert "1 de 9" in private(marked)
    await group.restart_bot()
    undone = await group.reader.click(answer(marked), label="Desfazer")
    assert labels(answer(undone)) == ["Desfazer"]
    assert "0/9" in private(await group.reader.slash(group.channel, "progress"))


async def test_progress_counts_the_reader_and_the_server(group: StudyGroup) -> None:
    """One's own chapters, the server's marks, and where the group is."""
    empty = private(await group.member.slash(group.channel, "progress"))
    assert "0/9" in empty
    assert "Nobody has marked" in empty
    await set_up(group)
    await group.wait_until(lisbon_winter(30, 20))
    first, second = posts(group)
    for person in (group.member, group.reader, group.organiser):
        await person.click(first, label="Mark watched")
    await group.member.click(second, label="Mark watched")
    result = await group.member.slash(group.channel, "progress")
    text = private(result)
    assert "2/9" in text
    assert "3 members" in text
    (line,) = (line for line in text.splitlines() if "3 of 3 — 1 · " in line)
    assert "✅" in line
    (line,) = (line for line in text.splitlines() if "1 of 3 — 2 · " in line)
    assert "📍" in line
    assert labels(answer(result))[0].startswith("Next for you: 3 · ")


async def test_progress_of_a_server_is_not_seen_in_another(group: StudyGroup) -> None:
    """What is marked in one server counts there only."""
    other = group.env.create_guild("Other group")
    hall = other.create_text_channel("hall")
    there = other.add_member(group.member.user)
    card = answer(await group.member.slash(group.channel, "chapter", chapter="1"))
    await group.member.click(card, label="Mark watched")
    assert "0/9" in private(await there.slash(hall, "progress"))
    assert "1/9" in private(await group.member.slash(group.channel, "progress"))


async def test_whoever_has_watched_everything_is_congratulated(group: StudyGroup) -> None:
    """There is no next chapter to offer."""
    for number in range(1, 10):
        card = answer(await group.reader.slash(group.channel, "chapter", chapter=str(number)))
        (mark,) = (b for b in buttons(card) if "card-watched" in b.get("custom_id", ""))
        await group.reader.click(card, custom_id=mark["custom_id"])
    result = await group.reader.slash(group.channel, "progress")
    assert "Parabéns" in private(result)
    assert labels(answer(result)) == ["Certificado", "Compartilhar"]


OLD = {
    "from a version that is no more": "v0:seen:3",
    "of a newer version": "v9:watched:3",
    "never written so": "v1:watched:three",
    "empty of sense": "🧠",
}


@pytest.mark.parametrize("custom_id", OLD.values(), ids=list(OLD))
async def test_unknown_button_gets_a_civil_private_answer(group: StudyGroup, custom_id: str) -> None:
    """In either language, instead of Discord's "This interaction failed"."""
    message = old_message(group, custom_id)
    assert "older version" in private(await group.member.click(message, custom_id=custom_id))
    assert "versão" in private(await group.reader.click(message, custom_id=custom_id))


@pytest.mark.parametrize(
    "custom_id",
    [
        "v1:watched:99",
        "v1:watched-post:99:1",
        "v1:unwatched:0",
        "v1:rewatched:0:0:0",
        "v1:card-watched:10",
        "v1:card-unwatched:10",
        "v1:chapter:99999999999999999999",
        "v1:open-chapter:42",
        "v1:share-chapter:42",
    ],
)
async def test_button_of_a_chapter_that_is_gone_says_so_privately(group: StudyGroup, custom_id: str) -> None:
    """Whichever button carries the number of a chapter that the course does not have."""
    message = old_message(group, custom_id)
    assert "The course has no chapter" in private(await group.member.click(message, custom_id=custom_id))


async def test_post_of_an_unknown_job_still_marks(group: StudyGroup) -> None:
    """The database may be newer than the message; only the chapter's number matters."""
    message = old_message(group, "v1:watched-post:3:99999999999999999999")
    marked = await group.member.click(message, custom_id="v1:watched-post:3:99999999999999999999")
    assert "Chapter 3 is marked watched" in private(marked)


@pytest.mark.parametrize("custom_id", ["v1:watched:3", "v1:unwatched:3", "v1:rewatched:3:0:0", "v1:card-watched:3"])
async def test_mark_in_a_direct_message_says_that_it_belongs_to_a_server(group: StudyGroup, custom_id: str) -> None:
    """Nothing is counted."""
    channel = group.reader.user.dm_channel
    message = old_message(group, custom_id, channel)
    assert "servidor" in said(await group.reader.user.click(message, custom_id=custom_id))
    assert "0/9" in private(await group.reader.slash(group.channel, "progress"))


async def test_a_card_without_its_question_cannot_be_shared(group: StudyGroup) -> None:
    """Cards of older versions did not quote the question."""
    message = old_message(group, "v1:share-answer")
    assert "older version" in private(await group.member.click(message, custom_id="v1:share-answer"))
