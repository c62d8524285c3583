"""What /settings holidays answers: which posts a change moves, whether it is meant, and its button Undo."""

from datetime import date, timedelta
from typing import Any

import discord
import pytest
from simcord import InteractionResult

from bot.text.locales import Locale
from bot.text.translations import localizer
from tests.behaviour.reading import answer, labels, private
from tests.behaviour.schedules import lisbon_winter, manage, posted, set_up, shown, speak_portuguese
from tests.behaviour.study_group import StudyGroup
from tests.behaviour.tampered_client import press, stored, told
from tests.behaviour.test_notices import refuse
from tests.behaviour.test_schedule_undo import plan

ORGANISE = discord.Permissions(manage_guild=True)


def day(instant: Any) -> str:
    """Return *instant* as the day that Discord shows each reader."""
    return f"<t:{int(instant.timestamp())}:D>"


async def holidays(group: StudyGroup, first: str, last: str | None = None, **options: Any) -> InteractionResult:
    """Let the organiser use /settings holidays."""
    until = {} if last is None else {"until": last}
    return await group.organiser.slash(group.channel, "settings holidays", **{"from": first, **until, **options})


async def listed(group: StudyGroup) -> str:
    """Return the holidays that /settings show lists."""
    say = localizer(group.locales.get(group.organiser.id, Locale.ENGLISH))
    text = private(await group.organiser.slash(group.channel, "settings show"))
    return text.split(f"**{say('Holidays')}**\n")[1]


async def undo(group: StudyGroup, changed: InteractionResult) -> InteractionResult:
    """Let the organiser press Undo below the answer *changed*."""
    say = localizer(group.locales.get(group.organiser.id, Locale.ENGLISH))
    return await group.organiser.click(answer(changed), label=say("Undo"))


async def test_the_answer_says_which_posts_are_left_out_and_what_follows(group: StudyGroup) -> None:
    """The next post and the season's last day are shown with what they were; then the same in reverse."""
    await set_up(group)
    text = private(await holidays(group, "2026-11-23", "2026-11-30"))
    assert "New holiday: Nov 23, 2026 \u2013 Nov 30, 2026" in text
    assert f"<#{group.channel.id}>" in text
    assert f"**2 posts left out** {day(lisbon_winter(23))}, {day(lisbon_winter(30))}" in text
    assert f"**Next post** {shown(lisbon_winter(23))} → {shown(lisbon_winter(7, month=12))}" in text
    ends = lisbon_winter(25, month=1).replace(year=2027), lisbon_winter(8, month=2).replace(year=2027)
    assert f"**Last day** {day(ends[0])} → {day(ends[1])}" in text
    back = private(await holidays(group, "2026-11-30", remove=True))
    assert "No holiday any more: Nov 30, 2026" in back
    assert f"**1 post comes again** {day(lisbon_winter(30))}" in back
    assert f"{shown(lisbon_winter(7, month=12))} → {shown(lisbon_winter(30))}" in back


async def test_every_schedule_is_named_that_the_reader_may_see(group: StudyGroup) -> None:
    """One in a hidden channel is changed, but not named."""
    second, hidden = group.guild.create_text_channel("second"), group.guild.create_text_channel("hidden")
    for channel in (group.channel, second, hidden):
        await set_up(group, channel=channel)
    await group.forbid_role(hidden, group.guild.roles["Organisers"], view_channel=True)
    text = private(await holidays(group, "2026-11-30"))
    assert [f"<#{channel.id}>" in text for channel in (group.channel, second, hidden)] == [True, True, False]


async def test_schedules_whose_dates_stay_are_not_named(group: StudyGroup) -> None:
    """A day without a post; a schedule in a pause; a day after the season."""
    await set_up(group)
    assert "left out" not in private(await holidays(group, "2026-11-24"))
    assert "left out" not in private(await holidays(group, "2027-11-29"))
    await manage(group, "pause")
    assert "left out" not in private(await holidays(group, "2026-11-30"))


