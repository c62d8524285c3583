"""A limited number of places and the waiting list, in both languages and over restarts."""

from datetime import timedelta

import discord
import pytest
import simcord

from bot.text.locales import Locale
from bot.text.translations import localizer
from bot.undo.model import UNDO_WINDOW
from tests.behaviour.live_parties import START
from tests.behaviour.parties import cards, direct_messages, news, plan, planned, set_zone, stamp
from tests.behaviour.reading import answer, buttons, labels, private, said, text_of
from tests.behaviour.schedules import lisbon_winter, set_up
from tests.behaviour.study_group import StudyGroup
from tests.behaviour.tampered_client import press, stored, told

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
REDRAWN = timedelta(seconds=11)
IN_BOTH = pytest.mark.parametrize("locale", Locale)


async def speaking(group: StudyGroup, locale: Locale) -> None:
    """Let the server, and everybody there, read *locale*."""
    await set_zone(group)
    await group.organiser.slash(group.channel, "settings language", language=locale.value)
    group.locales.update(dict.fromkeys((group.organiser.id, group.member.id, group.reader.id), locale))


async def limited(group: StudyGroup, locale: Locale = Locale.ENGLISH, *, places: int = 2) -> discord.Message:
    """Plan a party with so many *places* in the language *locale*, and return its card."""
    await speaking(group, locale)
    return await planned(group, confirm=localizer(locale)("Confirm"), places=places)


def friend(group: StudyGroup, name: str = "ada") -> simcord.MemberActor:
    """Return another member, who reads English."""
    return group.guild.add_member(group.env.create_user(name))


async def set_places(group: StudyGroup, typed: str, locale: Locale = Locale.ENGLISH) -> simcord.InteractionResult:
    """Let the organiser type how many places there are, from the party's details."""
    say = localizer(locale)
    title = "5 · Transformers, the tech behind LLMs"
    details = await group.organiser.click(answer(await group.organiser.slash(group.channel, "party list")), label=title)
    form = await group.organiser.click(answer(details), label=say("Places"))
    return await group.organiser.submit_modal(form, {"places": typed})


@IN_BOTH
async def test_whoever_comes_after_the_last_place_waits(group: StudyGroup, locale: Locale) -> None:
    """They are told their number, in private; the card counts them without naming them. Also after a restart."""
    say = localizer(locale)
    await speaking(group, locale)
    asked = await plan(group, places=2)
    assert say.count("{number} place", "{number} places", 2) in private(asked)
    await group.organiser.click(answer(asked), label=say("Confirm"))
    await group.wait(SECOND)
    (card,) = cards(group)
    host = f"<@{group.organiser.id}>"
    assert say("Going {number} of {places}: {names}", number="**1**", places=2, names=host) in text_of(card)
    await group.member.click(card, label=say("Going"))
    pressed = await group.reader.click(cards(group)[0], label=say("Going"))
    (note,) = pressed.followups
    assert note.ephemeral
    number = say("All places are taken. You are number {number} on the waiting list.", number="**1**")
    assert number in text_of(note)
    assert labels(note) == [say("Tell me by direct message")]
    await group.restart_bot(after=MINUTE)
    await group.wait(REDRAWN)
    line = say(
        "Going {number} of {places} · {waiting} waiting: {names}",
        number="**2**",
        places=2,
        waiting=1,
        names=f"{host}, <@{group.member.id}>",
    )
    assert line in text_of(cards(group)[0])
    assert f"<@{group.reader.id}>" not in text_of(cards(group)[0])
    listed = private(await group.reader.slash(group.channel, "party list"))
    assert say("{number} of {places} going", number=2, places=2) in listed
    assert say("{number} waiting", number=1) in listed
    details = await group.reader.click(note, label=say("Tell me by direct message"))
    assert number in private(details)
    again = await group.reader.click(cards(group)[0], label=say("Going"))
    assert say("You move up when somebody leaves. I tell you by direct message.") in text_of(again.followups[0])


@IN_BOTH
async def test_the_first_in_the_list_moves_up_when_somebody_leaves(group: StudyGroup, locale: Locale) -> None:
    """Who opted in is told by direct message; nothing is posted or pinged. The others move up by one."""
    say = localizer(locale)
    card = await limited(group, locale)
    other = friend(group)
    group.locales[other.id] = locale
    await group.member.click(card, label=say("Going"))
    for person in (group.reader, other):
        await person.click(cards(group)[0], label=say("Going"))
    await press(group, group.reader, "v1:party-wish:1:1")
    before = [message.id for message in group.channel.history()]
    await group.restart_bot()
    await group.member.click(cards(group)[0], label=say("Can't"))
    await group.wait(REDRAWN)
    (letter,) = direct_messages(group.reader)
    assert say("You have a place at the watch party") in text_of(letter)
    assert stamp(START) in text_of(letter)
    assert group.guild.name in text_of(letter)
    assert direct_messages(other) == []
    assert [message.id for message in group.channel.history()] == before
    assert f"<@{group.reader.id}>" in text_of(cards(group)[0])
    number = say("All places are taken. You are number {number} on the waiting list.", number="**1**")
    assert number in told(await press(group, other, "v1:party-details:1"))
    details = await group.reader.user.click(letter, label=say("Details"))
    assert say("Going") in labels(answer(details))


