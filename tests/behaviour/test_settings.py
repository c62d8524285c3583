"""What an organiser chooses for the server with /settings."""

import pytest

from tests.behaviour.reading import answer, private, text_of
from tests.behaviour.study_group import StudyGroup


async def shared(group: StudyGroup) -> str:
    """Return the public card of a chapter that a member shares."""
    card = answer(await group.member.slash(group.channel, "chapter", chapter="1"))
    result = await group.member.click(card, label="Share")
    assert result.response is not None
    return text_of(result.response)


async def test_language_changes_what_everyone_reads_and_no_private_answer(group: StudyGroup) -> None:
    """Also after a restart; private answers follow their reader."""
    chosen = await group.organiser.slash(group.channel, "settings language", language="pt-BR")
    assert "português" in private(chosen)
    assert "Capítulo 1 de 9" in await shared(group)
    await group.restart_bot()
    assert "Capítulo 1 de 9" in await shared(group)
    mine = await group.member.slash(group.channel, "chapter", chapter="1")
    assert "Chapter 1 of 9" in private(mine)
    await group.organiser.slash(group.channel, "settings language", language="en-US")
    assert "Chapter 1 of 9" in await shared(group)


async def test_language_can_be_left_to_discord(group: StudyGroup) -> None:
    """The server's language at Discord then counts, also when it changes."""
    await group.organiser.slash(group.channel, "settings language", language="pt-BR")
    chosen = await group.organiser.slash(group.channel, "settings language", language="discord")
    assert "Discord" in private(chosen)
    assert "Chapter 1 of 9" in await shared(group)
    group.env.backend.edit_guild(group.guild.id, {"preferred_locale": "pt-BR"})
    await group.env.settle()
    assert "Capítulo 1 de 9" in await shared(group)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Europe/Lisbon", "Lisbon"),
        ("lisbon", "Lisbon"),
        ("europe/lisbon", "Lisbon"),
        ("São Paulo", "America/Sao_Paulo"),
        ("UTC", "UTC"),
    ],
)
async def test_zone_is_read_as_people_type_it(group: StudyGroup, typed: str, shown: str) -> None:
    """A city will do, with or without capitals and accents."""
    text = private(await group.organiser.slash(group.channel, "settings timezone", timezone=typed))
    assert shown in text
    assert "✅" in text


@pytest.mark.parametrize("typed", ["Narnia", "x" * 4000, "../../etc/passwd", "🧠", " ", "America"])
async def test_unknown_zone_is_refused_civilly(group: StudyGroup, typed: str) -> None:
    """The old zone stays, and the answer says what to type."""
    text = private(await group.organiser.slash(group.channel, "settings timezone", timezone=typed))
    assert "I do not know that time zone." in text
    assert "✅" not in text


async def test_suggested_zones_are_understood(group: StudyGroup) -> None:
    """Each can be sent; before anything is typed, the usual zones are suggested."""
    for typed in ("", "lis", "new york", "são p", "tokio", "zzzz", "x" * 200):
        choices = await group.organiser.autocomplete(group.channel, "settings timezone", "timezone", typed)
        assert len(choices) <= 25
        assert all(1 <= len(choice["name"]) <= 100 for choice in choices)
        for choice in choices[:1]:
            picked = choice["value"]
            answered = await group.organiser.slash(group.channel, "settings timezone", timezone=picked)
            assert "✅" in private(answered)
