"""A mistake in one line of /schedule setup costs no other option: the page opens with the rest, and names it."""

from typing import Any

import discord
import pytest
import simcord

from bot.text.locales import Locale
from bot.text.translations import localizer
from tests.behaviour.reading import answer, buttons, labels, private, text_of
from tests.behaviour.schedules import MONDAYS, lisbon_winter, make_forum, manage, posted, set_up, shown
from tests.behaviour.study_group import StudyGroup
from tests.behaviour.tampered_client import press
from tests.behaviour.test_setup_page import CHANNEL, WEEKDAYS, chosen, filled
from tests.behaviour.test_unclear_setups import can_start, questions

FIRST = lisbon_winter(23)
TIMES, CHAPTERS, MORE = (f"v1:draft-form:{part}" for part in (4, 5, 6))
REST = {"every": 2, "chapters": 2, "end": "repeat", "missed": 1, "discussion": True}
USUAL_CHAPTERS = {"first": ["0"], "order": ["as-before"], "own-order": "", "per-post": ["1"]}
USUAL_MORE = {"every": ["1"], "missed": ["3"], "language": ["as-it-is"], "ending": ["stop"]}

both_languages = pytest.mark.parametrize("locale", list(Locale))


async def typed(group: StudyGroup, **options: Any) -> simcord.ResponseMessage:
    """Let the organiser type one line with *options*, and return the page that opens; nothing has started."""
    given = {"channel": group.channel, "announce": False, **MONDAYS, **options}
    wanted = {name: value for name, value in given.items() if value is not None}
    page = answer(await group.organiser.slash(group.channel, "schedule setup", **wanted))
    assert page.ephemeral
    assert not can_start(page)
    return page


@both_languages
async def test_a_time_that_cannot_be_read_is_all_that_is_to_be_typed_again(group: StudyGroup, locale: Locale) -> None:
    """The page has every other option, the form the text; also after a restart."""
    group.locales[group.organiser.id] = locale
    say, organiser = localizer(locale), group.organiser
    role = group.guild.create_role("Readers", mentionable=True)
    given = {"weekdays": "monday, thursday", "role": role, "order": "7 8 9", "first": "8", **REST}
    page = await typed(group, time="25:99", **given)
    (problem,) = questions(page)
    assert problem.startswith("⚠️ " + say("I cannot use the time. {why}", why=""))
    assert say("Still to choose: {what}.", what=say("the time")) in text_of(page)
    await group.restart_bot()
    await organiser.click(page, label=say("Announce the start: no"))
    assert questions(page) == [problem]
    await organiser.click(page, label=say("Announce the start: yes"))
    form = await organiser.click(page, custom_id=TIMES)
    assert filled(form) == {"time": "25:99", "zone": "Europe/Lisbon", "starts": ""}
    await organiser.submit_modal(form, {**filled(form), "time": "19:00"})
    assert questions(page) == []
    await organiser.click(page, label=say("Start"))
    corrected = private(await manage(group, "show"))
    await manage(group, "stop")
    await set_up(group, **given)
    assert private(await manage(group, "show")) == corrected


@both_languages
async def test_days_that_cannot_be_read_are_chosen_in_the_menu(group: StudyGroup, locale: Locale) -> None:
    """After a restart; until then they stay named, whatever else is chosen."""
    group.locales[group.organiser.id] = locale
    say, organiser = localizer(locale), group.organiser
    page = await typed(group, weekdays="someday")
    (problem,) = questions(page)
    assert say("I did not understand the days. Name them, such as: monday, thursday.") in problem
    await group.restart_bot()
    form = await organiser.click(page, custom_id=TIMES)
    await organiser.submit_modal(form, filled(form))
    assert questions(page) == [problem]
    await organiser.select(page, ["0"], custom_id=WEEKDAYS)
    assert questions(page) == []
    await organiser.click(page, label=say("Start"))
    await group.wait_until(lisbon_winter(24))
    assert posted(group) == [1]


