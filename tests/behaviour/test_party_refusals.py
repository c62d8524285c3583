"""What cannot be planned, moved or pressed, and how the refusal is worded."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.parties.cards.party import MOST_LISTED
from bot.parties.model import MOST_HOSTED, MOST_OPEN
from bot.text.locales import Locale
from bot.ui.note_cards import NOTE
from tests.behaviour.old_messages import old_message
from tests.behaviour.parties import cards, news, plan, planned, set_zone, stamp
from tests.behaviour.reading import answer, labels, private, said, text_of
from tests.behaviour.schedules import lisbon_winter, speak_portuguese
from tests.behaviour.study_group import StudyGroup

START = lisbon_winter(28, 20)
MINUTE = timedelta(minutes=1)
GOING = "v1:party-answer:1:0:0"


@pytest.mark.parametrize("locale", Locale)
async def test_a_refused_plan_says_how_its_time_was_read(group: StudyGroup, locale: Locale) -> None:
    """Nothing is posted or stored."""
    if locale is Locale.PORTUGUESE:
        speak_portuguese(group)
    unknown_zone = private(await plan(group))
    await set_zone(group)
    answers = [
        unknown_zone,
        private(await plan(group, chapter="99")),
        private(await plan(group, when="blub")),
        private(await plan(group, when="whenever")),
        private(await plan(group, when="2026-11-23 17:59")),
        private(await plan(group, when="2028-01-01 20:00")),
        private(await plan(group, repeat=True)),
    ]
    expected = {
        Locale.ENGLISH: [
            "time zone yet",
            "no chapter “99”",
            "cannot read “blub”",
            "That is not exact enough.",
            "That time has already passed.",
            "more than a year ahead",
            "no schedule to repeat",
        ],
        Locale.PORTUGUESE: [
            "Ainda não conheço o fuso",
            "“99”",
            "Não consigo ler “blub”",
            "Isso não é exato o bastante.",
            "Esse horário já passou.",
            "Falta mais de um ano",
            "Não há cronograma",
        ],
    }[locale]
    for read, part in zip(answers, expected, strict=True):
        assert part in read
    await group.wait(MINUTE)
    assert group.channel.history() == []
    listed = private(await group.organiser.slash(group.channel, "party list"))
    assert ("planned" if locale is Locale.ENGLISH else "marcada") in listed


async def test_times_are_read_as_people_mean_them(group: StudyGroup) -> None:
    """At 11pm, "9pm" means tomorrow; Discord's timestamps need no time zone."""
    stamped = await plan(group, when=f"<t:{int(START.timestamp())}:F>")
    assert stamp(START) in private(stamped)
    await set_zone(group)
    await group.wait_until(lisbon_winter(23, 23))
    assert stamp(lisbon_winter(24, 21)) in private(await plan(group, when="9pm"))
    assert stamp(lisbon_winter(24, 1)) in private(await plan(group, when="in 2 hours"))
    assert "skip that time" in private(await plan(group, when="2027-03-28 01:30"))
    assert "show that time twice" in private(await plan(group, when="2027-10-31 01:30"))


@pytest.mark.parametrize("locale", Locale)
async def test_a_time_that_may_mean_two_is_asked_about(group: StudyGroup, locale: Locale) -> None:
    """With the reason, the likelier one to confirm, and the other."""
    if locale is Locale.PORTUGUESE:
        speak_portuguese(group)
    await set_zone(group)
    asked = private(await plan(group, when="5 dec at 8"))
    evening, morning = lisbon_winter(5, 20, month=12), lisbon_winter(5, 8, month=12)
    assert ("am or pm" if locale is Locale.ENGLISH else "antes ou depois do meio-dia") in asked
    assert asked.index(stamp(evening)) < asked.index(stamp(morning))
    clear = private(await plan(group, when="saturday night at 9"))
    assert stamp(lisbon_winter(28, 21)) in clear
    assert ("It could also be" if locale is Locale.ENGLISH else "Também poderia") not in clear


