"""/watched for one chapter, several or all; how clear a chapter was, and a note; and taking all of that back."""

import pytest

from bot.text.locales import Locale
from bot.text.translations import localizer
from tests.behaviour.reading import answer, buttons, labels, private, shared_and_told, text_of
from tests.behaviour.study_group import StudyGroup
from tests.behaviour.tampered_client import press, send, stored, told, watched

AS_BEFORE = "Undone. Your marks are as before: chapter {chapters}."
AS_BEFORE_ALL = "Undone. Your marks are as before: chapters {chapters}."
MARKED, ALREADY = "Chapter {chapters} is marked watched.", "You had already marked chapter {chapters}."
UNMARKED = "Chapter {chapters} is not marked watched any more."


@pytest.mark.parametrize("locale", Locale)
async def test_several_chapters_are_marked_and_unmarked_at_once(group: StudyGroup, locale: Locale) -> None:
    """With a way back after a restart that takes back exactly that."""
    say = localizer(locale)
    group.locales[group.member.id] = locale
    await press(group, group.member, "v1:watched:3")
    before = watched(stored(group))
    marked = await group.member.slash(group.channel, "watched", chapters="1-4, 7")
    assert say.count(MARKED, "Chapters {chapters} are marked watched.", 4, chapters="1, 2, 4, 7") in private(marked)
    assert say.count(ALREADY, "You had already marked chapters {chapters}.", 1, chapters="3") in private(marked)
    assert say("{count} of {total} watched", count=5, total=9) in private(marked)
    await group.restart_bot()
    undone = await group.member.click(answer(marked), label=say("Undo"))
    assert answer(undone).id == answer(marked).id
    assert say.count(AS_BEFORE, AS_BEFORE_ALL, 4, chapters="1, 2, 4, 7") in private(undone)
    assert watched(stored(group)) == before
    await group.member.slash(group.channel, "watched", chapters="all")
    everything = watched(stored(group))
    off = await group.member.slash(group.channel, "watched", chapters="2-4", remove=True)
    expected = say.count(UNMARKED, "Chapters {chapters} are not marked watched any more.", 3, chapters="2\u20134")
    assert expected in private(off)
    await group.member.click(answer(off), label=say("Undo"))
    assert watched(stored(group)) == everything


@pytest.mark.parametrize("typed", ["all", "everything", "all of the chapters", "todos", "tudo", "todos os capítulos"])
async def test_all_chapters_are_named_in_one_word(group: StudyGroup, typed: str) -> None:
    marked, finished = shared_and_told(await group.member.slash(group.channel, "watched", chapters=typed))
    assert "9 of 9 watched" in text_of(marked)
    assert "You have finished" in text_of(finished)


@pytest.mark.parametrize("typed", ["LSTM", "7", "chapter 7", "lstm, 7"])
async def test_one_chapter_is_named_as_elsewhere(group: StudyGroup, typed: str) -> None:
    """The card asks how clear it was, too, and offers a note."""
    marked = await group.member.slash(group.channel, "watched", chapters=typed)
    assert "Chapter 7 is marked watched" in private(marked)
    assert labels(answer(marked)) == ["1", "2", "3", "4", "5", "Undo", "Add a note"]


@pytest.mark.parametrize(
    "typed", ["0", "99", "1-99", "cheese", "1, cheese", "-", "  ", "1-", "💀", "<@1>", "all cheese"]
)
async def test_what_means_no_chapter_changes_nothing(group: StudyGroup, typed: str) -> None:
    """Neither do the chapters that stand beside it."""
    before = stored(group)
    no = private(await group.member.slash(group.channel, "watched", chapters=typed))
    assert ("The course has no chapter" if typed.strip() else "No chapter was named.") in no
    assert "1-4" in no
    assert stored(group) == before


async def test_what_is_so_already_is_told(group: StudyGroup) -> None:
    """Without a button that would take back more than was done."""
    await group.member.slash(group.channel, "watched", chapters="1, 2")
    before = stored(group)
    again = await group.member.slash(group.channel, "watched", chapters="1-2")
    assert "You had already marked chapters 1, 2.\nNothing was changed." in private(again)
    assert labels(answer(again)) == []
    off = await group.member.slash(group.channel, "watched", chapters="3", remove=True)
    assert "Chapter 3 was not marked watched.\nNothing was changed." in private(off)
    assert stored(group) == before


