"""Who wants to hear of watch parties by direct message."""

from bot.ids import GuildId, UserId
from bot.parties.store import DmOptInStore
from bot.storage.database import Database
from bot.text.locales import Locale


class DmOptInService:
    """Keeps what people wish about their reminders."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def write_to(self, guild: GuildId, user: UserId, locale: Locale) -> None:
        """From now on tell *user* in person, in *locale*, what comes of the parties they go to."""
        async with self._database.transaction() as tx:
            await DmOptInStore(tx).add(guild, user, locale)

    async def stop_writing_to(self, guild: GuildId, user: UserId) -> None:
        """From now on tell *user* in the channel again."""
        async with self._database.transaction() as tx:
            await DmOptInStore(tx).remove(guild, user)

    async def is_written_to(self, guild: GuildId, user: UserId) -> bool:
        """Tell whether *user* is told in person."""
        async with self._database.reading() as tx:
            return await DmOptInStore(tx).of(guild, user) is not None