@pytest.mark.parametrize("locale", Locale)
async def test_several_days_are_asked_about_with_the_first(group: StudyGroup, locale: Locale) -> None:
    """So is a number that may be an instant; talk around a timestamp is none of it."""
    if locale is Locale.PORTUGUESE:
        speak_portuguese(group)
    stamped = private(await plan(group, when=f"how about <t:{int(START.timestamp())}:F>?"))
    assert stamp(START) in stamped
    await set_zone(group)
    days = private(await plan(group, when="dec 5-6 8pm"))
    assert stamp(lisbon_winter(5, 20, month=12)) in days
    assert ("this is the first" if locale is Locale.ENGLISH else "este é o primeiro") in days
    number = private(await plan(group, when=str(int(START.timestamp()))))
    assert stamp(START) in number
    assert "timestamp Unix" in number or "Unix timestamp" in number


async def test_a_zone_that_is_named_is_not_dropped(group: StudyGroup) -> None:
    """8pm in New York is one o'clock in the morning in Lisbon."""
    await set_zone(group)
    read = private(await plan(group, when="saturday 8pm ET"))
    assert stamp(lisbon_winter(29, 1)) in read
    assert "New York" in read


async def test_day_and_month_have_the_order_of_the_readers_country(group: StudyGroup) -> None:
    """Of the tag of Discord's locale, not of the language that the bot writes in."""
    await set_zone(group)

    def in_britain(event: str, payload: Any) -> None:
        if event == "INTERACTION_CREATE":
            payload["locale"] = "en-GB"

    fifth, twelfth = stamp(lisbon_winter(5, 20, month=12)), stamp(datetime(2027, 5, 12, 19, tzinfo=UTC))
    american = private(await plan(group, when="5/12 20:00"))
    assert american.index(twelfth) < american.index(fifth)
    group.env.backend.subscribers.insert(1, in_britain)
    british = private(await plan(group, when="5/12 20:00"))
    assert british.index(fifth) < british.index(twelfth)


async def test_parties_are_planned_and_changed_only_by_those_who_may(group: StudyGroup) -> None:
    """Members may plan once an organiser allows it; their parties are changed by them and by organisers."""
    await set_zone(group)
    assert "only organisers plan" in private(await plan(group, group.member))
    allowed = await group.organiser.slash(group.channel, "settings parties", who="members")
    assert "Every member" in private(allowed)
    card = await planned(group, group.member)
    for label in ("Move", "Call off"):
        assert "Só quem criou a sessão" in private(await group.reader.click(card, label=label))
    asked = await group.member.click(card, label="Call off")
    assert labels(answer(asked)) == ["Call it off", "Keep it"]
    form = await group.organiser.click(card, label="Move")
    wrong = await group.organiser.submit_modal(form, {"when": "yesterday"})
    assert "already passed" in private(wrong)
    again = await group.organiser.click(answer(wrong), label="Choose another time")
    read = await group.organiser.submit_modal(again, {"when": "sunday 8pm"})
    await group.organiser.click(answer(read), label="Move")
    await group.wait(MINUTE)
    assert group.pinged_by(news(group)[0]) == {group.member.id}
    await group.organiser.slash(group.channel, "settings parties", who="organisers")
    assert "only organisers plan" in private(await plan(group, group.member))


async def test_two_hosts_who_move_at_once_are_both_told(group: StudyGroup) -> None:
    """The second move counts; its answer names the time of the first, and the channel is told of both."""
    await set_zone(group)
    organisers = group.guild.roles["Organisers"]
    other = group.guild.add_member(group.env.create_user("otto"), roles=[organisers])
    card = await planned(group)
    forms = [await host.click(card, label="Move") for host in (group.organiser, other)]
    first = await group.organiser.submit_modal(forms[0], {"when": "sunday 18:00"})
    second = await other.submit_modal(forms[1], {"when": "sunday 19:00"})
    six, seven = lisbon_winter(29, 18), lisbon_winter(29, 19)
    assert "meanwhile" not in private(await group.organiser.click(answer(first), label="Move"))
    await group.wait(MINUTE)
    done = private(await other.click(answer(second), label="Move"))
    assert f"{stamp(six)} meanwhile" in done
    assert stamp(seven) in done
    await group.wait(MINUTE)
    told = [text_of(message) for message in news(group)]
    assert [stamp(six) in told[0], stamp(seven) in told[1]] == [True, True]
    assert group.organiser.id in group.pinged_by(news(group)[1])


