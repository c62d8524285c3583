"""A server that removes the bot and invites it back, or does not: what is kept, and for how long."""

from datetime import timedelta

from simcord.backend.models import Guild
from simcord.backend.serializers import guild_create_payload

from tests.behaviour.reading import answer, private
from tests.behaviour.schedules import lisbon_winter, manage, posted, set_up
from tests.behaviour.study_group import StudyGroup


class StudyServer:
    """The study group's server in the simulated Discord, which can remove the bot and take it back."""

    def __init__(self, group: StudyGroup) -> None:
        self._backend = group.env.backend
        self._group = group
        self._guild: Guild = self._backend.get_guild(group.guild.id)
        ids = [*self._guild.channel_ids, *self._guild.thread_ids]
        self._channels = {i: self._backend.channels[i] for i in ids}
        self._messages = {i: self._backend.messages[i] for i in ids}

    async def remove_bot(self, *, seen: bool = True) -> None:
        """Let the organiser remove the bot; unless *seen*, the bot is not running and hears nothing."""
        self._backend.remove_guild(self._guild.id)
        if seen:
            await self._group.env.settle()

    async def invite_bot(self) -> None:
        """Let the organiser invite the bot again; channels and messages are as they were."""
        self._backend.guilds[self._guild.id] = self._guild
        self._backend.channels.update(self._channels)
        self._backend.messages.update(self._messages)
        payload: dict[str, object] = {**guild_create_payload(self._backend, self._guild)}
        del payload["unavailable"]  # SimCord writes what Discord sends after an outage
        self._backend.emit("GUILD_CREATE", payload)
        await self._group.env.settle()

    async def fail(self) -> None:
        """Let the server have an outage at Discord."""
        self._backend.emit("GUILD_DELETE", {"id": str(self._guild.id), "unavailable": True})
        await self._group.env.settle()

    async def recover(self) -> None:
        """End the outage."""
        self._backend.emit("GUILD_CREATE", guild_create_payload(self._backend, self._guild))
        await self._group.env.settle()


async def remembered(group: StudyGroup) -> bool:
    """Tell whether the bot still has the server's schedule and the organiser's mark."""
    schedule = private(await manage(group, "show"))
    progress = private(await group.organiser.slash(group.channel, "progress"))
    assert ("no study schedule" in schedule) is ("1/9" not in progress)
    return "1/9" in progress


async def settle_in(group: StudyGroup) -> StudyServer:
    """Let the organiser mark a chapter and start a schedule."""
    card = answer(await group.organiser.slash(group.channel, "chapter", chapter="5"))
    await group.organiser.click(card, label="Mark watched")
    await set_up(group)
    return StudyServer(group)


async def test_server_that_comes_back_within_thirty_days_finds_everything(group: StudyGroup) -> None:
    """After 29 days marks and schedule are there, and the post that was due goes out late."""
    away = await settle_in(group)
    await away.remove_bot()
    await group.wait(timedelta(days=29))
    await away.invite_bot()
    assert posted(group) == [1]
    assert await remembered(group)
    await group.wait(timedelta(days=2))
    assert await remembered(group)


async def test_data_of_a_server_that_stays_away_is_deleted_after_thirty_days(group: StudyGroup) -> None:
    """After 31 days nothing is left, and an invitation brings no post."""
    away = await settle_in(group)
    await away.remove_bot()
    await group.wait(timedelta(days=31))
    await away.invite_bot()
    assert posted(group) == []
    assert not await remembered(group)


async def test_second_removal_starts_the_thirty_days_anew(group: StudyGroup) -> None:
    """The days of a first removal, from which the bot came back, do not count."""
    away = await settle_in(group)
    await away.remove_bot()
    await group.wait(timedelta(days=5))
    await away.invite_bot()
    await group.wait(timedelta(days=5))
    await away.remove_bot()
    await group.wait(timedelta(days=25))
    await away.invite_bot()
    assert await remembered(group)


async def test_removal_while_the_bot_was_down_counts_from_its_return(group: StudyGroup) -> None:
    """At its start the bot compares the servers that it knows with those that it is in."""
    away = await settle_in(group)
    await group.stop_bot()
    await away.remove_bot(seen=False)
    await group.start_bot()
    await group.wait(timedelta(days=29))
    await group.restart_bot()
    await group.wait(timedelta(days=2))
    await away.invite_bot()
    assert not await remembered(group)


async def test_outage_of_a_server_is_no_removal(group: StudyGroup) -> None:
    """Nothing is deleted, and the post goes out when the server is back."""
    away = await settle_in(group)
    await away.fail()
    await group.wait_until(lisbon_winter(24))
    await away.recover()
    assert posted(group) == [1]
    await group.wait(timedelta(days=31))
    assert await remembered(group)
