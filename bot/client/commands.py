"""The command tree with its limits, translations and error handling, and its synchronisation with Discord."""

import json
import logging
from contextlib import AbstractAsyncContextManager, nullcontext
from hashlib import sha256
from typing import Any, TypeVar

import discord
from discord import app_commands

from bot.client.error_codes import NO_NEW_COMMANDS_TODAY
from bot.client.internals import EnclosedTree
from bot.client.replies import report, too_fast
from bot.storage.database import Database
from bot.storage.meta import MetaStore
from bot.text.locales import Locale
from bot.text.translations import Localizer, localizer

Bot = TypeVar("Bot", bound=discord.Client)
LOCALES = {discord.Locale.brazil_portuguese: Locale.PORTUGUESE}

log = logging.getLogger(__name__)


class LecternTree(EnclosedTree[Bot]):
    """The tree of all commands of the bot.

    Attributes:
        ids: Discord's id of each command, group or message command by its name, once it has taken them.
    """

    def __init__(self, client: Bot) -> None:
        super().__init__(client)
        self.ids: dict[str, int] = {}

    def mention(self, name: str, say: Localizer) -> str:
        """Return the command of that qualified *name* as its reader can click it, or else as they type it.

        Discord opens no command that is mentioned by a translated name (discord-api-docs, issue 5462).
        """
        shown, found = " ".join(say(part) for part in name.split()), self.ids.get(name.partition(" ")[0])
        return f"</{name}:{found}>" if found is not None and shown == name else f"`/{shown}`"

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        """Return whether the user is within the limits; if not, answer that they must wait, or suggest nothing."""
        if interaction.type is not discord.InteractionType.autocomplete:
            return not await too_fast(interaction)
        if interaction.client.limits.suggestions.use(interaction.user.id):
            await interaction.response.autocomplete([])
            return False
        return True

    def around(self, interaction: discord.Interaction[Any]) -> AbstractAsyncContextManager[None]:
        """Return the answer slot in which a command is handled; autocomplete has none, as it cannot be acknowledged."""
        if interaction.type is discord.InteractionType.autocomplete:
            return nullcontext()
        slot: AbstractAsyncContextManager[None] = interaction.client.answer_slots.take(interaction)
        return slot

    async def on_error(self, interaction: discord.Interaction[Bot], error: app_commands.AppCommandError, /) -> None:
        """Log *error* and tell the user of it privately."""
        await report(interaction, error.original if isinstance(error, app_commands.CommandInvokeError) else error)


class CatalogueTranslator(app_commands.Translator):
    """Translates names and descriptions of commands with the bot's own catalogues."""

    async def translate(
        self, string: app_commands.locale_str, locale: discord.Locale, _context: app_commands.TranslationContextTypes
    ) -> str | None:
        """Return *string* in *locale*, or None if it is the same there, or the bot does not write in *locale*."""
        if locale not in LOCALES:
            return None
        translated = localizer(LOCALES[locale])(string.message)
        return None if translated == string.message else translated


async def learn_command_ids(tree: LecternTree[Bot], database: Database) -> None:
    """Let *tree* know Discord's ids of the commands from the last sync, which may be another process's."""
    async with database.reading() as tx:
        ids = await MetaStore(tx).get(_ids_key(tree))
    tree.ids = json.loads(ids or "{}")


def _ids_key(tree: LecternTree[Bot]) -> str:
    return f"command-ids:{tree.client.application_id}"


async def sync_commands(tree: LecternTree[Bot], translator: app_commands.Translator, database: Database) -> None:
    """Send the commands to Discord if their hash differs from that of the last successful sync of this application.

    The tree then knows their ids. If the application has used up its new commands for the day, log that; the next
    start tries again. Raise discord.HTTPException on another failure.
    """
    payload = [await command.get_translated_payload(tree, translator) for command in tree.get_commands()]
    digest = sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()
    key = f"commands:{tree.client.application_id}"
    await learn_command_ids(tree, database)
    async with database.reading() as tx:
        known = await MetaStore(tx).get(key)
    if known == digest and tree.ids:
        log.info("Discord has the current commands already")
        return
    try:
        sent = await tree.sync()
    except discord.HTTPException as error:
        if error.code != NO_NEW_COMMANDS_TODAY:
            raise
        log.error("Discord takes no new commands today (%s); they are sent at the next start", error)  # noqa: TRY400 - a limit, not a fault
        return
    tree.ids = {command.name: command.id for command in sent}
    async with database.transaction() as tx:
        await MetaStore(tx).set(key, digest)
        await MetaStore(tx).set(_ids_key(tree), json.dumps(tree.ids))
    log.info("sent %d commands to Discord", len(payload))
