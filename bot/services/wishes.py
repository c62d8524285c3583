"""Who wants to hear of watch parties by direct message."""

from bot.core.ids import GuildId, UserId
from bot.core.locales import Locale
from bot.core.ports import Storage


class WishService:
    """Keeps what people wish about their reminders."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def write_to(self, guild: GuildId, user: UserId, locale: Locale) -> None:
        """From now on tell *user* in person, in *locale*, what comes of the parties they go to."""
        async with self._storage.transaction() as transaction:
            await transaction.wishes.add(guild, user, locale)

    async def stop_writing_to(self, guild: GuildId, user: UserId) -> None:
        """From now on tell *user* in the channel again."""
        async with self._storage.transaction() as transaction:
            await transaction.wishes.remove(guild, user)

    async def is_written_to(self, guild: GuildId, user: UserId) -> bool:
        """Tell whether *user* is told in person."""
        async with self._storage.reading() as stores:
            return await stores.wishes.of(guild, user) is not None
