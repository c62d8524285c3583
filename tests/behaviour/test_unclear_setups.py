"""What is unclear in the options of /schedule setup opens the page and is asked there."""

from datetime import time
from typing import Any

import pytest
import simcord

from bot.schedules.doubts import number_of
from bot.text.locales import Locale
from bot.text.translations import localizer
from tests.behaviour.reading import Message, answer, buttons, private, text_of
from tests.behaviour.schedules import MONDAYS, lisbon_winter, manage, posted, set_up, speak_portuguese
from tests.behaviour.study_group import StudyGroup
from tests.behaviour.tampered_client import press

TIMES = "v1:draft-form:4"


async def asked(group: StudyGroup, **options: Any) -> simcord.ResponseMessage:
    """Let the organiser type one line with *options*, and return the page that asks about them."""
    given = {"channel": group.channel, "announce": False, **MONDAYS, **options}
    return answer(await group.organiser.slash(group.channel, "schedule setup", **given))


def questions(page: Message) -> list[str]:
    """Return the lines on which *page* warns or asks."""
    return [line for line in text_of(page).splitlines() if line.startswith("⚠️")]


def can_start(page: Message) -> bool:
    """Return whether the button of *page* that starts is on."""
    return any("start-draft" in each["custom_id"] and not each.get("disabled") for each in buttons(page))


async def test_an_hour_without_am_or_pm_is_asked_about_before_the_start(group: StudyGroup) -> None:
    """The likelier is filled in; nothing starts until one is chosen."""
    page = await asked(group, time="8")
    (question,) = questions(page)
    assert "I read the time as 8:00 PM. It could also be 8:00 AM." in question
    assert "left out am or pm" in question
    assert "Monday at 8:00 PM (Lisbon time)" in text_of(page)
    assert "no study schedule" in private(await manage(group, "show"))
    await group.organiser.click(page, label="8:00 PM")
    await group.organiser.click(page, label="Start")
    assert "The schedule has started" in text_of(page)
    await group.wait_until(lisbon_winter(23, 21))
    assert posted(group) == [1]


async def test_an_hour_without_am_or_pm_is_asked_about_in_portuguese(group: StudyGroup) -> None:
    """A reader of the 24-hour clock is not asked about "7:30"."""
    speak_portuguese(group)
    page = await asked(group, time="8 e meia")
    (question,) = questions(page)
    assert "Entendi o horário como 20:30. Também poderia ser 08:30." in question
    assert "antes ou depois do meio-dia" in question
    assert "07:30" in private(await set_up(group, time="7:30"))


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"time": "12"}, "noon or midnight"),
        ({"time": "midnight"}, "here it begins it"),
        ({"time": "7:30"}, "I read the time as 7:30 PM. It could also be 7:30 AM."),
        ({"time": "13pm"}, "I read the time as 1:00 PM."),
        ({"timezone": "IST"}, "IST can be Kolkata, Dublin, or Jerusalem."),
        ({"timezone": "cst"}, "I read the time zone as that of Chicago."),
        ({"starts": "11/12"}, "I read the first day as Nov 12, 2027. It could also be Dec 11, 2026."),
        ({"starts": "1 november"}, "this is the next one"),
    ],
)
async def test_each_question_says_what_was_read_and_why(group: StudyGroup, options: dict[str, str], told: str) -> None:
    (question,) = questions(await asked(group, **options))
    assert told in question
    assert "no study schedule" in private(await manage(group, "show"))


async def test_all_questions_are_asked_at_once(group: StudyGroup) -> None:
    page = await asked(group, time="half past 8", timezone="IST", starts="5/12")
    assert len(questions(page)) == 3


ANSWERS = {
    Locale.ENGLISH: ({"time": "8", "timezone": "BST", "starts": "11/12"}, ["8:00 AM", "Dhaka", "Dec 11, 2026"]),
    Locale.PORTUGUESE: ({"time": "8", "timezone": "BST", "starts": "1/11"}, ["08:00", "Dacca", "1 de nov. de 2027"]),
}