@pytest.mark.parametrize("locale", list(Locale))
async def test_undo_takes_an_addition_back(group: StudyGroup, locale: Locale) -> None:
    """All is as it was, after a restart, too; a second press is told so."""
    group.locales[group.organiser.id] = locale
    say = localizer(locale)
    await set_up(group)
    before = plan(group), await listed(group)
    changed = await holidays(group, "2026-11-23", "2026-11-30")
    assert plan(group) != before[0]
    await group.restart_bot()
    undone = await undo(group, changed)
    assert answer(undone).id == answer(changed).id
    assert say("Undone") in private(undone)
    assert f"{shown(lisbon_winter(7, month=12))} → {shown(lisbon_winter(23))}" in private(undone)
    assert (plan(group), await listed(group)) == before
    assert labels(answer(undone)) == []
    assert say("This was undone already.") in told(await press(group, group.organiser, "v1:undo-holidays:2"))
    await group.wait_until(lisbon_winter(23, 20))
    assert posted(group) == [1]


@pytest.mark.parametrize("locale", list(Locale))
async def test_undo_takes_a_removal_back(group: StudyGroup, locale: Locale) -> None:
    """A holiday that was cut in two is one again."""
    group.locales[group.organiser.id] = locale
    await set_up(group)
    await holidays(group, "2026-11-28", "2026-12-08")
    before = plan(group), await listed(group)
    changed = await holidays(group, "2026-11-30", remove=True)
    await group.restart_bot()
    assert localizer(locale)("Undone") in private(await undo(group, changed))
    assert (plan(group), await listed(group)) == before
    await group.wait_until(lisbon_winter(30, 20))
    assert posted(group) == [1]


async def test_undo_after_another_organisers_change_is_refused(group: StudyGroup) -> None:
    """Nothing of either is lost."""
    other = group.guild.add_member(group.env.create_user("otto"), roles=[group.guild.roles["Organisers"]])
    changed = await holidays(group, "2026-12-24", "2026-12-26")
    await other.slash(group.channel, "settings holidays", **{"from": "2026-12-31"})
    before = await listed(group)
    assert "Something else was changed since" in private(await undo(group, changed))
    assert await listed(group) == before


@pytest.mark.parametrize("locale", list(Locale))
async def test_undo_is_refused_where_its_days_were_changed_away_and_back_since(
    group: StudyGroup, locale: Locale
) -> None:
    """Of one of its days; what came and went on other days does not matter."""
    group.locales[group.organiser.id] = locale
    other = group.guild.add_member(group.env.create_user("otto"), roles=[group.guild.roles["Organisers"]])
    christmas = await holidays(group, "2026-12-24", "2026-12-26")
    easter = await holidays(group, "2027-03-28")
    for remove in (True, False):
        await other.slash(group.channel, "settings holidays", **{"from": "2026-12-25", "remove": remove})
    before = await listed(group)
    undone = private(await undo(group, easter))
    assert localizer(locale)("Undone") in undone
    refused = private(await undo(group, christmas))
    assert localizer(locale)("Something else was changed since, so I do not undo this.") in refused
    await holidays(group, "2027-03-28")
    assert await listed(group) == before


async def test_undo_is_refused_once_a_day_had_its_post_or_would_have_had_it(group: StudyGroup) -> None:
    """A post that is out stays; a date that has passed does not come back."""
    await set_up(group)
    added = await holidays(group, "2026-11-23", "2026-12-01")
    removed = await holidays(group, "2026-11-30", remove=True)
    await group.wait_until(lisbon_winter(30, 20))
    assert posted(group) == [1]
    assert "A post has gone out since" in private(await undo(group, removed))
    await holidays(group, "2026-11-30")
    assert "The date that this would bring back has passed." in private(await undo(group, added))
    await group.wait_until(lisbon_winter(10, month=12))
    assert "has passed" in told(await press(group, group.organiser, "v1:undo-holidays:4"))


