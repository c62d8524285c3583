"""Answers to interactions, in cases that SimCord cannot bring about."""

from types import SimpleNamespace
from typing import Any, cast

import discord
import pytest

from bot.client.pacing import BannedError
from bot.client.replies import report, show
from bot.client.retrying import Retrying
from bot.interactions import home_guild, organised_guild, public_localizer
from bot.text.locales import Locale
from bot.ui.cards import Card, text
from bot.ui.note_cards import note_card
from tests.behaviour.limits import nested


class Sent:
    """Keeps what is sent as a response or as a follow-up."""

    def __init__(self, *, done: bool) -> None:
        self.texts: list[str] = []
        self.options: list[dict[str, Any]] = []
        self.failure: Exception | None = None
        self._done = done

    def is_done(self) -> bool:
        """Whether there was a response already."""
        return self._done

    async def send_message(self, *, view: Card, **options: Any) -> None:
        """Take a response, of which there is one."""
        assert not self._done
        self._take(view, options)

    async def send(self, *, view: Card, **options: Any) -> None:
        """Take a follow-up, which needs a response before it."""
        assert self._done
        self._take(view, options)

    def _take(self, view: Card, options: dict[str, Any]) -> None:
        if self.failure is not None:
            raise self.failure
        components: list[dict[str, Any]] = view.to_components()  # type: ignore[no-untyped-call] # discord.py's gap
        self.texts += [part["content"] for part in nested(components) if part["type"] == 10]
        self.options.append(options)


def interaction(
    *,
    done: bool = False,
    guild: int | None = None,
    locale: discord.Locale = discord.Locale.american_english,
    guild_locale: discord.Locale | None = None,
) -> tuple[discord.Interaction[Any], Sent]:
    """Return an interaction without the bot in its guild, if it has one, and what is sent to it."""
    sent = Sent(done=done)
    client = SimpleNamespace(get_guild=lambda _guild: None, retrying=Retrying(lambda _error: False))
    made = SimpleNamespace(
        id=99,
        guild_id=guild,
        locale=locale,
        guild_locale=guild_locale,
        response=sent,
        followup=sent,
        client=client,
        extras={},
    )
    return cast("discord.Interaction[Any]", made), sent


@pytest.mark.parametrize("done", [False, True])
@pytest.mark.parametrize("private", [False, True])
async def test_card_is_sent_as_response_or_after_it(*, done: bool, private: bool) -> None:
    """As a follow-up where there was a response; it is as private as asked for."""
    asked, sent = interaction(done=done)
    await show(asked, note_card("Hello"), private=private)
    assert sent.texts == ["ℹ️ Hello"]  # noqa: RUF001 - the information sign is meant
    assert [options["ephemeral"] for options in sent.options] == [private]


async def test_failure_after_a_response_is_told_all_the_same(caplog: pytest.LogCaptureFixture) -> None:
    """In a private follow-up."""
    asked, sent = interaction(done=True)
    await report(asked, ValueError("a bug"))
    assert "Something went wrong on my side." in sent.texts[0]
    assert sent.options[0]["ephemeral"]
    assert [record.levelname for record in caplog.records] == ["ERROR"]


@pytest.mark.parametrize("reaches", [True, False])
async def test_ban_is_logged_in_one_line_and_told(caplog: pytest.LogCaptureFixture, *, reaches: bool) -> None:
    """As a warning without a traceback; the person is told where answers still go through."""
    asked, sent = interaction()
    if not reaches:
        sent.failure = BannedError(60)
    await report(asked, BannedError(60))
    assert ["went wrong on my side" in text for text in sent.texts] == [True] * reaches
    assert [record.levelname for record in caplog.records] == ["WARNING"] * (1 if reaches else 2)
    assert all(record.exc_info is None for record in caplog.records)


async def test_references_differ_between_interactions() -> None:
    """So that a note belongs to one line of the log."""
    first, second = interaction()[0], interaction()[0]
    second.id = 100
    for asked in (first, second):
        await report(asked, ValueError("a bug"))
    notes = [cast("Sent", asked.response).texts[0] for asked in (first, second)]
    assert notes[0] != notes[1]


async def test_server_command_in_a_direct_message_says_where_it_works() -> None:
    """In the reader's language, though Discord does not offer it there."""
    asked, sent = interaction(locale=discord.Locale.brazil_portuguese)
    assert await organised_guild(asked) is None
    assert "servidor" in sent.texts[0]


async def test_a_guild_without_the_bot_is_no_home_guild() -> None:
    """A person can use their own installation of the app in such a server; nothing is stored there."""
    assert home_guild(interaction(guild=5)[0]) is None
    assert home_guild(interaction()[0]) is None


@pytest.mark.parametrize(
    ("server", "reader", "spoken"),
    [
        (discord.Locale.brazil_portuguese, discord.Locale.american_english, Locale.PORTUGUESE),
        (discord.Locale.american_english, discord.Locale.brazil_portuguese, Locale.ENGLISH),
        (None, discord.Locale.brazil_portuguese, Locale.PORTUGUESE),
    ],
)
async def test_public_answers_without_the_bot_in_the_guild_follow_discords_language(
    server: discord.Locale | None, reader: discord.Locale, spoken: Locale
) -> None:
    """The server's language, or the reader's where there is no server."""
    asked, _ = interaction(guild=5, locale=reader, guild_locale=server)
    assert (await public_localizer(asked)).locale is spoken


def test_no_text_makes_no_component() -> None:
    """Discord refuses an empty text."""
    assert text(None, "") is None
