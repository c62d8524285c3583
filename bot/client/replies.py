"""Answers interactions: acknowledges them in time, shows and redraws cards, and reports failures.

Discord drops an interaction that has no response within three seconds. When so many come that one has to wait, or an
answer takes long, such as while another process locks the database, an interaction is acknowledged first and answered
later. That takes two requests in place of one, so nobody who is soon answered is acknowledged before.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import ExitStack, asynccontextmanager
from functools import partial
from hashlib import blake2b
from typing import Any

import discord
from discord import app_commands

from bot.client.error_codes import ALREADY_ACKNOWLEDGED, FAILURES
from bot.client.internals import HANDLERS
from bot.client.pacing import BannedError
from bot.text.locales import Locale
from bot.text.translations import Localizer, localizer
from bot.ui.cards import Card
from bot.ui.note_cards import database_away_card, failure_card, too_many_uses_card

log = logging.getLogger(__name__)

ANSWER_SLOTS = 4
"""Presses that are answered at the same time, and as many commands; a further one waits for a slot."""
ACKNOWLEDGE_WAITING_AFTER_S = 0.1
"""How long an interaction may wait for a slot before it is acknowledged."""
ACKNOWLEDGE_AFTER_S = 0.25
"""How long an answer may take before the interaction is acknowledged."""
RELEASE_SLOT_AFTER_S = 1.0
"""How long an answer may take before it gives up its slot to the next."""
# Keys of `discord.Interaction.extras`.
RESPONSE_LOCK = "one response at a time"
MAYBE_ACKNOWLEDGED = "may be acknowledged, though that failed"


class AnswerSlots:
    """A bounded number of slots, one for each interaction that is being answered.

    Commands have their own: a crowd presses, and most presses wait for one another to write.
    """

    def __init__(self) -> None:
        self._for_commands, self._for_presses = (asyncio.Semaphore(ANSWER_SLOTS) for _ in range(2))
        self._acknowledging: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def take(self, interaction: discord.Interaction[Any]) -> AsyncIterator[None]:
        """Hold a slot while the block answers *interaction*, for a second at most.

        The interaction is acknowledged after a quarter of a second, or after a tenth without a slot. So the block
        answers with `show` or `redraw`, which work after that, too; a form does not.
        """
        is_command = interaction.type is discord.InteractionType.application_command
        free = self._for_commands if is_command else self._for_presses
        loop = asyncio.get_running_loop()
        answer_by = loop.time() + ACKNOWLEDGE_AFTER_S
        waiting = loop.call_later(ACKNOWLEDGE_WAITING_AFTER_S, self._acknowledge, interaction)
        try:
            await free.acquire()
        finally:
            waiting.cancel()
        with ExitStack() as slot:
            slot.callback(free.release)
            slot.callback(loop.call_at(answer_by, self._acknowledge, interaction).cancel)
            slot.callback(loop.call_later(RELEASE_SLOT_AFTER_S, slot.close).cancel)
            yield

    def _acknowledge(self, interaction: discord.Interaction[Any]) -> None:
        name = f"{HANDLERS[0]}acknowledging"  # `finish_handlers` waits for tasks with this prefix
        task = asyncio.create_task(acknowledge(interaction), name=name)  # noqa: TID251 - kept, and short
        self._acknowledging.add(task)
        task.add_done_callback(self._acknowledging.discard)


def _response_lock(interaction: discord.Interaction[Any]) -> asyncio.Lock:
    """Return the lock to hold while responding to *interaction*, as Discord accepts one response only."""
    lock: asyncio.Lock = interaction.extras.setdefault(RESPONSE_LOCK, asyncio.Lock())
    return lock


async def acknowledge(interaction: discord.Interaction[Any], *, thinking: bool = False) -> None:
    """Acknowledge *interaction*, unless it has a response; a failure is logged.

    The user sees that the bot is thinking, except after a press or form on a message without *thinking*.
    """
    async with _response_lock(interaction):
        if interaction.response.is_done():
            return
        try:
            await interaction.response.defer(ephemeral=True, thinking=thinking or interaction.message is None)
        except FAILURES as error:
            interaction.extras[MAYBE_ACKNOWLEDGED] = True
            log.warning("could not acknowledge an interaction: %s", error)


async def _responded(interaction: discord.Interaction, respond: Callable[[], Awaitable[object]]) -> bool:
    """Send the first response to *interaction* by *respond*; false if it has one already."""
    async with _response_lock(interaction):
        if interaction.response.is_done():
            return False
        try:
            await respond()
        except discord.HTTPException as error:
            if error.code == ALREADY_ACKNOWLEDGED and MAYBE_ACKNOWLEDGED in interaction.extras:
                return False
            raise
        return True


def reader_localizer(interaction: discord.Interaction[Any]) -> Localizer:
    """Return the localizer for the language of the interaction's user."""
    return localizer(Locale.from_tag(interaction.locale.value))


