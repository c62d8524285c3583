"""The page of /schedule setup, on which a schedule is filled in with menus and forms before it starts."""

import simcord

from tests.behaviour.reading import Component, Message, answer, buttons, components, labels, private, text_of
from tests.behaviour.schedules import lisbon_winter, manage, posted, posts, set_up, shown, speak_portuguese
from tests.behaviour.study_group import StudyGroup

FIRST = lisbon_winter(23)
OPEN = dict.fromkeys(("weekdays", "time", "timezone", "channel"))
CHANNEL, WEEKDAYS, ROLE = (f"v1:draft-chosen:{part}" for part in (1, 2, 3))


async def opened(group: StudyGroup, **options: object) -> simcord.ResponseMessage:
    """Let the organiser open the page, with *options* filled in."""
    return answer(await set_up(group, **{**OPEN, **options}))


def button(page: Message, label: str) -> Component:
    """Return the button with that label."""
    return next(each for each in buttons(page) if each["label"] == label)


def chosen(page: Message) -> dict[str, list[str]]:
    """Return what the menus of *page* show as chosen, by custom_id."""
    menus = [part for part in components(page) if part["type"] in {3, 6, 8}]
    return {
        menu["custom_id"]: [str(value["id"]) for value in menu.get("default_values", ())]
        or [option["value"] for option in menu.get("options", ()) if option.get("default")]
        for menu in menus
    }


def filled(form: simcord.InteractionResult) -> dict[str, str]:
    """Return what the fields of *form* show, by custom_id."""
    assert form.modal is not None
    fields = [label["component"] for label in form.modal["components"]]
    return {
        field["custom_id"]: field.get("value", "")
        or ",".join(option["value"] for option in field.get("options", ()) if option.get("default"))
        for field in fields
    }


async def test_a_schedule_is_set_up_on_one_page(group: StudyGroup) -> None:
    """With menus and forms, over restarts; the page shows the schedule before it starts."""
    organiser = group.organiser
    role = group.guild.create_role("Readers", mentionable=True)
    page = await opened(group)
    assert page.ephemeral
    assert "Still to choose: the channel, the days, the time, the time zone." in text_of(page)
    assert button(page, "Start")["disabled"]
    await organiser.select(page, [group.channel], custom_id=CHANNEL)
    await organiser.select(page, ["0", "3"], custom_id=WEEKDAYS)
    await group.restart_bot()
    await organiser.select(page, [role], custom_id=ROLE)
    form = await organiser.click(page, label="Time and time zone")
    await group.restart_bot()
    await organiser.submit_modal(form, {"time": "7pm", "zone": "lisbon"})
    assert chosen(page) == {CHANNEL: [str(group.channel.id)], WEEKDAYS: ["0", "3"], ROLE: [str(role.id)]}
    assert "Monday and Thursday at 7:00 PM (Lisbon time)" in text_of(page)
    assert f"{shown(FIRST)} — 1 · " in text_of(page)
    assert "9 posts, and a closing post on" in text_of(page)
    form = await organiser.click(page, label="Chapters")
    own = {"first": ["8"], "order": ["listed"], "own-order": "7-9 1", "per-post": ["1"]}
    await organiser.submit_modal(form, own)
    form = await organiser.click(page, label="More")
    rest = {"every": ["2"], "missed": ["0"], "language": ["pt-BR"], "ending": ["wait"]}
    await organiser.submit_modal(form, {**rest, "discussion": ["with-thread"]})
    assert "a thread on each post · at the end it waits to be resumed · begins with 8 · " in text_of(page)
    assert "in the order 7, 8, 9, 1" in text_of(page)
    first = answer(await organiser.click(page, label="See the first post"))
    assert first.ephemeral
    assert "8 · Transformer Neural Networks" in text_of(first)
    assert role.mention in text_of(first)
    assert [each["label"] for each in buttons(first) if each.get("disabled")] == ["Marcar como assistido", "Saiba mais"]
    assert group.pinged_by(first) == set()
    dates = private(await organiser.click(page, label="All dates"))
    assert dates.count("### The season") == 1
    assert shown(lisbon_winter(26)) in dates
    await organiser.click(page, label="Start")
    assert "The schedule has started" in text_of(page)
    await group.wait_until(lisbon_winter(24))
    assert posted(group) == [8]
    assert "Marcar como assistido" in labels(posts(group)[0])
    assert group.pinged_by(posts(group)[0]) == {role.id}


