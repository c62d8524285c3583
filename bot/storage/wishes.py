"""Who wishes to be reminded in person, in SQLite."""

from collections.abc import Sequence

import aiosqlite

from bot.core.erasure import ExportedRow
from bot.core.ids import GuildId, UserId, WishId
from bot.core.locales import Locale
from bot.core.parties.whispers import Wish
from bot.storage.rows import Parameters, all_rows, change, exported, one_row

ADD = """
INSERT INTO wish (guild_id, user_id, locale) VALUES (:guild, :user, :locale)
ON CONFLICT (guild_id, user_id) DO UPDATE SET locale = excluded.locale
"""
REMOVE = "DELETE FROM wish WHERE guild_id = :guild AND user_id = :user"
GET = "SELECT id, guild_id, user_id, locale FROM wish WHERE id = :id"
OF = "SELECT id, guild_id, user_id, locale FROM wish WHERE guild_id = :guild AND user_id = :user"
OF_GUILD = "SELECT id, guild_id, user_id, locale FROM wish WHERE guild_id = :guild ORDER BY id"
DELETE_GUILD = "DELETE FROM wish WHERE guild_id = :guild"
DELETE_USER = "DELETE FROM wish WHERE user_id = :user"
EXPORT_USER = """
SELECT guild_id, locale AS wants_direct_reminders FROM wish WHERE user_id = :user ORDER BY guild_id
"""


class SqliteWishStore:
    """Keeps who wants direct messages."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

    async def add(self, guild: GuildId, user: UserId, locale: Locale) -> None:
        """Remember that *user* wants direct messages about parties of *guild*, in *locale*."""
        await change(self._connection, ADD, {"guild": guild, "user": user, "locale": locale})

    async def remove(self, guild: GuildId, user: UserId) -> None:
        """Forget that *user* wants direct messages about parties of *guild*."""
        await change(self._connection, REMOVE, {"guild": guild, "user": user})

    async def get(self, wish: WishId) -> Wish | None:
        """Return one wish."""
        return await self._one(GET, {"id": wish})

    async def of(self, guild: GuildId, user: UserId) -> Wish | None:
        """Return what *user* wishes in *guild*, if anything."""
        return await self._one(OF, {"guild": guild, "user": user})

    async def of_guild(self, guild: GuildId) -> Sequence[Wish]:
        """Return the wishes of everyone in *guild*."""
        return [_from_row(row) for row in await all_rows(self._connection, OF_GUILD, {"guild": guild})]

    async def _one(self, statement: str, parameters: Parameters) -> Wish | None:
        row = await one_row(self._connection, statement, parameters)
        return None if row is None else _from_row(row)

    async def delete_guild(self, guild: GuildId) -> None:
        """Forget everything about *guild*."""
        await change(self._connection, DELETE_GUILD, {"guild": guild})

    async def delete_user(self, user: UserId) -> None:
        """Forget everything about *user*, in every guild."""
        await change(self._connection, DELETE_USER, {"user": user})

    async def export_user(self, user: UserId) -> Sequence[ExportedRow]:
        """Return where *user* wants direct messages."""
        return exported(await all_rows(self._connection, EXPORT_USER, {"user": user}))


def _from_row(row: aiosqlite.Row) -> Wish:
    return Wish(WishId(row["id"]), GuildId(row["guild_id"]), UserId(row["user_id"]), Locale(row["locale"]))
