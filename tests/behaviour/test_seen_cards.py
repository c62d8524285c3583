"""A button does what its card showed, or nothing: where that is otherwise by now, the card is shown anew."""

from typing import Any

import pytest
import simcord

from bot.text.locales import Locale
from bot.text.translations import localizer
from tests.behaviour.reading import answer, buttons, labels, private, text_of
from tests.behaviour.schedules import lisbon_winter, manage, posted, posts, set_up
from tests.behaviour.study_group import StudyGroup
from tests.behaviour.tampered_client import press, stored, told

FIRST, SECOND = lisbon_winter(23), lisbon_winter(30)


async def asked_now(group: StudyGroup) -> str:
    """Return what the button bears of the card that asks the organiser about a post at once."""
    (post_it,) = buttons(answer(await group.organiser.slash(group.channel, "schedule now")))
    return str(post_it["custom_id"])


@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize("what", ["channel", "role", "order"])
async def test_a_post_asked_for_goes_nowhere_that_its_card_did_not_say(
    group: StudyGroup, locale: Locale, what: str
) -> None:
    """Neither into another channel, nor with a ping, nor with another chapter; asked again, it does."""
    group.locales[group.organiser.id] = locale
    say, public = localizer(locale), group.guild.create_text_channel("public")
    role = group.guild.create_role("Readers", mentionable=True)
    await set_up(group)
    old = await asked_now(group)
    change: dict[str, Any] = {"channel": public, "role": role, "order": "2, 1, 3, 4, 5, 6, 7, 8, 9"}
    await manage(group, "change", **{what: change[what]})
    before = stored(group)
    refused = told(await press(group, group.organiser, old))
    assert say("What this would post has changed since.") in refused
    assert say("Nothing was changed.") in refused
    assert stored(group) == before
    await press(group, group.organiser, await asked_now(group))
    await group.wait_until(lisbon_winter(23, 18, minute=1))
    (post,) = posts(group, public if what == "channel" else None)
    assert group.pinged_by(post) == ({role.id} if what == "role" else set())


@pytest.mark.parametrize("may_ping", [False, True])
async def test_a_post_asked_for_pings_as_its_card_said(group: StudyGroup, *, may_ping: bool) -> None:
    """Whoever may ping only since, or no more, is asked again."""
    await group.let_organisers(mention_everyone=True)
    await set_up(group, role=group.guild.create_role("Readers"))
    await group.let_organisers(mention_everyone=not may_ping)
    old = await asked_now(group)
    await group.let_organisers(mention_everyone=may_ping)
    assert "What this would post has changed since." in told(await press(group, group.organiser, old))
    assert "Undo" in labels(answer(await press(group, group.organiser, await asked_now(group))))


async def filled_in(group: StudyGroup) -> simcord.ResponseMessage:
    """Let the organiser fill in the set-up page, without pressing Start."""
    say = localizer(group.locales.get(group.organiser.id, Locale.ENGLISH))
    page = answer(await set_up(group, time=None))
    form = await group.organiser.click(page, label=say("Time and time zone"))
    await group.organiser.submit_modal(form, {"time": "19:00", "zone": "Europe/Lisbon"})
    return page


async def set_up_by_another(group: StudyGroup) -> None:
    """Let another organiser start a schedule in the channel, on Fridays from chapter 4."""
    bea = group.guild.add_member(group.env.create_user("bea"), roles=[group.guild.roles["Organisers"]])
    options = {"weekdays": "friday", "time": "20:00", "timezone": "Europe/Lisbon", "first": "4"}
    await bea.slash(group.channel, "schedule setup", channel=group.channel, announce=False, **options)


@pytest.mark.parametrize("locale", list(Locale))
async def test_start_does_not_replace_a_schedule_that_its_page_did_not_show(group: StudyGroup, locale: Locale) -> None:
    """The page says what has changed, and what it would replace by now; pressed then, it does."""
    group.locales[group.organiser.id] = locale
    say = localizer(locale)
    page = await filled_in(group)
    await set_up_by_another(group)
    before = stored(group)
    await group.organiser.click(page, label=say("Start"))
    assert say("Nothing was started: this page has changed since. Look at it again, then decide.") in text_of(page)
    assert say("This replaces the schedule that the channel has now. Nothing has been changed yet.") in text_of(page)
    assert stored(group) == before
    await group.restart_bot()
    await group.organiser.click(page, label=say("Replace it"))
    assert say("The schedule has started: it goes on where the group was") in text_of(page)
    await group.wait_until(lisbon_winter(24))
    assert posted(group) == [4]


async def test_start_begins_with_the_chapter_that_its_page_showed(group: StudyGroup) -> None:
    """Where the schedule that it replaces has posted meanwhile, the page is drawn anew."""
    await set_up(group)
    page = await filled_in(group)
    await group.wait_until(FIRST)
    await group.organiser.click(page, label="Replace it")
    assert "Nothing was started: this page has changed since." in text_of(page)
    await group.organiser.click(page, label="Replace it")
    await group.wait_until(SECOND)
    assert posted(group) == [1, 2]


@pytest.mark.parametrize("every", [1, 2])
async def test_a_page_left_overnight_still_starts(group: StudyGroup, every: int) -> None:
    """Nothing that it showed is otherwise the day after."""
    page = answer(await set_up(group, weekdays="friday", time=None, every=every))
    form = await group.organiser.click(page, label="Time and time zone")
    await group.organiser.submit_modal(form, {"time": "19:00", "zone": "Europe/Lisbon"})
    await group.restart_bot(after=group.time_until(lisbon_winter(24, 12)))
    await group.organiser.click(page, label="Start")
    assert "The schedule has started" in text_of(page)


@pytest.mark.parametrize("locale", list(Locale))
async def test_start_of_an_old_page_replaces_nothing_that_runs(group: StudyGroup, locale: Locale) -> None:
    """It bears no number of what was shown, so the page is drawn anew, with a button that does."""
    group.locales[group.organiser.id] = locale
    say = localizer(locale)
    await filled_in(group)
    await set_up_by_another(group)
    before = stored(group)
    redrawn = await press(group, group.organiser, "v1:draft-start")
    assert say("This replaces the schedule that the channel has now. Nothing has been changed yet.") in private(redrawn)
    assert stored(group) == before
    assert say("Replace it") in labels(answer(redrawn))
    await press(group, group.organiser, "v1:start-draft:{seen}")
    assert stored(group) != before


async def test_start_of_an_old_page_takes_the_place_of_a_schedule_that_is_over(group: StudyGroup) -> None:
    await set_up(group)
    await manage(group, "stop")
    await filled_in(group)
    assert "The schedule has started" in told(await press(group, group.organiser, "v1:draft-start"))