async def test_the_page_speaks_portuguese_and_shows_again_what_was_typed_wrong(group: StudyGroup) -> None:
    """A wrong time, zone, day or order is named, and the form has it filled in again."""
    speak_portuguese(group)
    organiser = group.organiser
    page = await opened(group, weekdays="segunda", time="25:99", channel=None, first="pizza", order="1 1")
    assert "Falta escolher: o canal, o horário, o fuso horário." in text_of(page)
    assert text_of(page).count("⚠️") == 3
    assert chosen(page)[WEEKDAYS] == ["0"]
    form = await organiser.click(page, label="Horário e fuso")
    assert filled(form) == {"time": "25:99", "zone": "", "starts": ""}
    await organiser.submit_modal(form, {"time": "19h", "zone": "Middle Earth", "starts": "ontem"})
    assert "Não conheço esse fuso horário" in text_of(page)
    form = await organiser.click(page, label="Horário e fuso")
    assert filled(form) == {"time": "19:00", "zone": "Middle Earth", "starts": "ontem"}
    await organiser.submit_modal(form, {"time": "19h", "zone": "Lisboa", "starts": "30/11/2026"})
    form = await organiser.click(page, label="Capítulos")
    wrong = {"first": ["3"], "order": ["suggested"], "own-order": "1, 1, pizza", "per-post": ["2"]}
    await organiser.submit_modal(form, wrong)
    assert "não tem o capítulo “pizza”" in text_of(page)
    form = await organiser.click(page, label="Capítulos")
    assert filled(form) == {"first": "3", "order": "as-before", "own-order": "1, 1, pizza", "per-post": "2"}
    await organiser.submit_modal(form, {**wrong, "own-order": "7 8"})
    assert "não está na sua ordem" in text_of(page)
    form = await organiser.click(page, label="Capítulos")
    await organiser.submit_modal(form, {**wrong, "own-order": ""})
    assert "na ordem sugerida" in text_of(page)
    await organiser.select(page, [group.channel], custom_id=CHANNEL)
    assert "⚠️" not in text_of(page)
    await organiser.click(page, label="Começar")
    assert "O cronograma começou" in text_of(page)
    await group.wait_until(lisbon_winter(1, month=12))
    assert posted(group) == [3]


async def test_permissions_missing_in_the_channel_are_named_before_the_start(group: StudyGroup) -> None:
    """Start is disabled until then; the page names the schedule that it would replace."""
    organiser, other = group.organiser, group.guild.create_text_channel("closed")
    await set_up(group)
    await group.wait_until(lisbon_winter(24))
    await group.forbid(other, send_messages=True)
    page = await opened(group, channel=other, weekdays="tuesday", timezone="Lisbon")
    form = await organiser.click(page, label="Time and time zone")
    await organiser.submit_modal(form, {"time": "8am", "zone": "Europe/Lisbon"})
    assert f"“Send Messages” in {other.mention}" in text_of(page)
    assert button(page, "Start")["disabled"]
    await organiser.select(page, [group.channel], custom_id=CHANNEL)
    assert "goes on where the group was" in text_of(page)
    assert "This replaces the schedule that the channel has now." in text_of(page)
    assert "**Days and time** Monday at 7:00 PM (Lisbon time) → Tuesday at 8:00 AM (Lisbon time)" in text_of(page)
    second = await opened(group, channel=group.channel, weekdays="tuesday", timezone="Lisbon")
    form = await organiser.click(second, label="Time and time zone")
    await organiser.submit_modal(form, {"time": "8am", "zone": "Europe/Lisbon"})
    await group.forbid(group.channel, send_messages=True)
    await organiser.click(second, label="Replace it")
    assert "“Send Messages”" in text_of(second)
    await group.allow_again(group.channel)
    await organiser.select(second, ["1", "4"], custom_id=WEEKDAYS)
    await organiser.click(second, label="Replace it")
    assert "it goes on where the group was" in text_of(second)
    assert "8:00 AM" in private(await manage(group, "show"))


