"""Sends interactions with any custom_id, as a tampered client could, past the checks of Discord's own client."""

import re
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import Any

import simcord
from simcord.actors import _dispatch_actor_interaction
from simcord.backend import serializers
from simcord.backend.models import EPHEMERAL_FLAG
from simcord.enums import InteractionType

from tests.behaviour.old_messages import COMPONENTS_V2
from tests.behaviour.reading import private
from tests.behaviour.study_group import StudyGroup

Person = simcord.MemberActor | simcord.UserHandle
SENT = "A card"  # the text of the messages whose buttons are pressed here


async def press(
    group: StudyGroup,
    who: Person,
    custom_id: str,
    channel: simcord.ChannelHandle | None = None,
    values: Sequence[str] | None = None,
) -> simcord.InteractionResult:
    """Let *who* press a button, or choose *values* from a menu, on a private card in *channel*.

    A user handle, instead of a member, presses in their direct messages. `with_numbers` says what is filled in.
    """
    custom_id = with_numbers(group, custom_id)
    if values is None:
        item: dict[str, Any] = {"type": 2, "style": 2, "label": "Press", "custom_id": custom_id}
        data: dict[str, Any] = {"custom_id": custom_id, "component_type": 2}
    else:
        options = [{"label": "Choose", "value": "choose"}]
        item = {"type": 3, "custom_id": custom_id, "options": options}
        data = {"custom_id": custom_id, "component_type": 3, "values": list(values)}
    return await _sent(group, who, InteractionType.MESSAGE_COMPONENT, data, channel, item)


async def send(
    group: StudyGroup,
    who: Person,
    custom_id: str,
    fields: Mapping[str, str | Sequence[str]],
    channel: simcord.ChannelHandle | None = None,
) -> simcord.InteractionResult:
    """Let *who* send a form with *fields*: texts, and what was chosen from menus."""
    parts = [
        {"custom_id": name, "type": 4, "value": value}
        if isinstance(value, str)
        else {"custom_id": name, "type": 3, "values": list(value)}
        for name, value in fields.items()
    ]
    data = {"custom_id": custom_id, "components": [{"type": 18, "component": part} for part in parts]}
    return await _sent(group, who, InteractionType.MODAL_SUBMIT, data, channel)


def told(result: simcord.InteractionResult) -> str:
    """Return what only the reader was answered: the text of a message, or the title of a form."""
    if result.modal is not None:
        return str(result.modal["title"])
    return private(result)


def stored(group: StudyGroup) -> list[str]:
    """Return all that the database holds as SQL, without the counters of its ids."""
    with closing(sqlite3.connect(f"file:{group.database}?mode=ro", uri=True)) as connection:
        return [line for line in connection.iterdump() if "sqlite_sequence" not in line]


def watched(lines: list[str]) -> list[str]:
    """Return the marks of watched chapters among *lines* of SQL."""
    return sorted(line for line in lines if line.startswith('INSERT INTO "watched"'))


def with_numbers(group: StudyGroup, custom_id: str) -> str:
    """Return *custom_id* with the first post's job in the place of `{post}`, the latest change's of `{change}`.

    In that of `{course}` stands the number of a course that a server brought, in that of `{guild}` the server's.

    In that of `{seen}` stands the last number of the latest button of the same name that the bot has offered.
    """
    if "{seen}" in custom_id:
        custom_id = custom_id.replace("{seen}", _seen(group, custom_id.split(":")[1]))
    if "{" not in custom_id:
        return custom_id
    with closing(sqlite3.connect(group.database)) as connection:
        ((post,),) = connection.execute("SELECT min(id) FROM job WHERE kind = 'weekly_post'")
        ((change,),) = connection.execute("SELECT max(id) FROM undo")
        ((course,),) = connection.execute("SELECT max(ref) FROM course WHERE guild_id IS NOT NULL")
    return custom_id.format(post=post, change=change, course=course, guild=group.guild.id)


def _seen(group: StudyGroup, name: str) -> str:
    """Return the last number of the latest button *name* that the bot has offered, "0" if it has offered none."""
    written = {each.id: each for channel in group.env.backend.messages.values() for each in channel.values()}
    cards = [repr(written[number].components) for number in sorted(written)]
    offered = [re.findall(rf"v1:{name}:(?:\d+:)*(\d+)", card) for card in cards if SENT not in card]
    return next((str(found[-1]) for found in reversed(offered) if found), "0")


async def _sent(
    group: StudyGroup,
    who: Person,
    kind: InteractionType,
    data: Mapping[str, Any],
    channel: simcord.ChannelHandle | None,
    item: Mapping[str, Any] | None = None,
) -> simcord.InteractionResult:
    backend = group.env.backend
    place = who.dm_channel if isinstance(who, simcord.UserHandle) else channel or group.channel
    message = backend.create_message(
        place.id,
        backend.bot_user.id,
        components=[{"type": 10, "content": SENT}, *([{"type": 1, "components": [item]}] if item else [])],
        flags=COMPONENTS_V2 | EPHEMERAL_FLAG,
    )
    payload = {"message": dict(serializers.message_payload(backend, message))}
    return await _dispatch_actor_interaction(who, kind, place, dict(data), extra=payload, source_message_id=message.id)