def server_localizer(guild: discord.Guild, chosen: Locale | None) -> Localizer:
    """Return the localizer for public messages in *guild*: of the language *chosen*, else of the guild's locale."""
    return localizer(chosen or Locale.from_tag(guild.preferred_locale.value))


async def show(
    interaction: discord.Interaction, card: Card, *, private: bool = True, files: Sequence[discord.File] = ()
) -> None:
    """Send *card* as the response to *interaction*, or as a follow-up if it has one; *private* is only for its user."""
    card.stop()  # its buttons are routed by custom_id, so discord.py need not keep it in memory
    respond = partial(interaction.response.send_message, view=card, ephemeral=private, files=files)
    if not await _responded(interaction, respond):
        await interaction.followup.send(view=card, ephemeral=private, files=files)


async def too_fast(interaction: discord.Interaction[Any]) -> bool:
    """Count a use by the interaction's user; if that exceeds the limit, answer when to try again, and return True."""
    wait: int = interaction.client.limits.uses.use(interaction.user.id)
    if wait:
        await show(interaction, too_many_uses_card(reader_localizer(interaction), wait))
    return wait > 0


async def redraw(interaction: discord.Interaction, card: Card, files: Sequence[discord.File] = ()) -> None:
    """Replace the message whose button was pressed by *card* with *files*; its own attachments are removed."""
    card.stop()
    edited = partial(interaction.response.edit_message, view=card, attachments=files)
    if not await _responded(interaction, edited):
        await interaction.edit_original_response(view=card, attachments=files)


def is_private(interaction: discord.Interaction) -> bool:
    """Tell whether the button or form is of a message that only the user sees: ephemeral, or a direct message."""
    message = interaction.message
    return message is not None and (message.flags.ephemeral or interaction.guild_id is None)


async def answer_in_place(interaction: discord.Interaction, card: Card, files: Sequence[discord.File] = ()) -> None:
    """Replace the message that was used by *card* with *files* if only the user sees it; else send *card* privately."""
    await (redraw if is_private(interaction) else show)(interaction, card, files=files)


async def report(interaction: discord.Interaction[Any], error: Exception) -> None:
    """Log *error* with a reference, and answer the user privately that something failed, with the same reference."""
    reference = blake2b(str(interaction.id).encode(), digest_size=3).hexdigest()
    context = {"interaction": interaction.id, "guild": interaction.guild_id, "reference": reference}
    is_away = interaction.client.retrying.may_pass(error)
    outdated = isinstance(error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch)
    if outdated:
        log.warning("a command that Discord still shows has changed: %s", error, extra=context)
    elif isinstance(error, BannedError):
        log.warning("Discord could not be asked: %s", error, extra=context)
    elif is_away:
        log.warning("the database could not be used: %s", error, extra=context)
    else:
        log.error("an interaction failed", exc_info=error, extra=context)
    say = reader_localizer(interaction)
    card = database_away_card(say) if is_away else failure_card(say, reference, outdated=outdated)
    try:
        await show(interaction, card)
    except FAILURES as failure:
        log.warning("could not tell the reader: %s", failure, extra=context)