async def test_reminders_ping_only_those_with_a_place(group: StudyGroup) -> None:
    """The first also those who said maybe; whoever moved up by then is among them."""
    card = await limited(group)
    other = friend(group)
    await group.member.click(card, label="Going")
    await group.reader.click(cards(group)[0], label="Going")
    await other.click(cards(group)[0], label="Maybe")
    await group.wait_until(START - DAY + MINUTE)
    assert group.pinged_by(news(group)[-1]) == {group.organiser.id, group.member.id, other.id}
    await group.member.click(cards(group)[0], label="Can't")
    await group.wait_until(START - HOUR + MINUTE)
    assert group.pinged_by(news(group)[-1]) == {group.organiser.id, group.reader.id}


@IN_BOTH
async def test_places_are_changed_later_and_given_back(group: StudyGroup, locale: Locale) -> None:
    """Whoever waited moves up, and is told once it cannot be undone unseen any more; Undo works after a restart."""
    say = localizer(locale)
    card = await limited(group, locale)
    for person in (group.member, group.reader):
        await person.click(card, label=say("Going"))
    await press(group, group.reader, "v1:party-wish:1:1")
    raised = await set_places(group, "3", locale)
    assert say("Places: {former} → {now}", former="**2**", now="**3**") in private(raised)
    assert say.count(
        "{number} person who waited has a place now, and is told if they want direct messages.",
        "{number} people who waited have a place now, and are told if they want direct messages.",
        1,
    ) in private(raised)
    await group.restart_bot()
    undone = await group.organiser.click(answer(raised), label=say("Undo"))
    assert say("Undone: {former} → {now}", former="**3**", now="**2**") in private(undone)
    assert labels(answer(undone)) == []
    await group.wait(UNDO_WINDOW + REDRAWN)
    assert direct_messages(group.reader) == []
    assert f"<@{group.reader.id}>" not in text_of(cards(group)[0])
    off = await set_places(group, "", locale)
    assert say("Places: {former} → {now}", former="**2**", now=say("no limit")) in private(off)
    await group.wait(UNDO_WINDOW + SECOND)
    assert len(direct_messages(group.reader)) == 1
    assert say("Going {number}: {names}", number="**3**", names="").strip() in text_of(cards(group)[0])
    late = await group.organiser.click(answer(off), label=say("Undo"))
    assert say("More people have a place already.") in private(late)
    assert say("Whoever has one keeps it: choose a higher number, or no limit.") in private(late)
    refused = await set_places(group, "2", locale)
    assert say("More people have a place already.") in private(refused)
    same = await set_places(group, "", locale)
    assert say("That is how many places there are already.") in private(same)


async def test_a_change_is_undone_only_if_nothing_came_after_it(group: StudyGroup) -> None:
    """Neither another change, nor a guest who was told of a place at once, nor the party's end; and only once."""
    await limited(group)
    first = await set_places(group, "3")
    second = await set_places(group, "4")
    overtaken = await group.organiser.click(answer(first), label="Undo")
    assert "Something else was changed since" in private(overtaken)
    for person in (group.member, group.reader):
        await person.click(cards(group)[0], label="Going")
    third = await set_places(group, "5")
    other = friend(group)
    for guest in (other, friend(group, "bea")):
        await guest.click(cards(group)[0], label="Going")
    before = stored(group)
    assert "More people have a place" in private(await group.organiser.click(answer(third), label="Undo"))
    assert [line for line in stored(group) if "party" in line] == [line for line in before if "party" in line]
    await other.click(cards(group)[0], label="Can't")
    assert "Undone: **5** → **4**" in private(await group.organiser.click(answer(third), label="Undo"))
    assert "This was undone already." in told(await press(group, group.organiser, "v1:undo-places:{change}"))
    await group.organiser.click(answer(second), label="Undo")
    button = buttons(answer(first))[0]["custom_id"]
    assert "Only the host and the organisers" in told(await press(group, group.member, button))
    await press(group, group.organiser, "v1:party-cancel:1:0")
    assert "called off" in told(await press(group, group.organiser, button))


async def test_a_lower_limit_that_is_undone_lets_those_who_waited_move_up(group: StudyGroup) -> None:
    card = await limited(group, places=3)
    await group.member.click(card, label="Going")
    lowered = await set_places(group, "2")
    await group.reader.click(cards(group)[0], label="Going")
    await press(group, group.reader, "v1:party-wish:1:1")
    await group.wait(HOUR)
    assert "waiting" in text_of(cards(group)[0])
    undone = await group.organiser.click(answer(lowered), label="Undo")
    assert "Undone: **2** → **3**" in private(undone)
    await group.wait(UNDO_WINDOW + SECOND)
    assert len(direct_messages(group.reader)) == 1
    assert "Going **3** of 3" in text_of(cards(group)[0])


