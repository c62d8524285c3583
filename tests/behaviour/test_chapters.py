"""Looking chapters up with /chapter, and the buttons of their cards."""

import re

import pytest

from bot.ids import ChapterId
from bot.text.locales import Locale
from bot.ui.cards import escape
from tests.behaviour.reading import (
    SELECT,
    answer,
    buttons,
    components,
    labels,
    links,
    pictures,
    private,
    said,
    shared_and_told,
    text_of,
)
from tests.behaviour.study_group import StudyGroup
from tests.behaviour.tampered_client import press


def number_on(text: str) -> int:
    """Return the course number before the title on a card."""
    match = re.search(r"^(?:### )?(\d+) · ", text, re.MULTILINE)
    assert match is not None
    return int(match[1])


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("7", 7),
        (" 9 ", 9),
        ("#3", 3),
        ("chapter 2", 2),
        ("capítulo 4", 4),
        ("Backpropagation calculus", 4),
        ("backpropagaton calculus", 4),
        ("LONG SHORT-TERM MEMORY", 7),
        ("retropropagacao", 3),
        ("descida do gradiente", 2),
        ("9 · Attention in transformers, step-by-step", 9),
    ],
)
async def test_chapter_is_found_by_number_title_and_topic(group: StudyGroup, typed: str, number: int) -> None:
    """In both languages, also with typos or without accents."""
    result = await group.member.slash(group.channel, "chapter", chapter=typed)
    assert number_on(private(result)) == number


@pytest.mark.parametrize("typed", ["0", "10", "-1", "x" * 4000, "🧠", "@everyone", "**", "chapter 12", "9:00"])
async def test_a_text_that_names_no_chapter_is_answered_privately(group: StudyGroup, typed: str) -> None:
    """It is quoted back, cut short and escaped, with what to type instead."""
    text = private(await group.member.slash(group.channel, "chapter", chapter=typed))
    assert "The course has no chapter" in text
    assert "`/course`" in text
    assert len(text) < 400
    assert "@everyone" not in text


@pytest.mark.parametrize("locale", list(Locale))
async def test_card_shows_what_the_video_teaches(group: StudyGroup, locale: Locale) -> None:
    """Picture, summary and topics in the reader's language, moments as links to the second, prerequisites."""
    group.locales[group.member.id] = locale
    result = await group.member.slash(group.channel, "chapter", chapter="7")
    text, card = private(result), answer(result)
    chapter = group.course.chapter(ChapterId(7))
    assert escape(chapter.summary_in(locale)) in text
    assert chapter.topics[0].name.in_locale(locale) in text
    for moment in chapter.moments:
        assert f"({chapter.url_at(moment.at_s)})" in text.replace("<", "").replace(">", "")
        assert escape(moment.label.in_locale(locale)) in text
    assert "6 · " in text
    assert pictures(card) == [chapter.thumbnail_url]
    assert chapter.url in links(card).values()


async def test_pages_turn_in_place_from_the_first_to_the_last(group: StudyGroup) -> None:
    """One private card goes through the course and back; the first and the last chapter have one arrow only."""
    result = await group.member.slash(group.channel, "chapter", chapter="1")
    card = answer(result)
    assert [label[0] for label in labels(card) if label[0] in "←→"] == ["→"]
    for number in range(2, 10):
        (onward,) = (b for b in buttons(card) if b["label"].startswith("→"))
        turned = await group.member.click(card, custom_id=onward["custom_id"])
        assert answer(turned).id == card.id
        assert number_on(private(turned)) == number
    assert [label[0] for label in labels(card) if label[0] in "←→"] == ["←"]
    (back,) = (b for b in buttons(card) if b["label"].startswith("←"))
    assert number_on(private(await group.member.click(card, custom_id=back["custom_id"]))) == 8


async def test_watched_toggles_on_the_card_and_survives_a_restart(group: StudyGroup) -> None:
    """A second press takes the mark off."""
    card = answer(await group.member.slash(group.channel, "chapter", chapter="5"))
    await group.member.click(card, label="Mark watched")
    assert "Watched" in labels(card)
    await group.restart_bot()
    again = answer(await group.member.slash(group.channel, "chapter", chapter="5"))
    assert "Watched" in labels(again)
    await group.member.click(card, label="Watched")
    assert "Mark watched" in labels(card)
    assert "Mark watched" in labels(answer(await group.member.slash(group.channel, "chapter", chapter="5")))


async def test_marks_are_each_members_own(group: StudyGroup) -> None:
    """What one member has watched does not show on another's card."""
    card = answer(await group.member.slash(group.channel, "chapter", chapter="5"))
    await group.member.click(card, label="Mark watched")
    others = await group.organiser.slash(group.channel, "chapter", chapter="5")
    assert "Mark watched" in labels(answer(others))