@both_languages
async def test_an_unknown_zone_is_not_replaced_by_the_servers(group: StudyGroup, locale: Locale) -> None:
    """The dates shown are by the server's zone, and nothing starts by it until that is meant."""
    group.locales[group.organiser.id] = locale
    say, organiser = localizer(locale), group.organiser
    await organiser.slash(group.channel, "settings timezone", timezone="lisbon")
    page = await typed(group, timezone="Middle Earth")
    told = [f"⚠️ {say('I do not know that time zone. Write a city like Lisbon, or Europe/Lisbon.')}"]
    assert questions(page) == told
    await group.restart_bot()
    refused = answer(await press(group, organiser, "v1:start-draft:{seen}"))
    assert questions(refused) == told
    form = await organiser.click(page, custom_id=TIMES)
    assert filled(form)["zone"] == "Middle Earth"
    await organiser.submit_modal(form, {**filled(form), "zone": "Azores"})
    assert questions(page) == []
    await organiser.click(page, label=say("Start"))
    await group.wait_until(lisbon_winter(23, 19, minute=30))
    assert posted(group) == []
    await group.wait_until(lisbon_winter(23, 20, minute=30))
    assert posted(group) == [1]


@both_languages
async def test_a_missing_zone_opens_the_page_too(group: StudyGroup, locale: Locale) -> None:
    group.locales[group.organiser.id] = locale
    say = localizer(locale)
    page = await typed(group, timezone=None)
    assert questions(page) == []
    assert say("Still to choose: {what}.", what=say("the time zone")) in text_of(page)
    form = await group.organiser.click(page, custom_id=TIMES)
    await group.organiser.submit_modal(form, {**filled(form), "zone": "lisboa"})
    assert can_start(page)


@both_languages
@pytest.mark.parametrize("first", ["99", "0", "pizza", "@everyone"])
async def test_no_other_chapter_comes_first_unasked(group: StudyGroup, locale: Locale, first: str) -> None:
    """Over restarts, until the form of the chapters was answered."""
    group.locales[group.organiser.id] = locale
    say, organiser = localizer(locale), group.organiser
    page = await typed(group, first=first)
    told = [f"⚠️ {say('The course has no such chapter to begin with. Choose one under “Chapters”.')}"]
    assert questions(page) == told
    await group.restart_bot()
    await organiser.select(page, ["0", "3"], custom_id=WEEKDAYS)
    assert questions(page) == told
    assert not can_start(page)
    form = await organiser.click(page, custom_id=CHAPTERS)
    await organiser.submit_modal(form, {**USUAL_CHAPTERS, "first": ["4"]})
    assert questions(page) == []
    assert f"{shown(FIRST)} — 4 · " in text_of(page)
    await organiser.click(page, label=say("Start"))
    await group.wait_until(lisbon_winter(24))
    assert posted(group) == [4]


@both_languages
async def test_an_order_that_cannot_be_read_is_in_the_form_again(group: StudyGroup, locale: Locale) -> None:
    """Beside a time that cannot be read either: correcting the one does not forget the other."""
    group.locales[group.organiser.id] = locale
    organiser = group.organiser
    page = await typed(group, order="7 8 pizza", time="25:99", starts="2026-12-10", every=2)
    assert len(questions(page)) == 2
    form = await organiser.click(page, custom_id=CHAPTERS)
    assert filled(form)["own-order"] == "7 8 pizza"
    await organiser.submit_modal(form, {**USUAL_CHAPTERS, "own-order": "7 8 9"})
    assert len(questions(page)) == 1
    await group.restart_bot()
    form = await organiser.click(page, custom_id=TIMES)
    assert filled(form)["time"] == "25:99"
    await organiser.submit_modal(form, {**filled(form), "time": "19:00"})
    assert questions(page) == []
    assert f"{shown(lisbon_winter(14, month=12))} — 7 · " in text_of(page)
    assert f"{shown(lisbon_winter(28, month=12))} — 8 · " in text_of(page)
    assert can_start(page)


