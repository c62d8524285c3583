"""Bringing a course to a server: by a file or a form, with a preview that says what was read and what was wrong."""

import json
from datetime import timedelta

import discord
import pytest

from bot.courses.imports.cleaning import LARGEST_FILE
from bot.courses.model import MOST_COURSES
from bot.text.locales import Locale
from bot.text.translations import localizer
from tests.behaviour.courses import (
    BREAD,
    KNOTS,
    address,
    another_server,
    bring,
    course_called,
    courses_of,
    exported,
    listed,
    remove,
    upload,
    use,
)
from tests.behaviour.reading import answer, labels, private, text_of
from tests.behaviour.schedules import speak_portuguese
from tests.behaviour.study_group import StudyGroup
from tests.behaviour.tampered_client import press, send, stored
from tests.behaviour.test_removed_servers import StudyServer
from tests.unit.imported import BROKEN, own_file


async def test_an_upload_is_shown_before_it_is_added(group: StudyGroup) -> None:
    """How many lessons, in which language, how long; and nothing is used until somebody says so."""
    preview = await upload(group, listed(*BREAD, "Oven", "Crust"))
    assert "### Baking bread\n-# 6 lessons · in English · no lengths" in private(preview)
    assert "**1** [Flour](<https://www.youtube.com/watch?v=flour000000>)" in private(preview)
    assert "… and 1 more" in private(preview)
    assert labels(answer(preview)) == ["Add", "Show all", "Cancel"]
    assert "Baking" not in private(await group.organiser.slash(group.channel, "courses list"))
    every = await group.organiser.click(answer(preview), label="Show all")
    assert "Crust" in private(every)
    await group.restart_bot()
    assert "Baking bread is added" in private(await use(group, preview))
    assert "Baking bread" in private(await group.organiser.slash(group.channel, "courses list"))
    assert "1 · Flour" in private(await group.member.slash(group.channel, "chapter", chapter="1"))


async def test_problems_are_told_line_by_line(group: StudyGroup) -> None:
    """With what stands there, and what to write instead."""
    lines = ["# Bread", "", f"1. [Flour]({address('Flour')})", "2. Water", f"3. [Salt]({address('Salt')})"]
    preview = private(await upload(group, "\n".join([*lines, "4. [Yeast](http://yeast.example/a)"]).encode()))
    assert "2 lessons" in preview
    assert "⚠️ **Line 4** “Water”: it has no link, so it is left out." in preview
    assert "**Line 6**" in preview
    assert "Lesson 3 is numbered 2, by its place in the list." in preview


async def test_a_reader_of_portuguese_brings_a_course(group: StudyGroup) -> None:
    speak_portuguese(group)
    preview = await upload(
        group,
        "# Pão\n\n1. [A farinha e a água](https://youtu.be/madeupvid01)\n2. Sal\n3. [A massa](https://youtu.be/madeupvid02)\n".encode(),
    )
    say = localizer(Locale.PORTUGUESE)
    assert say.count("Line {lines}", "Lines {lines}", 1, lines="4") in private(preview)
    assert say.count("{number} lesson", "{number} lessons", 2) + " · " + say("in Portuguese") in private(preview)
    assert "Pão" in private(await use(group, preview))
    await group.restart_bot()
    assert "farinha" in private(await group.reader.slash(group.channel, "chapter", chapter="1"))
    assert "farinha" in private(await group.reader.slash(group.channel, "ask", question="farinha"))


async def test_a_title_that_cannot_be_seen_is_none(group: StudyGroup) -> None:
    assert "### Baking bread\n" in private(await upload(group, listed(*BREAD), title="\u200b\u202e \u2066"))
    assert "### My bread\n" in private(await upload(group, listed(*BREAD), title=" My\u202e  bread"))