async def test_a_draft_that_waited_too_long_asks_for_another_time(group: StudyGroup) -> None:
    """A draft whose time has passed gets a button for another."""
    await set_zone(group)
    asked = await plan(group, when="in 1 hour")
    await group.wait(timedelta(hours=2))
    late = await group.organiser.click(answer(asked), label="Confirm")
    assert "past by now" in private(late)
    form = await group.organiser.click(answer(late), label="Choose another time")
    await group.restart_bot()
    read = await group.organiser.submit_modal(form, {"when": "saturday 8pm"})
    assert stamp(START) in private(read)
    await group.organiser.click(answer(read), label="Confirm")
    await group.wait(MINUTE)
    assert [stamp(START) in text_of(card) for card in cards(group)] == [True]


@pytest.mark.parametrize("locale", Locale)
async def test_only_who_may_plan_is_told_to(group: StudyGroup, locale: Locale) -> None:
    """In every refusal and in the empty list; by the server's setting at that moment."""
    await set_zone(group)
    group.locales[group.member.id] = locale
    mentioned = "party plan" if locale is Locale.ENGLISH else "sessão planejar"
    organisers = "only organisers plan" if locale is Locale.ENGLISH else "só quem organiza o servidor pode planejar"

    async def refusals() -> list[str]:
        listed = await group.member.slash(group.channel, "party list")
        started = await group.member.slash(group.channel, "party start")
        card = await planned(group)
        refused = [await group.member.click(card, label=label) for label in ("Move", "Call off")]
        asked = await group.organiser.click(card, label="Call off")
        await group.organiser.click(answer(asked), label="Call it off")
        await group.wait(MINUTE)
        return [private(each) for each in (listed, started, *refused)]

    kept = await refusals()
    assert [mentioned in each for each in kept] == [False] * 4
    assert [organisers in each for each in kept] == [True, True, False, False]
    await group.organiser.slash(group.channel, "settings parties", who="members")
    assert [mentioned in each for each in await refusals()] == [True] * 4


@pytest.mark.parametrize("locale", Locale)
async def test_a_past_time_is_only_said_to_be_past(group: StudyGroup, locale: Locale) -> None:
    """In a plan and in a move."""
    await set_zone(group)
    group.locales[group.organiser.id] = locale
    confirm, past = "Confirm", f"{NOTE} That time has already passed."
    if locale is Locale.PORTUGUESE:
        confirm, past = "Confirmar", f"{NOTE} Esse horário já passou."
    typed = "yesterday 8pm" if locale is Locale.ENGLISH else "ontem 20h"
    assert private(await plan(group, when=typed)).startswith(past)
    card = await planned(group, confirm=confirm)
    form = await group.organiser.click(card, label="Move")
    assert private(await group.organiser.submit_modal(form, {"when": typed})).startswith(past)


@pytest.mark.parametrize("locale", Locale)
async def test_two_plans_that_wait_are_both_confirmed(group: StudyGroup, locale: Locale) -> None:
    """The older one after the newer, and after a restart."""
    await set_zone(group)
    group.locales[group.organiser.id] = locale
    confirm = "Confirm" if locale is Locale.ENGLISH else "Confirmar"
    older = await plan(group, chapter="1", when="2026-11-26 20:00")
    newer = await plan(group, chapter="2", when="2026-11-27 20:00")
    await group.organiser.click(answer(newer), label=confirm)
    await group.restart_bot()
    assert stamp(lisbon_winter(26, 20)) in private(await group.organiser.click(answer(older), label=confirm))
    await group.wait(MINUTE)
    starts = [stamp(lisbon_winter(27, 20)), stamp(lisbon_winter(26, 20))]
    assert [start in text_of(card) for start, card in zip(starts, cards(group), strict=True)] == [True, True]


