"""Messages that the bot wrote long ago, whose buttons people still press."""

import discord
import simcord

from tests.behaviour.study_group import StudyGroup

COMPONENTS_V2 = discord.MessageFlags(components_v2=True).value


def old_message(group: StudyGroup, custom_id: str, channel: simcord.ChannelHandle | None = None) -> discord.Message:
    """Return a message of the bot with one button of *custom_id*, as an older version could have written it."""
    channel = channel or group.channel
    button = {"type": 2, "style": 2, "label": "Old", "custom_id": custom_id}
    components = [{"type": 10, "content": "Long ago"}, {"type": 1, "components": [button]}]
    backend = group.env.backend
    backend.create_message(channel.id, backend.bot_user.id, components=components, flags=COMPONENTS_V2)
    message = channel.last_message
    assert message is not None
    return message
