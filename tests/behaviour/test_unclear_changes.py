"""What is unclear in the options of /schedule change is asked about, with the effect of each reading."""

from typing import Any

import pytest
from simcord import InteractionResult

from bot.text.locales import Locale
from bot.text.translations import localizer
from tests.behaviour.reading import answer, labels, private, text_of
from tests.behaviour.schedules import confirm, lisbon_winter, manage, post_times, posted, set_up, speak_portuguese
from tests.behaviour.study_group import StudyGroup

MONDAY, EVENING, MORNING = lisbon_winter(23), lisbon_winter(23, 20), lisbon_winter(30, 8)


async def asked(group: StudyGroup, **options: Any) -> InteractionResult:
    """Let the organiser type a change with *options*, which must be asked about and change nothing."""
    before = private(await manage(group, "show"))
    result = await group.organiser.slash(group.channel, "schedule change", **options)
    say = localizer(group.locales.get(group.organiser.id, Locale.ENGLISH))
    assert say("Change the schedule?") in private(result)
    assert say("Nothing was changed yet.") in private(result)
    assert private(await manage(group, "show")) == before
    return result


READINGS = {Locale.ENGLISH: ["8:00 PM", "8:00 AM"], Locale.PORTUGUESE: ["20:00", "08:00"]}


@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize("pressed", [0, 1])
async def test_each_reading_has_its_effect_and_a_button(group: StudyGroup, pressed: int, locale: Locale) -> None:
    """The other options of the command come with it; a restart between changes nothing, and it can be undone."""
    group.locales[group.organiser.id] = locale
    say, readings = localizer(locale), READINGS[locale]
    await set_up(group)
    before = private(await manage(group, "show"))
    question = await asked(group, time="8", weekdays="monday, thursday", every=2)
    text = private(question)
    assert {Locale.ENGLISH: "left out am or pm", Locale.PORTUGUESE: "antes ou depois do meio-dia"}[locale] in text
    assert text.count(f"**{say('Days and time')}**") == text.count(f"**{say('Next post')}**") == 2
    assert text.index(readings[0]) < text.rindex(readings[1])
    assert labels(answer(question)) == readings
    await group.restart_bot()
    await group.organiser.click(answer(question), label=readings[pressed])
    changed = text_of(answer(question))
    assert say("The schedule has been changed") in changed
    assert readings[pressed] in changed
    assert say.count("every week", "every {number} weeks", 2) in changed
    await group.organiser.click(answer(question), label=say("Undo"))
    assert private(await manage(group, "show")) == before


async def test_posts_come_by_the_reading_that_was_chosen(group: StudyGroup) -> None:
    await set_up(group)
    question = await asked(group, time="8")
    await group.organiser.click(answer(question), label="8:00 AM")
    await group.wait_until(MORNING)
    assert post_times(group) == [MORNING]


@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize(("typed", "told"), [("noon or so", "not exact"), ("midnight", "write 00:00")])
async def test_what_has_one_reading_is_confirmed(group: StudyGroup, typed: str, told: str, locale: Locale) -> None:
    group.locales[group.organiser.id] = locale
    say = localizer(locale)
    await set_up(group)
    question = await asked(group, time=typed)
    assert labels(answer(question)) == [say("Change it")]
    assert locale is not Locale.ENGLISH or told in private(question)
    assert say("The schedule has been changed") in private(await confirm(group, question))


@pytest.mark.parametrize("locale", list(Locale))
async def test_a_reading_that_is_so_already_has_no_button(group: StudyGroup, locale: Locale) -> None:
    """Where every reading is, that is all that is said."""
    group.locales[group.organiser.id] = locale
    say = localizer(locale)
    await set_up(group)
    question = await asked(group, time="7")
    assert say("That is how it is now.") in private(question)
    assert len(labels(answer(question))) == 1
    told = private(await group.organiser.slash(group.channel, "schedule change", time="about 19:00"))
    assert say("It is so already, so nothing was changed") in told


