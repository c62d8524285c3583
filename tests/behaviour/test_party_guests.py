"""What guests of a party do: answer, take its calendar file, and read about it elsewhere than on its card."""

from datetime import timedelta

import pytest
from icalendar import Calendar

from bot.bot import LecternBot
from bot.ids import GuildId, PartyId, UserId
from bot.parties.model import Answer
from bot.parties.tasks import MOST_PINGED
from tests.behaviour.parties import cards, news, plan, planned, set_zone, stamp
from tests.behaviour.reading import answer, labels, private, text_of
from tests.behaviour.schedules import lisbon_winter, lose_next_reply
from tests.behaviour.study_group import StudyGroup

START = lisbon_winter(28, 20)
MINUTE = timedelta(minutes=1)
FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f467"


async def test_answers_may_change_and_come_from_anywhere(group: StudyGroup) -> None:
    """An answer on the card shows at once, one on a private copy within seconds; after the end none counts."""
    await set_zone(group)
    card = await planned(group)
    await group.member.click(card, label="Going")
    await group.member.click(card, label="Can't")
    assert "Can't **1**" in text_of(cards(group)[0])
    assert f"<@{group.member.id}>" not in text_of(cards(group)[0])
    listed = await group.reader.slash(group.channel, "party list")
    assert "1 vai" in private(listed)
    details = await group.reader.click(answer(listed), label="5 · Transformers, the tech behind LLMs")
    assert labels(answer(details)) == ["Vou", "Talvez", "Não posso", "Agenda", "Me lembre por mensagem direta"]
    mine = await group.reader.click(answer(details), label="Vou")
    assert f"<@{group.reader.id}>" in private(mine)
    await group.wait(MINUTE)
    assert f"Going **2**: <@{group.organiser.id}>, <@{group.reader.id}>" in text_of(cards(group)[0])
    assert news(group) == []
    await group.wait_until(START + timedelta(hours=1))
    late = private(await group.reader.click(answer(mine), label="Talvez"))
    assert "Ninguém começou esta sessão em grupo." in late


async def test_the_calendar_file_has_the_party_and_an_alarm(group: StudyGroup) -> None:
    """With start, length of the video and link; a moved party keeps its UID."""
    await set_zone(group)
    card = await planned(group, note="Bring questions")
    given = answer(await group.member.click(card, label="Calendar"))
    (file,) = given.attachments
    content = await file.read()
    (event,) = Calendar.from_ical(content).events
    chapter = group.course.chapters[4]
    assert event.start == START
    assert event.end == START + chapter.duration
    assert str(event["description"]) == f"{chapter.url}\nBring questions"
    assert chapter.title in str(event["summary"]) or "Transformers" in str(event["summary"])
    assert [alarm.trigger for alarm in event.alarms.times] == [START - 10 * MINUTE]


async def test_a_note_cannot_hide_or_reverse_the_text_beside_it(group: StudyGroup) -> None:
    """Invisible characters are removed from card, event and calendar file; emoji stay whole."""
    await set_zone(group)
    card = await planned(group, note=f"\u2066Bring\u200b \u202esnacks\u2028now {FAMILY}\U000e0041")
    note = f"Bring snacks now {FAMILY}"
    assert f"> {note}" in text_of(card)
    (event,) = group.env.backend.get_guild(group.guild.id).scheduled_events.values()
    assert str(event.description).splitlines()[0] == note
    (file,) = answer(await group.member.click(card, label="Calendar")).attachments
    (entry,) = Calendar.from_ical(await file.read()).events
    assert str(entry["description"]).splitlines()[1] == note


async def test_somebody_who_deletes_their_data_is_no_guest_any_more(group: StudyGroup) -> None:
    """Their answers are deleted; a party whose host is forgotten goes on without a host."""
    await set_zone(group)
    card = await planned(group, note="My own words")
    await group.member.click(card, label="Going")
    for person in (group.organiser, group.member):
        asked = await person.slash(group.channel, "privacy")
        sure = await person.click(answer(asked), label="Delete my data")
        await person.click(answer(sure), label="Yes, delete my data")
        await group.wait(MINUTE)
    listed = await group.reader.slash(group.channel, "party list")
    details = await group.reader.click(answer(listed), label="5 · Transformers, the tech behind LLMs")
    said = private(details)
    assert "My own words" not in said
    assert "<@" not in said
    assert stamp(START) in said