async def test_undo_of_days_ahead_works_while_other_posts_go_out(group: StudyGroup) -> None:
    """What went out in between has nothing to do with them."""
    await set_up(group)
    changed = await holidays(group, "2026-12-21", "2027-01-03")
    await group.wait_until(lisbon_winter(30, 20))
    assert "Undone" in private(await undo(group, changed))
    await group.wait_until(lisbon_winter(21, 20, month=12))
    assert posted(group) == [1, 2, 3, 4, 5]


async def test_who_may_not_organise_may_neither_undo_nor_confirm(group: StudyGroup) -> None:
    """Members, and organisers of another server by a number of this one."""
    await holidays(group, "2026-12-24")
    before = await listed(group)
    christmas = date(2026, 12, 25).toordinal()
    for custom_id in ("v1:undo-holidays:1", f"v1:sure-holidays:{christmas}:{christmas}:0"):
        assert "Manage Server" in told(await press(group, group.member, custom_id))
        assert "Gerenciar servidor" in told(await press(group, group.reader, custom_id))
    other = group.env.create_guild("Other group")
    there = other.add_member(group.organiser.user, roles=[other.create_role("O", permissions=ORGANISE)])
    hall = other.create_text_channel("hall")
    assert "I have no record of that change" in told(await press(group, there, "v1:undo-holidays:1", hall))
    assert await listed(group) == before


async def test_a_large_change_is_asked_about_first(group: StudyGroup) -> None:
    """Five posts left out: nothing is changed until the organiser is sure, after a restart, too."""
    await set_up(group)
    asked = await holidays(group, "2026-12-07", "2027-01-10")
    assert "Make these days holidays?\nDec 7, 2026 \u2013 Jan 10, 2027 (35 days)" in private(asked).replace("**", "")
    assert "5 posts left out" in private(asked)
    assert "Nothing was changed yet." in private(asked)
    assert labels(answer(asked)) == ["Yes, these days"]
    assert await listed(group) == "none\n-# `/settings holidays`"
    await group.restart_bot()
    made = await group.organiser.click(answer(asked), label="Yes, these days")
    assert "New holiday: Dec 7, 2026 \u2013 Jan 10, 2027" in private(made)
    assert labels(answer(made)) == ["Undo"]
    again = await press(group, group.organiser, "v1:sure-holidays:739957:739991:0")
    assert "These days are holidays already" in told(again)
    assert "Undone" in private(await undo(group, made))


async def test_many_days_are_asked_about_in_portuguese(group: StudyGroup) -> None:
    """More than sixty, also where they are taken back."""
    speak_portuguese(group)
    asked = await holidays(group, "2027-01-01", "2027-03-02")
    assert "Marcar estes dias como feriado?" in private(asked)
    assert "(61 dias)" in private(asked)
    made = await group.organiser.click(answer(asked), label="Sim, estes dias")
    assert "Novo feriado" in private(made)
    asked = await holidays(group, "2027-01-01", "2027-03-02", remove=True)
    assert "Retirar estes feriados?" in private(asked)
    await group.organiser.click(answer(asked), label="Sim, estes dias")
    assert (await listed(group)).startswith("nenhum")


async def test_days_that_are_holidays_already_or_none_change_nothing(group: StudyGroup) -> None:
    """There is nothing to undo then."""
    none = await holidays(group, "2026-12-24", remove=True)
    assert "None of these days is a holiday: Dec 24, 2026\nNothing was changed." in private(none)
    await holidays(group, "2026-12-24", "2026-12-26")
    already = await holidays(group, "2026-12-25")
    assert "These days are holidays already: Dec 25, 2026\nNothing was changed." in private(already)
    assert labels(answer(none)) + labels(answer(already)) == []