@pytest.mark.parametrize("options", [{}, {"order": "8-1", "weekdays": "monday to saturday", "every": 8}])
async def test_several_doubts_are_asked_about_in_all_their_combinations(
    group: StudyGroup, options: dict[str, Any]
) -> None:
    """Also where the effects of two times in three zones would be longer than a card."""
    await set_up(group, chapters=2, weekdays="tuesday, wednesday, thursday, friday, saturday, sunday")
    question = await asked(group, time="8", timezone="IST", **options)
    cities = ("Kolkata", "Dublin", "Jerusalem")
    assert labels(answer(question)) == [f"{at} · {city}" for at in READINGS[Locale.ENGLISH] for city in cities]
    assert "IST can be Kolkata, Dublin, or Jerusalem." in private(question)
    assert all(f"at {at} ({city} time)" in private(question) for at in READINGS[Locale.ENGLISH] for city in cities)
    assert private(question).count("**Rhythm**") == (1 if options else 0)
    await group.organiser.click(answer(question), label="8:00 AM · Jerusalem")
    assert "at 8:00 AM (Jerusalem time)" in private(await manage(group, "show"))


@pytest.mark.parametrize("options", [{"time": "20:00"}, {"time": "8"}])
async def test_an_order_that_is_asked_about_keeps_the_other_options(group: StudyGroup, options: dict[str, str]) -> None:
    await set_up(group)
    question = await asked(group, order="9", **options)
    assert "8 chapters that were never posted would be left out." in private(question)
    await confirm(group, question)
    await group.wait_until(EVENING)
    assert (posted(group), post_times(group)) == ([9], [EVENING])


@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize("what", [{"change": {"time": "21:00"}}, {"skip": {}}, {"pause": {}}])
async def test_what_was_asked_of_another_schedule_is_not_done(
    group: StudyGroup, what: dict[str, dict[str, str]], locale: Locale
) -> None:
    """The card showed other effects than it would have now."""
    group.locales[group.organiser.id] = locale
    say = localizer(locale)
    await set_up(group)
    question = await asked(group, time="8")
    for command, options in what.items():
        await manage(group, command, **options)
    before = private(await manage(group, "show"))
    told = private(await confirm(group, question))
    assert say("The schedule has changed since this was asked.") in told
    assert say("Nothing was changed.") in told
    assert private(await manage(group, "show")) == before


async def test_a_post_between_question_and_answer_changes_what_was_asked(group: StudyGroup) -> None:
    await set_up(group)
    question = await asked(group, time="8")
    await group.wait_until(MONDAY)
    assert "has changed since this was asked" in private(await confirm(group, question))


async def test_a_role_that_may_not_be_pinged_any_more_is_not(group: StudyGroup) -> None:
    """Rights are asked for again where the button is pressed."""
    await group.let_organisers(mention_everyone=True)
    await set_up(group)
    question = await asked(group, time="8", role=group.guild.create_role("Students"))
    await group.let_organisers()
    assert "could ping yourself in that channel" in private(await confirm(group, question))
    assert "7:00 PM" in private(await manage(group, "show"))


@pytest.mark.parametrize("locale", list(Locale))
async def test_beside_a_mistake_what_is_unclear_is_refused_too(group: StudyGroup, locale: Locale) -> None:
    """On one card, each with its cause."""
    group.locales[group.organiser.id] = locale
    say = localizer(locale)
    await set_up(group)
    text = private(await group.organiser.slash(group.channel, "schedule change", time="8", order="pizza"))
    assert text.count("•") == 2
    assert say("You left out am or pm. To be sure, write 8pm, 8am or 20:00.") in text
    assert say("Nothing was changed.") in text


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"time": "25:00"}, "There is no such time of day."),
        ({"time": "8pm EST"}, "No time zone belongs here"),
        ({"time": "monday 8pm"}, "Only a time of day is needed here, no day."),
        ({"weekdays": "monday or tuesday"}, "leaves the days open"),
        ({"weekdays": "monday 8pm"}, "A time of day does not belong to the days."),
    ],
)
async def test_a_change_is_refused_for_its_one_cause(group: StudyGroup, options: dict[str, str], told: str) -> None:
    """The schedule stays as it was."""
    await set_up(group)
    text = private(await manage(group, "change", **options))
    assert told in text
    assert text.count("•") == 1
    assert "Nothing was changed." in text
    assert "Monday at 7:00 PM (Lisbon time)" in private(await manage(group, "show"))


async def test_a_change_is_refused_in_portuguese(group: StudyGroup) -> None:
    await set_up(group)
    speak_portuguese(group)
    text = private(await manage(group, "change", time="amanhã 20 horas"))
    assert "sem o dia" in text
    assert "Nada foi alterado." in text