async def test_a_card_whose_reply_was_lost_is_not_posted_twice(
    group: StudyGroup, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next attempt finds the card, and redraws it with the answers given meanwhile."""
    await set_zone(group)
    lose_next_reply(group, monkeypatch)
    card = await planned(group)
    await group.member.click(card, label="Going")
    await group.wait(2 * MINUTE)
    (only,) = cards(group)
    assert "Going **2**" in text_of(only)
    form = await group.organiser.click(only, label="Move")
    read = await group.organiser.submit_modal(form, {"when": "sunday 8pm"})
    await group.organiser.click(answer(read), label="Move")
    await group.wait(MINUTE)
    assert stamp(lisbon_winter(29, 20)) in text_of(cards(group)[0])


async def test_a_party_goes_on_without_its_deleted_channels(group: StudyGroup) -> None:
    """A deleted card is not posted anew, a deleted voice channel not named; a party can lose its channel, too."""
    await set_zone(group)
    cinema = group.guild.create_voice_channel("Cinema")
    card = await planned(group, where=cinema)
    assert f"<#{cinema.id}>" in text_of(card)
    group.env.backend.delete_channel(cinema.id)
    await group.member.click(card, label="Going")
    assert "Meet in" not in text_of(cards(group)[0])
    await group.delete(card)
    listed = await group.member.slash(group.channel, "party list")
    details = await group.member.click(answer(listed), label="5 · Transformers, the tech behind LLMs")
    await group.member.click(answer(details), label="Maybe")
    await group.wait_until(START - timedelta(days=1))
    assert cards(group) == []
    gone, reminder = news(group)
    assert "The event for this watch party was deleted" in text_of(gone)
    assert group.pinged_by(gone) == {group.organiser.id}
    assert group.pinged_by(reminder) == {group.organiser.id, group.member.id}
    group.env.backend.delete_channel(group.channel.id)
    await group.wait_until(START)
    elsewhere = group.guild.create_text_channel("elsewhere")
    listed = await group.organiser.slash(elsewhere, "party list")
    assert "channel is gone" in private(listed)
    details = await group.organiser.click(answer(listed), label="5 · Transformers, the tech behind LLMs")
    asked = await group.organiser.click(answer(details), label="Call off")
    await group.organiser.click(answer(asked), label="Call it off")
    assert "No watch party" in private(await group.organiser.slash(elsewhere, "party list"))


async def test_a_role_that_is_deleted_is_not_named(group: StudyGroup) -> None:
    """Deleted before the invitation, it does not keep the party from being posted."""
    await set_zone(group)
    students = group.guild.create_role("Students")
    group.env.backend.edit_role(group.guild.id, students.id, {"mentionable": True})
    await group.env.settle()
    assert group.pinged_by(await planned(group, role=students)) == {students.id}
    asked = await plan(group, chapter="6", role=students)
    group.env.backend.delete_role(group.guild.id, students.id)
    await group.env.settle()
    assert stamp(START) in private(await group.organiser.click(answer(asked), label="Confirm"))
    await group.wait(MINUTE)
    *_, card = cards(group)
    assert "6 · " in text_of(card)
    assert "<@&" not in text_of(card)


async def test_a_guest_beyond_the_hundredth_is_offered_direct_messages(group: StudyGroup) -> None:
    """A reminder can ping a hundred people; whoever answers after them is told so in private."""
    await set_zone(group)
    card = await planned(group)
    bot = group.env.bot
    assert isinstance(bot, LecternBot)
    parties = bot.services.parties
    crowd = [group.guild.add_member(group.env.create_user(f"guest{number}")) for number in range(MOST_PINGED)]
    for guest in (UserId(person.id) for person in crowd):
        await parties.answer(GuildId(group.guild.id), PartyId(1), guest, Answer.GOING, card_follows=True)
    await group.wait(timedelta(seconds=1))
    pressed = await group.reader.click(card, label="Going")
    (offer,) = pressed.followups
    assert "uma mensagem não consegue notificar todos" in text_of(offer)
    wished = await group.reader.click(offer, label="Me lembre por mensagem direta")
    assert labels(answer(wished))[-1] == "Me lembre no canal"
    again = await group.reader.click(card, label="Going")
    assert again.followups == []
    assert "Going **102**" in text_of(cards(group)[0])
    await group.wait_until(START - timedelta(minutes=9))
    reminder = text_of(news(group)[-1])
    assert reminder.count("<@") == MOST_PINGED
    assert "and 2 more are going" in reminder