async def test_a_day_can_be_taken_back_from_the_middle_at_the_limit(group: StudyGroup) -> None:
    """The limit is for what is added; whoever wants posts again is never refused."""
    for number in range(29):
        await holidays(group, f"2027-{1 + number // 10:02}-{1 + 2 * (number % 10):02}")
    await holidays(group, "2027-06-01", "2027-06-30")
    text = private(await holidays(group, "2027-06-10", remove=True))
    assert "No holiday any more: Jun 10, 2027" in text
    assert "Jun 11, 2027 \u2013 Jun 30, 2027" in text
    assert "A server has at most 30 holidays." in private(await holidays(group, "2027-12-24"))
    assert "New holiday: Jul 1, 2027" in private(await holidays(group, "2027-07-01"))


async def test_adjoining_holidays_of_more_than_a_year_can_be_taken_back_at_once(group: StudyGroup) -> None:
    """However long they have become by joining."""
    for first, last in (("2027-01-01", "2027-12-31"), ("2028-01-01", "2028-12-31")):
        await group.organiser.click(answer(await holidays(group, first, last)), label="Yes, these days")
    assert (await listed(group)).startswith("Jan 1, 2027 \u2013 Dec 31, 2028")
    asked = await holidays(group, "2027-01-01", "2028-12-31", remove=True)
    await group.organiser.click(answer(asked), label="Yes, these days")
    assert (await listed(group)).startswith("none")


@pytest.mark.parametrize(
    ("numbers", "refusal"),
    [
        ("0:0", "older version"),
        ("739975:739974", "older version"),
        (f"739975:{10**20 - 1}", "older version"),
        ("739900:739910", "Those days are over"),
        ("739975:741000", "At most 366 days"),
        ("800000:800001", "at most 5 years"),
    ],
)
async def test_made_up_numbers_of_days_are_refused(group: StudyGroup, numbers: str, refusal: str) -> None:
    """Nothing is stored."""
    before = stored(group)
    assert refusal in told(await press(group, group.organiser, f"v1:sure-holidays:{numbers}:0"))
    assert stored(group) == before


@pytest.mark.parametrize("locale", list(Locale))
async def test_a_made_up_choice_between_adding_and_removing_does_neither(group: StudyGroup, locale: Locale) -> None:
    """It was carried out as an addition."""
    group.locales[group.organiser.id] = locale
    before = stored(group)
    no = told(await press(group, group.organiser, "v1:sure-holidays:739975:739975:7"))
    assert localizer(locale)("This button is from an older version of me.") in no
    assert stored(group) == before


async def test_a_post_that_is_asked_for_comes_on_a_holiday_and_the_answer_says_so(group: StudyGroup) -> None:
    """Holidays only keep regular posts away."""
    await set_up(group)
    text = private(await holidays(group, "2026-11-23"))
    assert "no regular post comes" in text
    assert "one that you ask for" in text
    await manage(group, "now")
    await group.wait(timedelta(minutes=1))
    assert posted(group) == [1]


async def test_a_late_post_comes_on_a_holiday(group: StudyGroup) -> None:
    """It is of the day before, and who waits for it need not wait longer."""
    await set_up(group)
    await holidays(group, "2026-11-24")
    await group.restart_bot(after=timedelta(hours=20))
    await group.wait(timedelta(minutes=20))
    assert group.env.now().date() == date(2026, 11, 24)
    assert posted(group) == [1]


async def test_undo_waits_while_a_post_of_those_days_is_being_sent(group: StudyGroup) -> None:
    """Discord fails for the moment, and may have taken it."""
    await set_up(group)
    await holidays(group, "2026-11-23")
    removed = await holidays(group, "2026-11-23", remove=True)
    refuse(group, 503, 0)
    await group.wait_until(lisbon_winter(23) + timedelta(seconds=5))
    before = await listed(group)
    assert "A post is on its way right now." in private(await undo(group, removed))
    assert await listed(group) == before


