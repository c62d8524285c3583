"""Two courses in one server, and different ones in two: whatever is asked, pressed or posted is about the one meant."""

import re

from bot.courses.model import FIRST_COURSE
from tests.behaviour.courses import (
    BREAD,
    KNOTS,
    another_server,
    bring,
    course_called,
    courses_of,
    listed,
    remove,
    upload,
)
from tests.behaviour.parties import planned, set_zone
from tests.behaviour.reading import answer, buttons, labels, private, text_of
from tests.behaviour.schedules import lisbon_winter, manage, posted, posts, set_up, speak_portuguese
from tests.behaviour.study_group import StudyGroup
from tests.behaviour.tampered_client import press, send, stored, watched


async def choose(group: StudyGroup, *courses: str) -> str:
    """Let the organiser choose *courses*, by their ids, and return what they are told."""
    asked = await group.organiser.slash(group.channel, "courses choose")
    return private(await group.organiser.select(answer(asked), courses))


async def test_a_server_uses_what_it_chooses(group: StudyGroup) -> None:
    """The first course that it brings takes the place of the one that comes with the bot, and both can be chosen."""
    assert "Neural" in private(await group.member.slash(group.channel, "course"))
    bread = await bring(group)
    assert "Baking bread" in private(await group.member.slash(group.channel, "course"))
    told = await choose(group, bread.id, FIRST_COURSE)
    assert "This server uses" in told
    assert "**Baking bread**" in told
    await group.restart_bot()
    assert "Neural" in private(await group.member.slash(group.channel, "course"))
    assert "Baking bread" in private(await group.member.slash(group.channel, "course", course="baking"))
    listed_courses = private(await group.organiser.slash(group.channel, "courses list"))
    assert len(re.findall(r"\*\* ✅", listed_courses)) == 2


async def test_a_schedule_that_ran_before_keeps_its_course_in_use(group: StudyGroup) -> None:
    """Bringing another does not turn answers away from what the group is at."""
    await set_up(group)
    preview = await upload(group, listed(*BREAD))
    told = private(await group.organiser.click(answer(preview), label="Add"))
    assert "This server uses" in told
    assert [each.id for each in (await courses_of(group)).chosen] == [
        FIRST_COURSE,
        (await course_called(group, "Baking bread")).id,
    ]


async def test_a_removed_choice_counts_as_none(group: StudyGroup) -> None:
    """What the group is at stays in use beside the next course that it brings."""
    await bring(group)
    await remove(group)
    await set_up(group, course=FIRST_COURSE)
    await bring(group, *KNOTS, heading="Knots")
    assert [each.title.en for each in (await courses_of(group)).chosen][1:] == ["Knots"]
    assert (await courses_of(group)).main.id == FIRST_COURSE


async def test_a_choice_of_nothing_that_there_is_changes_nothing(group: StudyGroup) -> None:
    """A menu that was shown before its course was removed, or an id that somebody made up."""
    bread = await bring(group)
    knots = await bring(group, *KNOTS, heading="Knots")
    asked = await group.organiser.slash(group.channel, "courses choose")
    await remove(group, "Knots")
    await group.organiser.select(answer(asked), [knots.id])
    assert [each.id for each in (await courses_of(group)).chosen] == [bread.id]
    for values in (["nothing"], ["g1-1"], [""]):
        await press(group, group.organiser, "v1:choose-courses", values=values)
        assert [each.id for each in (await courses_of(group)).chosen] == [bread.id]


async def test_two_courses_are_posted_in_two_channels(group: StudyGroup) -> None:
    """Each post is of its channel's course, also after a restart, and its buttons mark that one's lessons."""
    bread = await bring(group)
    kitchen = group.guild.create_text_channel("kitchen")
    await set_up(group, course=FIRST_COURSE)
    await set_up(group, course=bread.id, channel=kitchen, weekdays="tuesday")
    await group.restart_bot()
    await group.wait_until(lisbon_winter(8, 20, month=12))
    assert posted(group, kitchen) == [1, 2, 3]
    assert posted(group) == [1, 2, 3]
    assert "Flour" in text_of(posts(group, kitchen)[0])
    assert "But what is a neural network" in text_of(posts(group)[0])
    assert "1 of 4 watched" in private(await group.member.click(posts(group, kitchen)[1], label="Mark watched"))
    assert "1 of 9 watched" in private(await group.member.click(posts(group)[0], label="Mark watched"))
    assert len(watched(stored(group))) == 2
    shown = private(await group.organiser.slash(kitchen, "schedule show"))
    assert "4 · Yeast" in shown
    assert "4 · Backpropagation" in shown


async def test_a_season_of_a_brought_course_ends_with_its_own_summary(group: StudyGroup) -> None:
    bread = await bring(group)
    speak_portuguese(group)
    await set_up(group, course=bread.id, chapters=2)
    await group.wait_until(lisbon_winter(24))
    first = next(each for each in buttons(posts(group)[0]) if "watched-post:1:" in each.get("custom_id", ""))
    await group.member.click(posts(group)[0], custom_id=first["custom_id"])
    await group.restart_bot()
    await group.wait_until(lisbon_winter(8, month=12))
    closing = group.channel.history()[-1]
    assert "1/4" in private(await group.member.click(closing, label=labels(closing)[0]))