async def test_a_page_closes_when_its_schedule_has_started(group: StudyGroup) -> None:
    """All open copies of it; somebody who is no organiser any more changes nothing on it."""
    organiser = group.organiser
    whole = {"channel": group.channel, "weekdays": "monday", "timezone": "Lisbon"}
    pages = [await opened(group, **whole) for _ in range(4)]
    last = pages.pop()
    form = await organiser.click(last, label="Time and time zone")
    await organiser.submit_modal(form, {"time": "19:00", "zone": "Europe/Lisbon"})
    blank = await opened(group)
    await organiser.click(last, label="All dates")
    assert "Still to choose" in text_of(last)
    await organiser.select(last, ["0"], custom_id=WEEKDAYS)
    await organiser.select(last, [group.channel], custom_id=CHANNEL)
    form = await organiser.click(blank, label="Time and time zone")
    await organiser.submit_modal(form, {"time": "19:00", "zone": "Europe/Lisbon"})
    await organiser.click(blank, label="Start")
    assert "has started" in text_of(blank)
    await organiser.select(pages[0], ["3"], custom_id=WEEKDAYS)
    await organiser.click(pages[1], label="Time and time zone")
    for page in pages[:2]:
        assert "This page is closed." in text_of(page)
    group.env.backend.edit_role(group.guild.id, group.guild.roles["Organisers"].id, {"permissions": 0})
    await group.env.settle()
    for refused in (
        await organiser.select(pages[2], ["3"], custom_id=WEEKDAYS),
        await organiser.click(pages[2], label="More"),
    ):
        assert "Manage Server" in private(refused)
    await group.wait_until(lisbon_winter(24))
    assert posted(group) == [1]


async def test_the_page_offers_what_the_channel_has(group: StudyGroup) -> None:
    """Tags in a forum, threads on posts in a text channel, neither in a thread, even an archived one."""
    organiser = group.organiser
    forum = group.guild.create_forum_channel("chapters")
    tag = {"id": "71", "name": "Chapters", "moderated": False, "emoji_id": None, "emoji_name": "🎬"}
    group.env.backend.edit_channel(forum.id, {"available_tags": [tag]})
    group.env.backend.create_thread(group.channel.id, "reading", group.organiser.id)
    await group.env.settle()
    (thread,) = group.channel.threads
    given = {"weekdays": "someday", "timezone": "Lisbon", "discussion": True, "order": "7 8"}
    page = await opened(group, channel=group.channel, **given)
    assert "did not understand the days" in text_of(page)
    await organiser.select(page, ["0"], custom_id=WEEKDAYS)
    assert "in the order 7, 8" in text_of(page)
    form = await organiser.click(page, label="More")
    assert filled(form)["discussion"] == "with-thread"
    await organiser.select(page, [forum], custom_id=CHANNEL)
    form = await organiser.click(page, label="More")
    usual = {"every": ["1"], "missed": ["3"], "language": ["as-it-is"], "ending": ["stop"]}
    await organiser.submit_modal(form, {**usual, "tag": ["71"]})
    assert "tag: 🎬 Chapters" in text_of(page)
    assert "a thread on each post" not in text_of(page)
    group.env.backend.edit_channel(thread.id, {}, thread_metadata={"archived": True})
    await group.stop_bot()
    group.env.backend.get_guild(group.guild.id).thread_ids.remove(thread.id)  # so it is in no cache of the bot
    await group.start_bot()
    await organiser.select(page, [thread], custom_id=CHANNEL)
    form = await organiser.click(page, label="More")
    assert set(filled(form)) == set(usual)
    await organiser.submit_modal(form, usual)
    assert "tag" not in text_of(page)
    assert "⚠️" not in text_of(page)
    group.env.inject_error("GET", f"/channels/{thread.id}", status=403, code=50001)
    await organiser.select(page, ["1"], custom_id=WEEKDAYS)
    assert f"“View Channel” in {thread.mention}" in text_of(page)
