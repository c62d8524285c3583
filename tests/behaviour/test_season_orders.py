"""A season in an order of one's own: typed at set-up, changed in mid-season, with repeated chapters."""

import pytest
from simcord import InteractionResult

from bot.text.locales import Locale
from bot.text.translations import localizer
from tests.behaviour.reading import answer, buttons, labels, private
from tests.behaviour.schedules import confirm, lisbon_winter, manage, posted, set_up, shown, speak_portuguese
from tests.behaviour.study_group import StudyGroup
from tests.behaviour.tampered_client import press
from tests.behaviour.test_unclear_setups import can_start, questions

FIRST, SECOND = lisbon_winter(23), lisbon_winter(30)


async def test_a_season_in_the_groups_own_order(group: StudyGroup) -> None:
    """It is posted as typed; a change holds for the chapters to come; the season ends with its last."""
    (offered, *_) = await group.organiser.autocomplete(group.channel, "schedule setup", "order", "7 8-9")
    assert offered["value"] == "7, 8, 9"
    text = private(await set_up(group, order=offered["value"]))
    assert f"{shown(FIRST)} — 7 · " in text
    await group.wait_until(FIRST)
    text = private(await manage(group, "change", order="7, lstm, 3, Backpropagation calculus"))
    assert "twice: 7" in text
    text = private(await manage(group, "change", order="7, 3, Backpropagation calculus"))
    assert f"{shown(SECOND)} — 3 · " in text
    text = private(await manage(group, "repeat", chapter="7"))
    assert f"{shown(SECOND)} — 7 · " in text
    await group.restart_bot()
    await group.wait_until(lisbon_winter(11, month=1).replace(year=2027))
    assert posted(group) == [7, 7, 3, 4]
    assert "course is over" in private(await manage(group, "show"))
    assert "2 · " in private(await manage(group, "repeat", chapter="2"))


async def test_orders_are_read_and_refused_in_portuguese(group: StudyGroup) -> None:
    """The names of the course's own orders, and what is wrong with a list."""
    speak_portuguese(group)
    offered = await group.organiser.autocomplete(group.channel, "schedule change", "order", "")
    assert [choice["name"][:8] for choice in offered] == ["Na ordem", "Na ordem"]
    text = private(await set_up(group, order="Na ordem sugerida: capítulos relacionados juntos"))
    second = group.course.suggested_order[1]
    assert f"{shown(SECOND)} — {second} · " in text
    assert "repete estes capítulos: 2" in private(await manage(group, "change", order="1 2 2"))
    assert "mais uma vez" in private(await manage(group, "repeat", chapter="lstm"))
    for typed in ("pizza", "9:00", "9 - 10h"):
        refused = private(await manage(group, "repeat", chapter=typed))
        assert f"não tem o capítulo “{typed}”" in refused
        assert "Digite um número, um título ou um tema" in refused


@pytest.mark.parametrize(
    "order", ["0", "1, 2, 99", "pizza", "@everyone", " ", "🧠", "1-9999", "9:00", "9: 00 pm", "x, " * 1300]
)
async def test_an_order_that_makes_no_sense_starts_nothing(group: StudyGroup, order: str) -> None:
    """A first chapter outside the order is refused, too."""
    page = answer(await set_up(group, order=order))
    (problem,) = questions(page)
    assert "Write " in problem
    assert not can_start(page)
    assert "not in your order" in private(await set_up(group, order="7 8 9", first="1"))
    assert "no study schedule" in private(await manage(group, "show"))


async def reorder(group: StudyGroup, order: str) -> InteractionResult:
    """Let the organiser change the order, and confirm nothing."""
    return await group.organiser.slash(group.channel, "schedule change", order=order)