@IN_BOTH
@pytest.mark.parametrize("typed", ["1", "501", "many", "2.5", "-3", "²"])
async def test_a_number_that_cannot_be_is_asked_for_again(group: StudyGroup, locale: Locale, typed: str) -> None:
    say = localizer(locale)
    await limited(group, locale)
    wrong = await set_places(group, typed, locale)
    assert say("There can be from {fewest} to {most} places.", fewest=2, most=500) in private(wrong)
    assert say("Nothing was changed.") in private(wrong)
    form = await group.organiser.click(answer(wrong), label=say("Type it again"))
    assert "**7**" in private(await group.organiser.submit_modal(form, {"places": "7"}))


async def test_only_who_may_change_a_party_changes_its_places(group: StudyGroup) -> None:
    """The public card of one with a limit has the button; permissions are checked with the press and with the form."""
    card = await limited(group)
    assert labels(card)[-3:] == ["Move", "Places", "Call off"]
    assert "Only the host" in private(await group.member.click(card, label="Places"))
    form = await group.organiser.click(card, label="Places")
    await press(group, group.organiser, "v1:party-cancel:1:0")
    await group.wait(UNDO_WINDOW + SECOND)
    assert "called off" in said(await group.organiser.submit_modal(form, {"places": "7"}))
    assert "called off" in told(await press(group, group.organiser, "v1:party-ask-places:1"))


async def test_a_party_without_a_limit_gets_one_from_its_details(group: StudyGroup) -> None:
    await set_zone(group)
    card = await planned(group)
    assert "Places" not in labels(card)
    await set_places(group, "2")
    await group.wait(UNDO_WINDOW + SECOND)
    assert "Going **1** of 2" in text_of(cards(group)[0])
    await press(group, group.organiser, "v1:party-answer:1:2:0")
    await group.wait(REDRAWN)
    assert "✅ 2 places" in text_of(cards(group)[0])


async def test_a_series_keeps_its_limit(group: StudyGroup) -> None:
    """Of its next party the places are free again, but for the host's."""
    await set_zone(group)
    await set_up(group)
    await planned(group, chapter="1", when="tomorrow 8pm", repeat=True, places=3)
    await group.member.click(cards(group)[0], label="Going")
    await group.wait_until(lisbon_winter(24, 21) + HOUR)
    assert "Going **1** of 3" in text_of(cards(group)[-1])


async def test_a_place_is_free_once_somebody_deletes_their_data_or_leaves(group: StudyGroup) -> None:
    """Whoever waits moves up, and is told if they opted in."""
    card = await limited(group)
    other = friend(group)
    await group.member.click(card, label="Going")
    for person in (group.reader, other):
        await person.click(cards(group)[0], label="Going")
        await press(group, person, "v1:party-wish:1:1")
    await press(group, group.member, "v1:forget-me")
    await group.wait(REDRAWN)
    assert len(direct_messages(group.reader)) == 1
    assert f"<@{group.reader.id}>" in text_of(cards(group)[0])
    group.guild.remove_member(group.reader)
    await group.env.settle()
    await press(group, group.reader.user, "v1:party-details:1")
    await group.wait(REDRAWN)
    assert len(direct_messages(other)) == 1
    assert f"<@{other.id}>" in text_of(cards(group)[0])


async def test_nobody_is_told_of_a_place_that_they_gave_back_or_that_is_called_off(group: StudyGroup) -> None:
    """Nor whoever wants no direct messages any more."""
    card = await limited(group)
    other = friend(group)
    await group.member.click(card, label="Going")
    for person in (group.reader, other):
        await person.click(cards(group)[0], label="Going")
        await press(group, person, "v1:party-wish:1:1")
    await set_places(group, "4")
    await press(group, group.reader, "v1:party-answer:1:2:0")
    await press(group, other, "v1:party-wish:1:0")
    await group.wait(UNDO_WINDOW + SECOND)
    assert direct_messages(group.reader) == direct_messages(other) == []


async def test_whoever_waits_may_not_start_the_party_late(group: StudyGroup) -> None:
    """Only those with a place may; nor are those who wait there for pressing a button."""
    card = await limited(group)
    await group.member.click(card, label="Going")
    await group.reader.click(cards(group)[0], label="Going")
    await group.wait_until(START + 6 * MINUTE)
    assert "Only its host and organisers" in told(await press(group, group.reader, "v1:party-start:1"))
    assert "has been started" in told(await press(group, group.member, "v1:party-start:1"))
    await group.wait(MINUTE)
    await press(group, group.reader, "v1:party-where:1")
    await press(group, group.organiser, "v1:party-end:1")
    await group.wait(SECOND)
    assert "2 people were here" in text_of(group.channel.history()[-1])