async def test_a_card_with_all_that_it_may_list_fits(group: StudyGroup) -> None:
    """Ten schedules, and more holidays than may be added; `StudyGroup` holds every card against Discord's limits."""
    speak_portuguese(group)
    for number in range(10):
        await set_up(group, channel=group.guild.create_text_channel(f"room-{number}"))
    for number in range(29):
        await holidays(group, f"2027-{1 + number // 10:02}-{1 + 2 * (number % 10):02}")
    await holidays(group, "2027-06-01", "2027-06-29")
    for number in range(1, 15):
        await holidays(group, f"2027-06-{2 * number:02}", remove=True)
    text = private(await holidays(group, "2026-11-30", "2026-12-07", remove=False))
    assert "no máximo 30 feriados" in text
    await holidays(group, "2027-01-01", "2027-01-20")
    text = private(await holidays(group, "2027-01-11", remove=True))
    assert "… e mais 4 cronogramas" in text
    assert "1 de jan. de 2027 \u2013 10 de jan. de 2027" in text


@pytest.mark.parametrize(
    ("typed", "shown_days"),
    [
        ("24-26 December", "Dec 24, 2026 \u2013 Dec 26, 2026"),
        ("dec 24 to jan 2", "Dec 24, 2026 \u2013 Jan 2, 2027"),
        ("24 a 26 de dezembro", "Dec 24, 2026 \u2013 Dec 26, 2026"),
        ("2026-12-24", "Dec 24, 2026"),
    ],
)
async def test_one_text_may_name_a_period(group: StudyGroup, typed: str, shown_days: str) -> None:
    """It was read as its first day only, in silence."""
    assert f"New holiday: {shown_days}\n" in private(await holidays(group, typed))


@pytest.mark.parametrize(
    ("typed", "read", "why"),
    [
        ("December", "Dec 1, 2026 \u2013 Dec 31, 2026 (31 days)", "the whole month"),
        ("next week", "Nov 30, 2026 \u2013 Dec 6, 2026 (7 days)", "from Monday to Sunday"),
        ("monday", "Nov 23, 2026 (1 day)", "today or in a week"),
    ],
)
async def test_what_is_typed_loosely_is_asked_about(group: StudyGroup, typed: str, read: str, why: str) -> None:
    """The days as they were read, why that is not certain, how many posts fall on them; then the organiser decides."""
    await set_up(group)
    asked = await holidays(group, typed)
    text = private(asked)
    assert read in text
    assert why in text
    assert "left out**" in text
    assert (await listed(group)).startswith("none")
    await group.restart_bot()
    made = await group.organiser.click(answer(asked), label="Yes, these days")
    assert "New holiday" in private(made)


async def test_days_are_read_in_the_order_of_the_readers_own_locale(group: StudyGroup) -> None:
    """In Portuguese the day comes first; where both could be a month, the reader is asked in their language."""
    speak_portuguese(group)
    asked = await holidays(group, "5/12")
    assert "5 de dez. de 2026" in private(asked)
    assert labels(answer(asked)) == ["Sim, estes dias"]
    assert "25 de dez. de 2026" in private(await holidays(group, "25/12"))


@pytest.mark.parametrize(
    ("first", "last", "why"),
    [
        ("1e9", None, "I do not know every word of that."),
        ("1-2", None, "A number alone is no date."),
        ("24 December 8pm", None, "no time of day"),
        ("29 February 2027", None, "no such date"),
        ("2026-11-01", "2026-11-02", "already passed"),
        ("26 December 2026", "24 December 2026", "The last day comes before the first"),
        ("2926-12-24", None, "more than five years ahead"),
        ("someday", None, "That is not exact enough."),
        ("blorp", None, "I do not know every word"),
        ("easter monday", None, "I do not know every word of that. Write days like: 24 December"),
        ("monday London time", None, "No time zone belongs here."),
        ("2027-01-01", "2028-12-31", "At most 366 days"),
    ],
)
async def test_each_refusal_names_its_one_cause(group: StudyGroup, first: str, last: str | None, why: str) -> None:
    """And changes nothing."""
    before = stored(group)
    text = private(await holidays(group, first, last))
    assert why in text
    assert "Nothing was changed." in text
    assert stored(group) == before