@pytest.mark.parametrize("locale", list(Locale))
async def test_an_order_that_leaves_many_chapters_out_is_asked_about(group: StudyGroup, locale: Locale) -> None:
    """As a jump over as many is; asking alone changes nothing, and the answer can be undone."""
    group.locales[group.organiser.id] = locale
    say = localizer(locale)
    await set_up(group)
    before = private(await manage(group, "show"))
    asked = await reorder(group, "9")
    assert say("Change the schedule?") in private(asked)
    assert lost(8, locale) in private(asked)
    left_out = say.count("Chapter left out", "Chapters left out", 8)
    assert f"**{left_out}** 1, 2, 3, 4, 5, 6, 7, 8" in private(asked)
    assert say("Nothing was changed yet.") in private(asked)
    assert labels(answer(asked)) == [say("Change it")]
    assert private(await manage(group, "show")) == before
    await group.restart_bot()
    changed = await confirm(group, asked)
    assert say("The schedule has been changed") in private(changed)
    await group.organiser.click(answer(changed), label=say("Undo"))
    assert private(await manage(group, "show")) == before
    await confirm(group, await reorder(group, "9"))
    await group.wait_until(SECOND)
    assert posted(group) == [9]


def lost(number: int, locale: Locale) -> str:
    """Return how many chapters a question says would be left out."""
    return localizer(locale).count(
        "{number} chapter that was never posted would be left out.",
        "{number} chapters that were never posted would be left out.",
        number,
    )


@pytest.mark.parametrize("order", ["1-9", "suggested", "5-9", "9 8 7 6 5"])
async def test_an_order_that_leaves_few_out_is_taken_on_at_once(group: StudyGroup, order: str) -> None:
    await set_up(group, order="2 1 3-9")
    assert "✅ The schedule has been changed" in private(await reorder(group, order))


@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize(("order", "left_out"), [("1, 2, 3", 6), ("2", 6), ("9-4", 0), ("3 9-4", 0)])
async def test_an_order_of_posted_chapters_alone_is_asked_about(
    group: StudyGroup, order: str, left_out: int, locale: Locale
) -> None:
    """It would begin with them again."""
    group.locales[group.organiser.id] = locale
    say = localizer(locale)
    await set_up(group)
    await group.wait_until(lisbon_winter(8, month=12))
    assert posted(group) == [1, 2, 3]
    asked = private(await reorder(group, order))
    back = say("This order has only chapters that lie behind: the group would go back to them.")
    assert (back in asked) == bool(left_out)
    assert (lost(left_out, locale) in asked) == bool(left_out)
    assert (say("The schedule has been changed") in asked) == (not left_out)


async def test_an_order_of_posted_chapters_is_asked_about_where_little_is_left_out(group: StudyGroup) -> None:
    await set_up(group, order="1, 2, 3")
    await group.wait_until(SECOND)
    asked = await reorder(group, "2 1")
    assert "the group would go back to them" in private(asked)
    assert f"{lost(1, Locale.ENGLISH)}\n" in private(asked)
    await confirm(group, asked)
    await group.wait_until(lisbon_winter(14, month=12))
    assert posted(group) == [1, 2, 2, 1]


@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize("what", [{"jump": "2"}, {"change": "9-1"}, {"repeat": "4"}])
async def test_what_was_asked_about_another_order_is_not_done(
    group: StudyGroup, what: dict[str, str], locale: Locale
) -> None:
    group.locales[group.organiser.id] = locale
    say = localizer(locale)
    await set_up(group)
    asked = await reorder(group, "9")
    ((command, chapters),) = what.items()
    await manage(group, command, **{"order" if command == "change" else "chapter": chapters})
    before = private(await manage(group, "show"))
    told = private(await confirm(group, asked))
    assert say("The schedule has changed since this was asked.") in told
    assert say("Nothing was changed.") in told
    assert private(await manage(group, "show")) == before


async def test_what_another_was_asked_about_is_not_done(group: StudyGroup) -> None:
    """Nor what nobody was asked about: forged numbers."""
    role = group.guild.roles["Organisers"]
    otto = group.guild.add_member(group.env.create_user("otto"), roles=[role])
    await set_up(group)
    (button,) = buttons(answer(await reorder(group, "9")))
    before = private(await manage(group, "show"))
    for custom_id in (button["custom_id"], "v1:change-order:1:1", "v1:change-order:1:99"):
        assert "has changed since this was asked" in private(await press(group, otto, custom_id))
    assert "has changed since this was asked" in private(await press(group, group.organiser, "v1:change-order:1:1"))
    assert private(await manage(group, "show")) == before