async def test_a_first_chapter_outside_the_order_stays_named(group: StudyGroup) -> None:
    """Both are in the form, and either may be changed."""
    organiser = group.organiser
    page = await typed(group, order="7 8 9", first="1")
    assert questions(page) == ["⚠️ The chapter to begin with is not in your order."]
    await group.restart_bot()
    await organiser.select(page, ["0", "3"], custom_id=WEEKDAYS)
    assert len(questions(page)) == 1
    assert not can_start(page)
    form = await organiser.click(page, custom_id=CHAPTERS)
    assert (filled(form)["first"], filled(form)["own-order"]) == ("1", "7, 8, 9")
    await organiser.submit_modal(form, {**USUAL_CHAPTERS, "first": ["8"], "own-order": "7, 8, 9"})
    assert can_start(page)


@both_languages
async def test_what_is_wrong_is_named_and_what_is_unclear_asked_on_one_page(group: StudyGroup, locale: Locale) -> None:
    group.locales[group.organiser.id] = locale
    organiser = group.organiser
    page = await typed(group, time="8", weekdays="someday", first="pizza", timezone="BST")
    assert len(questions(page)) == 4
    await group.restart_bot()
    await organiser.select(page, ["0"], custom_id=WEEKDAYS)
    form = await organiser.click(page, custom_id=CHAPTERS)
    await organiser.submit_modal(form, USUAL_CHAPTERS)
    assert len(questions(page)) == 2
    answers = {Locale.ENGLISH: ("8:00 PM", "London"), Locale.PORTUGUESE: ("20:00", "Londres")}[locale]
    for label in answers:
        assert not can_start(page)
        await organiser.click(page, label=label)
    assert questions(page) == []
    assert can_start(page)


@both_languages
async def test_a_tag_that_the_forum_has_not_is_chosen_on_the_page(group: StudyGroup, locale: Locale) -> None:
    """Nothing starts without a tag unless that is chosen."""
    group.locales[group.organiser.id] = locale
    say, organiser, forum = localizer(locale), group.organiser, await make_forum(group)
    told = [f"⚠️ {say('That forum has no such tag. Pick one from the list.')}"]
    page = await typed(group, channel=forum, tag="Homework")
    assert questions(page) == told
    await group.restart_bot()
    await organiser.select(page, ["0", "3"], custom_id=WEEKDAYS)
    assert questions(page) == told
    form = await organiser.click(page, custom_id=MORE)
    await organiser.submit_modal(form, {**USUAL_MORE, "tag": ["71"]})
    assert questions(page) == []
    assert "🎬 Chapters" in text_of(page)
    assert can_start(page)