async def test_share_posts_the_chapter_in_the_guilds_language(group: StudyGroup) -> None:
    """A Portuguese reader shares an English card that names them, pings nobody and can be marked by all."""
    card = answer(await group.reader.slash(group.channel, "chapter", chapter="2"))
    shared, note = shared_and_told(await group.reader.click(card, label="Compartilhar"))
    assert not shared.ephemeral
    assert note.ephemeral
    assert "Compartilhado em inglês, o idioma do servidor." in text_of(note)
    assert number_on(text_of(shared)) == 2
    assert group.reader.mention in text_of(shared)
    assert text_of(shared).startswith("### What does it mean for a network to learn?\n2 · Gradient descent, how ")
    assert pictures(shared) == [group.course.chapters[1].picture]
    assert group.pinged_by(shared) == set()
    marked = await group.member.click(shared, label="Mark watched")
    assert "1 of 9" in private(marked)


async def test_moments_of_a_shared_card_open_privately(group: StudyGroup) -> None:
    """The public card has none; a button opens the full card for one reader, in their language."""
    card = answer(await group.member.slash(group.channel, "chapter", chapter="2"))
    shared = answer(await group.member.click(card, label="Share"))
    (button,) = (b for b in buttons(shared) if "open-chapter" in b.get("custom_id", ""))
    opened = await group.reader.click(shared, custom_id=button["custom_id"])
    assert number_on(private(opened)) == 2
    assert "Marcar" in " ".join(labels(answer(opened)))


async def test_direct_message_has_nothing_to_mark(group: StudyGroup) -> None:
    """Progress belongs to a server, so the card has no such button."""
    result = await group.member.user.slash("chapter", chapter="3")
    assert number_on(said(result)) == 3
    assert not [label for label in labels(answer(result)) if "atched" in label]
    (onward,) = (b for b in buttons(answer(result)) if b["label"].startswith("→"))
    turned = await group.member.user.click(answer(result), custom_id=onward["custom_id"])
    assert number_on(said(turned)) == 4


async def test_suggestions_find_chapters_in_both_languages(group: StudyGroup) -> None:
    """By number, title and topic; before anything is typed all nine are suggested."""
    assert len(await group.member.autocomplete(group.channel, "chapter", "chapter", "")) == 9
    for person, typed, value in (
        (group.member, "lstm", "7"),
        (group.member, "LONG SHORT", "7"),
        (group.reader, "retroprop", "3"),
        (group.reader, "atencao", "9"),
        (group.member, "4", "4"),
    ):
        choices = await person.autocomplete(group.channel, "chapter", "chapter", typed)
        assert value in [choice["value"] for choice in choices]
        assert all(1 <= len(choice["name"]) <= 100 for choice in choices)
    assert await group.member.autocomplete(group.channel, "chapter", "chapter", "pizza") == []


@pytest.mark.parametrize("locale", list(Locale))
async def test_without_a_chapter_there_are_all_to_choose_from(group: StudyGroup, locale: Locale) -> None:
    """The course's card, whose menu opens a chapter privately, also after a restart."""
    group.locales[group.member.id] = locale
    shown = await group.member.slash(group.channel, "chapter")
    card = answer(shown)
    for chapter in group.course.chapters:
        assert escape(chapter.heading) in private(shown)
    (menu,) = (part for part in components(card) if part["type"] == SELECT)
    assert menu["placeholder"] == ("Open a chapter" if locale is Locale.ENGLISH else "Abrir um capítulo")
    assert [option["label"].partition(" · ")[0] for option in menu["options"]] == [str(n) for n in range(1, 10)]
    await group.restart_bot()
    opened = await group.member.select(card, values=["7"], custom_id=menu["custom_id"])
    assert number_on(private(opened)) == 7
    assert escape(group.course.chapters[6].summary_in(locale)) in private(opened)


@pytest.mark.parametrize("chosen", ["10", "²", "seven", "9" * 30])
async def test_a_menu_of_a_tampered_client_opens_nothing(group: StudyGroup, chosen: str) -> None:
    """The answer says that there is no such chapter."""
    assert "The course has no chapter" in private(
        await press(group, group.member, "v1:choose-chapter", values=[chosen])
    )


async def test_editors_notes_are_on_no_card(group: StudyGroup) -> None:
    """Neither on the private card, in either language, nor on the shared one."""
    card = await group.member.slash(group.channel, "chapter", chapter="8")
    shared = await group.member.click(answer(card), label="Share")
    portuguese = await group.reader.slash(group.channel, "chapter", chapter="8")
    for text in (private(card), private(portuguese), said(shared)):
        assert "StatQuest" in text
        assert "playlist" not in text


async def test_captions_are_told_to_readers_of_portuguese(group: StudyGroup) -> None:
    """Who made them, too; nothing where none are known, and nothing to readers of English."""
    told = [private(await group.reader.slash(group.channel, "chapter", chapter=number)) for number in ("3", "5", "8")]
    assert "-# Legendas em português, da comunidade\n" in told[0]
    assert "-# Legendas em português, por tradução automática\n" in told[1]
    assert "egendas" not in told[2]
    english = await group.member.slash(group.channel, "chapter", chapter="3")
    assert "aptions" not in private(english)
    assert "aptions" not in said(await group.member.click(answer(english), label="Share"))


async def test_every_suggestion_leads_to_its_chapter(group: StudyGroup) -> None:
    for choice in await group.member.autocomplete(group.channel, "chapter", "chapter", "transformer"):
        result = await group.member.slash(group.channel, "chapter", chapter=choice["value"])
        assert str(number_on(private(result))) == choice["value"]
        assert choice["name"].startswith(f"{choice['value']} · ")