BEHIND = [pytest.param("1-9", id="all"), pytest.param("listed", id="listed"), pytest.param("2, 3, 4, 5-9", id="named")]


@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize("order", BEHIND)
async def test_an_order_brings_chapters_that_were_jumped_over(group: StudyGroup, order: str, locale: Locale) -> None:
    """They were never posted, so nothing that was named is left out."""
    group.locales[group.organiser.id] = locale
    await set_up(group)
    await group.wait_until(FIRST)
    await manage(group, "jump", chapter="5")
    changed = private(await reorder(group, order))
    assert localizer(locale)("The schedule has been changed") in changed
    assert f"{shown(SECOND)} — 2 · " in changed
    await group.wait_until(lisbon_winter(18, month=1).replace(year=2027))
    assert posted(group) == [1, 2, 3, 4, 5, 6, 7, 8, 9]


async def test_an_order_of_jumped_over_chapters_alone_is_asked_about_as_one_that_loses_others(
    group: StudyGroup,
) -> None:
    """It does not go back to them: the group was never there."""
    await set_up(group)
    await group.wait_until(FIRST)
    await manage(group, "jump", chapter="5")
    asked = await reorder(group, "2, 3")
    assert lost(5, Locale.ENGLISH) in private(asked)
    assert "go back" not in private(asked)
    await confirm(group, asked)
    await group.wait_until(lisbon_winter(14, month=12))
    assert posted(group) == [1, 2, 3]


async def test_an_order_after_a_new_set_up_brings_again_nothing_that_was_posted(group: StudyGroup) -> None:
    """By the schedule that it goes on with; what that one jumped over comes."""
    await set_up(group)
    await group.wait_until(FIRST)
    await manage(group, "jump", chapter="3")
    await manage(group, "stop")
    await set_up(group)
    changed = private(await reorder(group, "1-9"))
    assert f"{shown(SECOND)} — 2 · " in changed
    assert " — 1 · " not in changed


async def test_an_order_in_a_season_that_began_anew_brings_what_this_one_jumped_over(group: StudyGroup) -> None:
    """Though the season before had posted it."""
    await set_up(group)
    await group.wait_until(lisbon_winter(7, month=12))
    await manage(group, "stop")
    await set_up(group, first="1")
    await group.wait_until(lisbon_winter(14, month=12))
    await manage(group, "jump", chapter="5")
    changed = private(await reorder(group, "1-9"))
    assert f"{shown(lisbon_winter(21, month=12))} — 2 · " in changed


NO_ORDERS = [
    ("all", "all"),
    ("5, next", "next"),
    ("próximo", "próximo"),
    ("6..9", "6..9"),
    ("6…9", "6...9"),
    ("5, 7...9", "7...9"),
]


@pytest.mark.parametrize(("order", "quoted"), NO_ORDERS)
async def test_small_words_and_dots_are_no_order(group: StudyGroup, order: str, quoted: str) -> None:
    """What is not understood is quoted."""
    refused = private(await set_up(group, order=order))
    assert f"“{quoted}”" in refused
    assert "no study schedule" in private(await manage(group, "show"))
    await set_up(group)
    before = private(await manage(group, "show"))
    assert "Nothing was changed." in private(await reorder(group, order))
    assert private(await manage(group, "show")) == before


async def test_an_order_in_a_later_round_brings_what_this_round_jumped_over(group: StudyGroup) -> None:
    """Though the round before had posted it."""
    await set_up(group, order="1-4", end="repeat", weekdays="daily")
    await group.wait_until(lisbon_winter(27))
    await manage(group, "jump", chapter="3")
    changed = private(await reorder(group, "1-4"))
    assert f"{shown(lisbon_winter(28))} — 1 · " in changed