async def test_the_channel_of_a_schedule_means_its_course(group: StudyGroup) -> None:
    """Elsewhere all that were chosen are meant, and answer beside each other."""
    bread = await bring(group, "Flour and gradient descent", *BREAD[1:])
    await choose(group, FIRST_COURSE, bread.id)
    kitchen, hall = (group.guild.create_text_channel(name) for name in ("kitchen", "hall"))
    await set_up(group, course=bread.id, channel=kitchen)
    there = private(await group.member.slash(kitchen, "ask", question="what covers gradient descent?"))
    assert "Flour and gradient descent" in there
    assert "Gradient descent, how" not in there
    grouped = private(await group.member.slash(hall, "ask", question="what covers gradient descent?"))
    assert "Flour and gradient descent" in grouped
    assert "Gradient descent, how" in grouped
    assert "Baking bread" in grouped
    named = private(await group.member.slash(kitchen, "ask", question="gradient descent", course=FIRST_COURSE))
    assert "Gradient descent, how" in named
    assert "Flour" not in named
    assert "Flour" in private(await group.member.slash(kitchen, "chapter", chapter="1"))
    assert "But what is" in private(await group.member.slash(hall, "chapter", chapter="1"))
    assert "/4" in private(await group.member.slash(kitchen, "progress"))
    assert "Flour" in private(await group.member.slash(kitchen, "next"))
    assert "/9" in private(await group.member.slash(hall, "progress"))
    assert "Flour" in private(await group.member.slash(hall, "next", course="Baking bread"))


async def test_a_grouped_answer_is_shared_as_it_stands(group: StudyGroup) -> None:
    """In the server's language; one of a single course stays of that one, wherever it is shared."""
    bread = await bring(group, "Flour and gradient descent", *BREAD[1:])
    await choose(group, FIRST_COURSE, bread.id)
    grouped = await group.reader.slash(group.channel, "ask", question="gradient descent")
    await group.restart_bot()
    await group.reader.click(answer(grouped), label="Compartilhar")
    (shared,) = group.channel.history()
    assert "Flour and gradient descent" in text_of(shared)
    assert "Gradient descent, how" in text_of(shared)
    single = await group.member.slash(group.channel, "ask", question="flour", course=bread.id)
    await group.member.click(answer(single), label="Share")
    assert "Flour" in text_of(group.channel.history()[-1])
    assert "Gradient descent, how" not in text_of(group.channel.history()[-1])


async def test_cards_of_lessons_keep_their_course(group: StudyGroup) -> None:
    """Turned, shared, marked, unmarked, and after a restart, in a server that uses another by now."""
    bread = await bring(group)
    card = await group.reader.slash(group.channel, "chapter", chapter="2")
    await choose(group, FIRST_COURSE)
    await group.restart_bot()
    await press(group, group.reader, f"v1:card-watched:2:{bread.ref}")
    assert "Water" in text_of(answer(card))
    await group.reader.click(answer(card), label=next(each for each in labels(answer(card)) if "3" in each))
    assert "Salt" in text_of(answer(card))
    assert len(watched(stored(group))) == 1
    assert bread.id in watched(stored(group))[0]
    await press(group, group.reader, f"v1:unwatched:2:{bread.ref}")
    assert watched(stored(group)) == []
    await press(group, group.reader, f"v1:share-chapter:2:{bread.ref}")
    (shared,) = group.channel.history()
    assert "Water" in text_of(shared)
    await group.member.click(shared, label="Mark watched")
    assert "1/4" in private(await group.member.slash(group.channel, "progress", course="Baking bread"))


async def test_old_buttons_mean_the_first_course(group: StudyGroup) -> None:
    """Also in a server that uses another course only."""
    await bring(group)
    for custom_id in ("v1:watched:5", "v1:watched-post:4:0", "v1:rewatched:3:0:0", "v1:card-watched:2"):
        await press(group, group.member, custom_id)
    assert all(FIRST_COURSE in line for line in watched(stored(group)))
    assert len(watched(stored(group))) == 4
    for custom_id in (
        "v1:chapter:5",
        "v1:open-chapter:5",
        "v1:course-page:0",
        "v1:progress-page:0",
        "v1:progress-post:0",
    ):
        assert "Flour" not in private(await press(group, group.member, custom_id))
    assert "LSTM" not in private(await group.member.slash(group.channel, "chapter", chapter="1"))


async def test_progress_is_kept_for_each_course(group: StudyGroup) -> None:
    bread = await bring(group)
    await press(group, group.member, "v1:watched:1")
    await press(group, group.member, f"v1:watched:1:{bread.ref}")
    await press(group, group.member, f"v1:watched:2:{bread.ref}")
    await group.restart_bot()
    assert "2/4" in private(await group.member.slash(group.channel, "progress"))
    assert "1/9" in private(await group.member.slash(group.channel, "progress", course="neural"))
    assert "Salt" in private(await group.member.slash(group.channel, "next"))
    assert "2 · Gradient" in private(await group.member.slash(group.channel, "next", course=FIRST_COURSE))


