"""A notice is sent once, to wherever the organisers chose at the time of its first attempt."""

import pytest
from discord import Permissions

from tests.loopback import BotDatabase, Loopback, Scene, minutes_ago
from tests.wire.running_bot import POST, running_bot


@pytest.mark.usefixtures("valid_requests", "no_errors", "retries_at_once")
@pytest.mark.parametrize("in_person_first", [True, False])
async def test_lost_notice_is_found_where_it_was_made(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, *, in_person_first: bool
) -> None:
    """In the channel or in direct messages, though the choice has changed since."""
    board = discord_server.world.add_channel(scene.guild, "organisers")
    letters = discord_server.world.direct_channel(scene.organiser)
    await discord_server.change.overwrite(scene.channel, scene.bot_role, deny=Permissions(send_messages=True))
    await bot_database.plan(scene.channel, due=minutes_ago(2))
    await bot_database.change("UPDATE schedule SET organiser_id = :organiser", organiser=scene.organiser.id)
    former, later = (None, board) if in_person_first else (board, None)
    if former is not None:
        await bot_database.change(
            "INSERT INTO guild (id, notices_channel) VALUES (:guild, :board)", guild=scene.guild.id, board=former.id
        )
    hold = discord_server.faults.hold("POST", POST, after=True)
    async with running_bot(discord_server, bot_database):
        await discord_server.until(lambda: hold.reached, "the notice made, its reply held")
        organiser = discord_server.person(scene.organiser, board)
        chosen = {} if later is None else {"channel": later}
        await (await organiser.slash("settings notices", **chosen)).finished()
        discord_server.world.forget_nonces()
        hold.drop()
        await bot_database.until(lambda: bool(bot_database.jobs("done")), "the notice settled")
    (notice,) = bot_database.jobs("done")
    told = discord_server.world.posts(board) + discord_server.world.posts(letters)
    assert len(told) == 1
    in_public = [message.id for message in told if message.channel_id == board.id]
    assert in_public == ([] if in_person_first else [notice["message_id"]])
    if in_person_first:
        assert (notice["channel_id"], notice["message_id"]) == (board.id, None)
    assert notice["attempts"] == 2