async def test_a_server_has_a_bounded_number_of_parties(group: StudyGroup) -> None:
    """One more is refused until a party is called off."""
    await set_zone(group)
    for number in range(MOST_OPEN):
        card = await planned(group, when=f"2026-12-{number + 1:02} 20:00")
    assert f"{MOST_OPEN} parties" in private(await plan(group))
    asked = await group.organiser.click(card, label="Call off")
    await group.organiser.click(answer(asked), label="Call it off")
    assert stamp(START) in private(await plan(group))
    listed = await group.organiser.slash(group.channel, "party list")
    assert private(listed).count("1 going") == MOST_LISTED
    assert f"and {MOST_OPEN - 1 - MOST_LISTED} more" in private(listed)


async def test_one_member_hosts_a_bounded_number_of_parties(group: StudyGroup) -> None:
    """The eleventh is refused with what to do next; organisers have no such limit."""
    await set_zone(group)
    await group.organiser.slash(group.channel, "settings parties", who="members")
    for number in range(MOST_HOSTED):
        when = f"2026-12-{number + 1:02} 20:00"
        card = await planned(group, group.reader, when=when, confirm="Confirmar")
    refused = private(await plan(group, group.reader))
    assert f"Você já tem {MOST_HOSTED} sessões marcadas" in refused
    assert "quem organiza" in refused
    assert stamp(START) in private(await plan(group, group.member))
    cancel = f"v1:party-cancel:{MOST_HOSTED}:0"
    asked = await group.reader.click(card, label="Call off")
    await group.reader.click(answer(asked), custom_id=cancel)
    assert stamp(START) in private(await plan(group, group.reader))
    for number in range(MOST_HOSTED + 1):
        await planned(group, when=f"2026-12-{number + 1:02} 21:00")


async def test_planning_where_the_bot_cannot_post_is_refused(group: StudyGroup) -> None:
    """A role that the host may not mention is refused, too."""
    await set_zone(group)
    await group.organiser.slash(group.channel, "settings parties", who="members")
    silent = group.guild.create_role("Everyone else")
    assert "may not mention that role" in private(await plan(group, group.member, role=silent))
    assert stamp(START) in private(await plan(group, group.organiser))
    await group.forbid(group.channel, send_messages=True)
    assert "Send Messages" in private(await plan(group))


async def test_buttons_that_lead_nowhere_are_answered(group: StudyGroup) -> None:
    """Those of a party that is gone, of a later version, and of a server that the person is not in."""
    await set_zone(group)
    await planned(group)
    gone = ("answer:9:0:0", "calendar:9", "details:9", "ask-time:9", "ask-cancel:9", "confirm:9", "wish:9:1")
    for name in (*gone, "move:9:1795896000:1795896000", "cancel:9:0"):
        message = old_message(group, f"v1:party-{name}")
        pressed = await group.member.click(message, custom_id=f"v1:party-{name}")
        assert "do not know that party" in said(pressed), name
    later = old_message(group, "v1:party-answer:1:7:1")
    assert "older version" in private(await group.member.click(later, custom_id="v1:party-answer:1:7:1"))
    outsider = group.env.create_user("outsider")
    letter = old_message(group, "v1:party-details:1", outsider.dm_channel)
    pressed = await outsider.click(letter, custom_id="v1:party-details:1")
    assert "do not know that party" in said(pressed)


async def test_a_cancelled_party_can_be_neither_moved_nor_cancelled(group: StudyGroup) -> None:
    """Whichever older button is pressed."""
    await set_zone(group)
    card = await planned(group)
    form = await group.organiser.click(card, label="Move")
    read = await group.organiser.submit_modal(form, {"when": "sunday 8pm"})
    asked = await group.organiser.click(card, label="Call off")
    await group.organiser.click(answer(asked), label="Call it off")
    await group.wait(MINUTE)
    for custom_id in ("v1:party-ask-time:1", "v1:party-ask-cancel:1"):
        pressed = await group.organiser.click(old_message(group, custom_id), custom_id=custom_id)
        assert "was called off" in private(pressed)
    assert "was called off" in private(await group.organiser.click(answer(read), label="Move"))
    assert "was called off" in private(await group.member.click(old_message(group, GOING), custom_id=GOING))