async def test_a_party_of_a_brought_course_marks_its_lessons(group: StudyGroup) -> None:
    """By a planner's choice of the course; "mark all" marks that course's lesson for those who were there."""
    bread = await bring(group)
    await choose(group, FIRST_COURSE)
    await set_zone(group)
    card = await planned(group, chapter="2", course=bread.id)
    assert "Water" in text_of(card)
    await group.restart_bot()
    await group.wait_until(lisbon_winter(28, 20))
    await press(group, group.organiser, "v1:party-start:1")
    await press(group, group.member, "v1:party-here:1:0")
    await press(group, group.organiser, "v1:party-end:1")
    await press(group, group.organiser, "v1:party-all-watched:1")
    assert watched(stored(group))
    assert all(bread.id in line for line in watched(stored(group)))
    assert "1/4" in private(await group.member.slash(group.channel, "progress", course=bread.id))


async def test_a_party_is_of_the_course_that_its_channel_means(group: StudyGroup) -> None:
    bread = await bring(group)
    await choose(group, FIRST_COURSE)
    kitchen = group.guild.create_text_channel("kitchen")
    await set_up(group, course=bread.id, channel=kitchen)
    draft = await group.organiser.slash(kitchen, "party plan", chapter="2", when="2026-11-28 20:00")
    assert "Water" in private(draft)
    suggested = await group.organiser.autocomplete(kitchen, "party plan", "chapter", "wat", when="2026-11-28 20:00")
    assert any("Water" in choice["name"] for choice in suggested)
    suggested = await group.organiser.autocomplete(group.channel, "party plan", "chapter", "wat", course=bread.id)
    assert any("Water" in choice["name"] for choice in suggested)


async def test_two_servers_have_courses_of_their_own(group: StudyGroup) -> None:
    """Nothing of the one is posted, answered or counted in the other."""
    stranger, hall = another_server(group)
    await bring(group)
    preview = await stranger.slash(hall, "courses add", file=("knots.md", listed(*KNOTS, heading="Knots")))
    await stranger.click(answer(preview), label="Add")
    await set_up(group)
    await stranger.slash(
        hall, "schedule setup", channel=hall, weekdays="monday", time="19:00", timezone="Europe/Lisbon", announce=False
    )
    await group.restart_bot()
    await group.wait_until(lisbon_winter(30))
    assert all(each in text_of(post) for each, post in zip(BREAD, posts(group), strict=False))
    assert all(each in text_of(post) for each, post in zip(KNOTS, posts(group, hall), strict=False))
    assert len(posts(group)) == len(posts(group, hall)) == 2
    assert "Bowline" in private(await stranger.slash(hall, "ask", question="bowline"))
    assert "Bowline" not in private(await group.member.slash(group.channel, "ask", question="bowline"))
    await stranger.click(posts(group, hall)[0], label="Mark watched")
    assert "0/4" in private(await group.organiser.slash(group.channel, "progress"))


async def test_typing_suggests_lessons_of_the_course_that_is_meant(group: StudyGroup) -> None:
    bread = await bring(group)
    await choose(group, FIRST_COURSE)
    suggest = group.member.autocomplete
    assert [each["value"] for each in await suggest(group.channel, "chapter", "course", "BAK")] == [bread.id]
    assert len(await suggest(group.channel, "chapter", "course", "")) == 2
    assert any(
        "Flour" in each["name"] for each in await suggest(group.channel, "chapter", "chapter", "fl", course=bread.id)
    )
    assert not any("Flour" in each["name"] for each in await suggest(group.channel, "chapter", "chapter", "fl"))
    own = await group.organiser.autocomplete(group.channel, "courses edit", "course", "")
    assert [each["value"] for each in own] == [bread.id]
    assert not any(
        "Flour" in str(each) for each in await group.member.autocomplete(group.channel, "ask", "question", "fl")
    )


async def test_a_set_up_page_keeps_its_course(group: StudyGroup) -> None:
    """After a restart, too, and where the server has chosen another since."""
    bread = await bring(group)
    await set_up(group, time=None, course=bread.id)
    await choose(group, FIRST_COURSE)
    await group.restart_bot()
    await send(group, group.organiser, "v1:draft-form:4", {"time": "19:00", "zone": "Europe/Lisbon"})
    assert "Flour" in private(await press(group, group.organiser, "v1:draft-first-post"))
    await set_up(group, course=bread.id)
    assert "Flour" in private(await manage(group, "show"))


async def test_a_mention_is_answered_from_the_channels_course(group: StudyGroup) -> None:
    bread = await bring(group)
    await choose(group, FIRST_COURSE)
    kitchen = group.guild.create_text_channel("kitchen")
    await set_up(group, course=bread.id, channel=kitchen)
    me = group.env.backend.bot_user.id
    await group.member.send(kitchen, f"<@{me}> what covers flour?")
    await group.member.send(group.channel, f"<@{me}> what covers flour?")
    assert "Flour" in text_of(kitchen.history()[-1])
    assert "1 · Flour" not in text_of(group.channel.history()[-1])