@pytest.mark.parametrize("locale", list(Locale))
async def test_questions_stay_until_they_are_answered(group: StudyGroup, locale: Locale) -> None:
    """Whatever else is chosen, and after a restart; nothing starts before the last answer, and then as answered."""
    group.locales[group.organiser.id] = locale
    say, organiser, (options, answers) = localizer(locale), group.organiser, ANSWERS[locale]
    page = await asked(group, **options)
    at_first = questions(page)
    await organiser.select(page, ["0", "4"], custom_id="v1:draft-chosen:2")
    await group.restart_bot()
    await organiser.click(page, label=say("Announce the start: no"))
    assert questions(page) == at_first
    for number, label in enumerate(answers, 1):
        assert not can_start(page)
        assert say("First answer the questions above.") in text_of(page)
        refused = await press(group, organiser, "v1:start-draft:{seen}")
        assert questions(answer(refused)) == at_first[number - 1 :]
        await organiser.click(page, label=label)
        assert questions(page) == at_first[number:]
    assert say("First answer the questions above.") not in text_of(page)
    assert can_start(page)
    await organiser.click(page, label=say("Start"))
    shown = private(await manage(group, "show"))
    assert all(part in shown for part in answers[:2])


async def test_an_answer_to_another_question_changes_nothing(group: StudyGroup) -> None:
    """As from an older page, or a second press."""
    page = await asked(group, time="8")
    before = questions(page)
    await press(group, group.organiser, f"v1:draft-answer:{number_of(time(9))}")
    assert "8:00 PM" in text_of(page)
    await group.organiser.click(page, label="8:00 PM")
    redrawn = answer(await press(group, group.organiser, f"v1:draft-answer:{number_of(time(8))}"))
    assert before != questions(redrawn) == []
    assert "Monday at 8:00 PM" in text_of(redrawn)


async def test_an_unclear_zone_typed_again_is_asked_about_again(group: StudyGroup) -> None:
    page = await asked(group, timezone="IST")
    form = await group.organiser.click(page, custom_id=TIMES)
    await group.organiser.submit_modal(form, {"time": "19:00", "zone": "IST", "starts": ""})
    assert len(questions(page)) == 1
    await group.organiser.click(page, label="Jerusalem")
    assert "(Jerusalem time)" in text_of(page)
    assert can_start(page)


async def test_an_abbreviation_means_the_servers_own_zone(group: StudyGroup) -> None:
    """In Dublin IST is no question."""
    await group.organiser.slash(group.channel, "settings timezone", timezone="dublin")
    assert "Dublin time" in private(await set_up(group, timezone="IST"))


async def test_the_form_asks_the_same(group: StudyGroup) -> None:
    """It has the reading filled in, which is clear if it is sent again."""
    organiser = group.organiser
    page = answer(await organiser.slash(group.channel, "schedule setup", channel=group.channel, weekdays="monday"))
    form = await organiser.click(page, custom_id=TIMES)
    await organiser.submit_modal(form, {"time": "12", "zone": "IST", "starts": "5/12"})
    assert len(questions(page)) == 3
    form = await organiser.click(page, custom_id=TIMES)
    assert form.modal is not None
    fields = {label["component"]["custom_id"]: label["component"] for label in form.modal["components"]}
    filled = {name: field.get("value", "") for name, field in fields.items()}
    assert filled == {"time": "12:00 PM", "zone": "Asia/Kolkata", "starts": "May 12, 2027"}
    assert fields["starts"]["placeholder"] == "24 December"
    await organiser.submit_modal(form, filled)
    assert questions(page) == []


async def test_midnight_is_filled_in_without_a_question(group: StudyGroup) -> None:
    organiser = group.organiser
    page = await asked(group, time="midnight")
    form = await organiser.click(page, custom_id=TIMES)
    assert form.modal is not None
    assert form.modal["components"][0]["component"]["value"] == "00:00"


async def test_an_abbreviation_of_several_zones_is_no_setting(group: StudyGroup) -> None:
    refused = private(await group.organiser.slash(group.channel, "settings timezone", timezone="IST"))
    assert "IST can be Kolkata, Dublin, or Jerusalem." in refused
    assert "✅" not in refused
