"""Telling Discord the commands, only when they have changed."""

import json
import logging
from hashlib import sha256
from typing import TypeVar

import discord
from discord import app_commands

from bot.storage.database import Database
from bot.storage.meta import MetaStore

Bot = TypeVar("Bot", bound=discord.Client)

DAY_S_COMMANDS_USED_UP = 30034

log = logging.getLogger(__name__)


async def sync_commands(
    tree: app_commands.CommandTree[Bot], translator: app_commands.Translator, database: Database
) -> bool:
    """Send the commands to Discord unless it has them already; true when they were sent.

    The hash is remembered after Discord took them, per application: a failed sync is tried
    again at the next start. Where the application has used up its new commands for the day, the
    bot goes on with those that Discord has.

    Raises:
        discord.HTTPException: Discord refused, or could not be reached.
    """
    payload = [await command.get_translated_payload(tree, translator) for command in tree.get_commands()]
    digest = sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()
    key = f"commands:{tree.client.application_id}"
    async with database.reading() as tx:
        known = await MetaStore(tx).get(key)
    if known == digest:
        log.info("Discord has the current commands already")
        return False
    try:
        await tree.sync()
    except discord.HTTPException as error:
        if error.code != DAY_S_COMMANDS_USED_UP:
            raise
        log.error("Discord takes no new commands today (%s); they are sent at the next start", error)  # noqa: TRY400 - a limit, not a fault
        return False
    async with database.transaction() as tx:
        await MetaStore(tx).set(key, digest)
    log.info("sent %d commands to Discord", len(payload))
    return True