@pytest.mark.parametrize("locale", Locale)
async def test_a_mark_carries_how_clear_it_was_and_a_note(group: StudyGroup, locale: Locale) -> None:
    """From the command, or from the card that confirms the mark; kept over a restart, and shown to nobody else."""
    say = localizer(locale)
    group.locales[group.member.id] = locale
    marked = await press(group, group.member, "v1:watched:3")
    rated = await group.member.click(answer(marked), label="4")
    assert answer(rated).id == answer(marked).id
    await group.restart_bot()
    await send(group, group.member, "v1:note-typed:3", {"note": " the *chain* rule "})
    again = await press(group, group.member, "v1:rate-chapter:3:2")
    assert say("Your note: {note}", note=r"the \*chain\* rule") in told(again)
    assert say("Change note") in labels(answer(again))
    (mark,) = watched(stored(group))
    assert mark.endswith(",0,2,'the *chain* rule');")
    added = await group.member.slash(group.channel, "watched", chapters="3", clarity=5)
    assert say("Clear to you: {clarity} of 5", clarity=5) in private(added)
    assert say("Your note: {note}", note=r"the \*chain\* rule") in private(added)
    await send(group, group.member, "v1:note-typed:3", {"note": "  "})
    (mark,) = watched(stored(group))
    assert mark.endswith(",0,5,NULL);")
    assert "chain" not in "".join(
        text_of(message) for message in group.channel.history() if not message.flags.ephemeral
    )


async def test_a_mark_taken_off_comes_back_with_what_was_added(group: StudyGroup) -> None:
    """Both on the card that confirms the mark and on the chapter's own."""
    await group.member.slash(group.channel, "watched", chapters="3", clarity=4, note="See it again")
    before = watched(stored(group))
    off = await press(group, group.member, "v1:unwatched:3")
    (back_to_it,) = buttons(answer(off))
    back = await press(group, group.member, back_to_it["custom_id"])
    assert "See it again" in told(back)
    assert watched(stored(group)) == before
    card = answer(await group.member.slash(group.channel, "chapter", chapter="3"))
    assert "Clear to you: 4 of 5\nYour note: See it again" in text_of(card)
    off = await group.member.click(card, label="Watched")
    assert "See it again" not in text_of(answer(off))
    back = await group.member.click(answer(off), label="Undo")
    assert "See it again" in text_of(answer(back))
    assert watched(stored(group)) == before
    assert "See it again" not in text_of(answer(await group.reader.slash(group.channel, "chapter", chapter="3")))


async def test_only_ones_own_change_can_be_undone(group: StudyGroup) -> None:
    """Whoever makes the number up is told that there is no such change."""
    await group.member.slash(group.channel, "watched", chapters="1-3")
    before = stored(group)
    assert "Não tenho mais registro dessa mudança" in told(await press(group, group.reader, "v1:undo-marks:1"))
    assert "marcado como assistido" in told(await press(group, group.reader, "v1:rewatched:1:0:0:0:1"))
    assert len(watched(stored(group))) == len(watched(before)) + 1


async def test_undo_leaves_marks_that_were_changed_since(group: StudyGroup) -> None:
    marked = answer(await group.member.slash(group.channel, "watched", chapters="1-3"))
    await press(group, group.member, "v1:rate-chapter:2:1")
    before = stored(group)
    assert "Something else was changed since" in private(await group.member.click(marked, label="Undo"))
    assert stored(group) == before
    await press(group, group.member, "v1:unwatched:2")
    fresh = answer(await group.member.slash(group.channel, "watched", chapters="2"))
    await group.member.click(fresh, label="Undo")
    assert "This was undone already" in told(await press(group, group.member, "v1:undo-marks:3"))


async def test_marks_are_of_a_server(group: StudyGroup) -> None:
    """In a direct message there are none."""
    user = group.env.create_user("stranger")
    before = stored(group)
    for custom_id in ("v1:undo-marks:1", "v1:rate-chapter:3:2", "v1:ask-note:3"):
        assert "only works in a server" in told(await press(group, user, custom_id))
    assert stored(group) == before


async def test_undo_of_a_mark_leaves_what_was_added_since(group: StudyGroup) -> None:
    """A note is not lost by a press on an older card."""
    marked = await press(group, group.member, "v1:watched:3")
    undo = next(each["custom_id"] for each in buttons(answer(marked)) if each["label"] == "Undo")
    await send(group, group.member, "v1:note-typed:3", {"note": "the chain rule"})
    before = stored(group)
    assert "Something else was changed since" in told(await press(group, group.member, undo))
    assert stored(group) == before