async def test_a_forum_whose_posts_need_a_tag_opens_the_page(
    group: StudyGroup, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There the tag can be chosen."""
    forum = await make_forum(group)
    monkeypatch.setattr("discord.ForumChannel.flags", discord.ChannelFlags(require_tag=True))
    page = await typed(group, channel=forum)
    assert "needs a tag" in "".join(questions(page))
    form = await group.organiser.click(page, custom_id=MORE)
    await group.organiser.submit_modal(form, {**USUAL_MORE, "tag": ["71"]})
    assert can_start(page)


@both_languages
async def test_a_tag_or_threads_wait_for_a_channel_that_has_them(group: StudyGroup, locale: Locale) -> None:
    """What the channel cannot have is named, and in force as soon as another can; the form gives it up."""
    group.locales[group.organiser.id] = locale
    say, organiser, forum = localizer(locale), group.organiser, await make_forum(group)
    no_tags, no_threads = (
        f"⚠️ {say('Only posts in a forum carry a tag.')}",
        f"⚠️ {say('Threads can be opened only on posts in a text channel.')}",
    )
    page = answer(await set_up(group, tag="Chapters", discussion=True))
    assert questions(page) == [no_tags]
    await group.restart_bot()
    await organiser.select(page, [forum], custom_id=CHANNEL)
    assert questions(page) == []
    assert "🎬 Chapters" in text_of(page)
    page = answer(await set_up(group, channel=forum, tag="Homework", discussion=True))
    assert len(questions(page)) == 2
    assert questions(page)[0] == no_threads
    await group.restart_bot()
    await organiser.select(page, ["0", "3"], custom_id=WEEKDAYS)
    assert questions(page)[0] == no_threads
    await organiser.select(page, [group.channel], custom_id=CHANNEL)
    assert questions(page) == [no_tags]
    assert say("a thread on each post") in text_of(page)
    form = await organiser.click(page, custom_id=MORE)
    await organiser.submit_modal(form, {**USUAL_MORE, "discussion": ["with-thread"]})
    assert questions(page) == []
    await organiser.click(page, label=say("Start"))
    assert say("a thread on each post") in private(await manage(group, "show"))


@both_languages
async def test_a_role_that_may_not_be_pinged_is_chosen_anew_on_the_page(group: StudyGroup, locale: Locale) -> None:
    group.locales[group.organiser.id] = locale
    say, organiser = localizer(locale), group.organiser
    page = await typed(group, role=group.guild.create_role("Students"))
    told = say("I ping only a role that you could ping yourself in that channel. Choose another, or none.")
    assert questions(page)[0] == f"⚠️ {told}"
    await group.restart_bot()
    await organiser.select(page, [], custom_id="v1:draft-chosen:3")
    assert questions(page) == []
    assert can_start(page)


@both_languages
async def test_the_running_schedule_goes_on_until_the_page_replaces_it(group: StudyGroup, locale: Locale) -> None:
    """The page's warning stands above the mistake, and stays once that is corrected."""
    group.locales[group.organiser.id] = locale
    say, organiser = localizer(locale), group.organiser
    await set_up(group)
    warning = say("This replaces the schedule that the channel has now. Nothing has been changed yet.")
    page = await typed(group, weekdays="tuesday", first="99")
    assert warning in questions(page)[0]
    assert len(questions(page)) == 2
    await group.restart_bot()
    form = await organiser.click(page, custom_id=CHAPTERS)
    await organiser.submit_modal(form, {**USUAL_CHAPTERS, "first": ["4"]})
    assert [warning in line for line in questions(page)] == [True]
    assert say("Replace it") in labels(page)
    await group.wait_until(FIRST)
    assert posted(group) == [1]
    page = await typed(group, weekdays="tuesday", time="25:99", first="4")
    form = await organiser.click(page, custom_id=TIMES)
    await organiser.submit_modal(form, {**filled(form), "time": "20:00"})
    assert warning in questions(page)[0]
    await organiser.click(page, label=say("Replace it"))
    await group.wait_until(lisbon_winter(24, 21))
    assert posted(group) == [1, 4]


@both_languages
async def test_a_missing_permission_alone_is_refused(group: StudyGroup, locale: Locale) -> None:
    """No page mends it; beside a mistake it is named on the page, and gone once it is granted."""
    group.locales[group.organiser.id] = locale
    say = localizer(locale)
    await group.forbid(group.channel, send_messages=True)
    refused = answer(await set_up(group))
    assert say("The schedule has not been started:") in text_of(refused)
    assert say("Nothing was changed.") in text_of(refused)
    assert buttons(refused) == []
    page = await typed(group, first="99")
    assert len(questions(page)) == 2
    await group.allow_again(group.channel)
    form = await group.organiser.click(page, custom_id=CHAPTERS)
    await group.organiser.submit_modal(form, USUAL_CHAPTERS)
    assert questions(page) == []
    assert can_start(page)


async def test_the_page_is_shown_to_whoever_typed_the_line(group: StudyGroup) -> None:
    """What was typed stays theirs: another organiser's page is blank."""
    await typed(group, first="99", time="25:99")
    other = group.guild.add_member(group.env.create_user("otto"), roles=[group.guild.roles["Organisers"]])
    page = answer(await other.slash(group.channel, "schedule setup"))
    assert questions(page) == []
    assert chosen(page)[WEEKDAYS] == []
    assert "no study schedule" in private(await manage(group, "show"))