async def test_a_file_that_discord_does_not_hand_over_is_told(
    group: StudyGroup, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def failing(*_: object, **__: object) -> bytes:
        raise TimeoutError

    monkeypatch.setattr(discord.Attachment, "read", failing)
    assert "Discord did not hand that file over." in private(await upload(group, listed(*BREAD)))


async def test_all_lessons_are_turned_through_beside_the_preview(group: StudyGroup) -> None:
    """On a card of their own, which turns in place, while the preview keeps its buttons."""
    preview = await upload(group, listed(*(f"Loaf {number:02}" for number in range(1, 61))))
    shown = answer(await group.organiser.click(answer(preview), label="Show all"))
    assert labels(answer(preview)) == ["Add", "Show all", "Cancel"]
    assert "of 60" in text_of(shown)
    await group.organiser.click(shown, label=labels(shown)[0])
    assert "Loaf 50" in text_of(shown)
    await group.organiser.click(shown, label=labels(shown)[0])
    assert "Loaf 25" in text_of(shown)
    assert "Loaf 26" not in text_of(shown)


async def test_an_upload_is_cancelled(group: StudyGroup) -> None:
    preview = await upload(group, listed(*BREAD))
    cancelled = await group.organiser.click(answer(preview), label="Cancel")
    assert "Forgotten. Nothing was changed." in private(cancelled)
    assert "That upload is not there any more." in private(await press(group, group.organiser, "v1:show-lessons:0"))
    assert len((await courses_of(group)).available) == 1


async def test_only_what_a_card_showed_is_used(group: StudyGroup) -> None:
    """A second upload takes the place of the first, whose card then adds nothing."""
    first = await upload(group, listed(*BREAD))
    second = await upload(group, listed(*KNOTS, heading="Knots"))
    assert "That upload is not there any more." in private(await group.organiser.click(answer(first), label="Add"))
    assert "Knots is added" in private(await group.organiser.click(answer(second), label="Add"))
    assert "That upload is not there any more." in private(await press(group, group.organiser, "v1:use-course:{seen}"))


async def test_a_course_is_pasted_into_a_form(group: StudyGroup) -> None:
    how = await group.organiser.slash(group.channel, "courses add")
    assert "Bring a course" in private(how)
    await group.restart_bot()
    form = await group.organiser.click(answer(how), label="Paste a list")
    preview = await group.organiser.submit_modal(
        form, {"title": "My bread", "pasted": f"Flour {address('Flour')}\nWater {address('Water')}"}
    )
    assert "### My bread\n-# 2 lessons" in private(preview)
    await group.organiser.click(answer(preview), label="Add")
    assert (await course_called(group, "My bread")).chapters[1].title == "Water"


async def test_nothing_in_a_form_is_refused_civilly(group: StudyGroup) -> None:
    for pasted in ("", "   ", "\u202e\u200b", "nonsense", "http://a.example/ b", "[[[[", "{" * 3_000, "<html>"):
        told = private(await send(group, group.organiser, "v1:paste-course:0", {"title": "", "pasted": pasted}))
        assert "Nothing was changed." in told, pasted


HOSTILE = {
    "too large": b"a" * (LARGEST_FILE + 1),
    "nothing": b"",
    "spaces": b" \n" * 100,
    "a picture": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 20,
    "zeros": b"\x00" * 1_000,
    "lines": b"a\n" * 20_001,
    "deep json": b"[" * 200_000,
    "deep object": b'{"a":' * 80_000,
    "deep chapters": b'{"chapters": [{"title": ' + b"[" * 900 + b"]" * 900 + b"}]}",
    "deeper chapters": b'{"chapters": [{"title": ' + b"[" * 90_000 + b"]" * 90_000 + b"}]}",
    "broken json": b'{"chapters": [',
    "other json": b'{"name": "left-pad", "version": "1.0.0"}',
    "a web page": b"<!DOCTYPE html><html><body><a href='https://youtu.be/madeupvid01'>x</a></body></html>",
    "no links": b"Dear all,\n\nthe course begins on Monday.\n",
    "unsafe links": b"[Flour](javascript:alert(1))\n[Water](http://water.example)\n[Salt](data:text/html,x)\n",
    "a hundred and one": b"\n".join(b"[Lesson %d](https://youtu.be/madeup%05d)" % (n, n) for n in range(101)),
    "a rich text": b"{\\rtf1 hello}",
    "half utf-16": b"\xff\xfea",
    "huge number": b'{"chapters": [{"number": ' + b"9" * 5_000 + b"}]}",
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
async def test_hostile_files_are_refused_in_a_sentence(group: StudyGroup, content: bytes) -> None:
    before = stored(group)
    told = private(await upload(group, content))
    assert told.endswith("Nothing was changed.")
    assert stored(group) == before


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
async def test_a_course_file_that_breaks_a_rule_is_refused(group: StudyGroup, content: bytes) -> None:
    """Also those rules that only courses of strangers have: their bounds, and nothing hidden."""
    before = stored(group)
    told = private(await upload(group, content, "course.json"))
    assert told.endswith("Nothing was changed."), told
    assert stored(group) == before


async def test_a_course_file_hides_nothing(group: StudyGroup) -> None:
    """Characters that turn text round are left out, and hosts that nobody knows are named."""
    content = own_file(
        {"title": "Flour\u202e\u2066 now", "address": "https://bread.example/1"}, title={"en": "Br\u202eead"}
    )
    preview = private(await upload(group, content, "course.json"))
    assert "Flour now" in preview
    assert "### Bread\n" in preview
    assert "Lessons lead to **bread.example**." in preview


async def test_keys_in_a_new_course_file_are_its_places(group: StudyGroup) -> None:
    """Others than these are of the course that the file was exported from."""
    content = own_file(
        {"id": 10**30}, {"id": 7}, archived=[{"number": 9, "title": "x", "address": "https://x.example/"}]
    )
    await use(group, await upload(group, content, "course.json"))
    course = await course_called(group, "Bread")
    assert [chapter.key for chapter in course.chapters] == [1, 2]
    assert course.archived == ()
    assert "1 of 2 watched" in private(await press(group, group.member, f"v1:watched:2:{course.ref}"))


async def test_hostile_markdown_is_shown_as_it_is_written(group: StudyGroup) -> None:
    """No title draws a heading, pings anybody, or is a link to elsewhere."""
    titles = ["@everyone <@&1> **loud**", "`code` ||secret|| <:a:1>", "# heading", "x](https://evil.example)"]
    rows = [f'"{title}",https://youtu.be/madeupvid0{n}' for n, title in enumerate(titles)]
    preview = await upload(
        group, "\n".join(["title,url", *rows]).encode(), "course.csv", title="[a](https://b.example) @here"
    )
    shown = [private(preview)]
    await use(group, preview)
    shown += [
        private(await group.member.slash(group.channel, "chapter", chapter=str(number))) for number in range(1, 5)
    ]
    for text in (*shown, private(await group.organiser.slash(group.channel, "courses list"))):
        assert "](https://evil" not in text
        assert "](https://b.example" not in text
        assert "<@&1>" not in text
        assert "||secret||" not in text


async def test_a_byte_order_mark_and_a_table_of_excel_are_read(group: StudyGroup) -> None:
    table = "title;url;duration\r\nFarinha;https://youtu.be/madeupvid01;12:34\r\n"
    for content in (b"\xef\xbb\xbf" + table.encode(), table.encode("utf-16"), table.encode("cp1252")):
        assert "1 lesson · no" not in private(await upload(group, content, "course.csv"))
        assert "`12:34`" in private(await upload(group, content, "course.csv"))


async def test_a_server_brings_five_courses_and_no_more(group: StudyGroup) -> None:
    for number in range(MOST_COURSES):
        await bring(group, f"Lesson {number}", heading=f"Course {number}")
    sixth = await use(group, await upload(group, listed(*BREAD)))
    assert "This server has 5 courses, and may have no more." in private(sixth)
    await remove(group, "Course 3")
    await group.restart_bot()
    assert "Baking bread is added" in private(await use(group, await upload(group, listed(*BREAD))))
    assert "Course 3" not in private(await group.organiser.slash(group.channel, "courses list"))


async def test_members_bring_nothing(group: StudyGroup) -> None:
    """They do not see the commands; whoever sends their buttons anyway is refused."""
    assert not any("courses" in name for name in group.member.available_commands(group.channel))
    for custom_id in (
        "v1:use-course:1",
        "v1:show-lessons:0",
        "v1:cancel-course",
        "v1:remove-course:2",
        "v1:paste-course:0",
    ):
        assert "You need the Manage Server permission" in private(await press(group, group.member, custom_id))
    sent = await send(group, group.member, "v1:paste-course:0", {"title": "", "pasted": listed(*BREAD).decode()})
    assert "You need the Manage Server permission" in private(sent)


async def test_a_course_is_seen_only_in_its_server(group: StudyGroup) -> None:
    """Not by its id, its number or its name, wherever these are typed."""
    course = await bring(group)
    stranger, hall = another_server(group)
    for typed in (course.id, "Baking bread"):
        assert "Baking" not in private(await stranger.slash(hall, "course", course=typed))
        for command in ("courses export", "courses remove", "courses edit"):
            told = private(await stranger.slash(hall, command, course=typed))
            assert "That is not a course that this server brought." in told
    assert "Baking" not in str(await stranger.autocomplete(hall, "ask", "course", "b", question="flour"))
    assert "Baking" not in private(await stranger.slash(hall, "courses list"))
    for name in (
        "watched:1",
        "chapter:1",
        "open-chapter:1",
        "share-chapter:1",
        "course-page:0",
        "progress-page:0",
        "unwatched:1",
        "card-watched:1",
        "card-unwatched:1",
        "rewatched:1:0:0",
        "watched-post:1:0",
        "progress-post:0",
        "undo-mark:1:0:0:0",
        "card-rewatched:1:0:0",
        "remove-course",
    ):
        told = private(await press(group, stranger, f"v1:{name}:{course.ref}", hall))
        assert "That course is not here any more." in told, name
    form = await press(group, stranger, f"v1:paste-course:{course.ref}", hall)
    assert form.modal is None
    assert "That course is not here any more." in private(form)
    await press(group, stranger, "v1:choose-courses", hall, values=[course.id])
    assert "Baking" not in private(await stranger.slash(hall, "courses list"))


async def test_an_export_is_read_as_the_same_course(group: StudyGroup) -> None:
    """Also in another server, as a new one."""
    await bring(group)
    document = await exported(group)
    same = await upload(group, json.dumps(document).encode(), "course.json", edits="Baking bread")
    assert "Nothing would change." in private(same)
    stranger, hall = another_server(group)
    there = await stranger.slash(hall, "courses add", file=("course.json", json.dumps(document).encode()))
    assert "4 lessons" in private(there)
    await stranger.click(answer(there), label="Add")
    assert "Baking bread" in private(await stranger.slash(hall, "course", course="Baking"))


def long_list(label: str) -> bytes:
    """Return a hundred lessons of sixty moments, each called *label* and a number."""
    moments = "\n".join(f"    - {n // 60:02}:{n % 60:02} {label}{n}" for n in range(60))
    lines = [f"{n}. [Lesson {n}](https://youtu.be/madeup{n:05})\n{moments}" for n in range(1, 101)]
    return ("# Long\n\n" + "\n".join(lines)).encode()


async def test_a_large_course_comes_back_from_its_export(group: StudyGroup) -> None:
    """What is too long as a file, though not as the list that it was read from, is refused when it is brought."""
    assert len(long_list("Kneading dough by hand " * 3)) < LARGEST_FILE
    assert "That is larger than 512 KB." in private(await upload(group, long_list("Kneading dough by hand " * 3)))
    await use(group, await upload(group, long_list("Kneading " * 4)))
    (file,) = answer(await group.organiser.slash(group.channel, "courses export", course="Long")).attachments
    assert file.size > LARGEST_FILE // 2
    assert "Nothing would change." in private(await upload(group, await file.read(), edits="Long"))


async def test_a_course_called_as_another_is_still_the_servers(group: StudyGroup) -> None:
    """What is typed for an export, an edit or a removal means the server's own."""
    await use(group, await upload(group, listed(*KNOTS, heading="Neural networks")))
    assert len(await group.organiser.autocomplete(group.channel, "courses export", "course", "neural")) == 1
    assert (await exported(group, "neural"))["chapters"][0]["title"] == KNOTS[0]
    assert "Nothing would change." in private(
        await upload(group, listed(*KNOTS, heading="Neural networks"), edits="Neural networks")
    )


async def test_uploads_go_with_their_server(group: StudyGroup) -> None:
    await bring(group)
    await upload(group, listed(*KNOTS, heading="Knots"))
    await StudyServer(group).remove_bot()
    await group.wait(timedelta(days=31))
    kept = [line for line in stored(group) if "Flour" in line or "Bowline" in line]
    assert kept == []
