"""Plans watch parties and reads the messages about them, as hosts and guests do."""

from datetime import datetime, timedelta
from typing import Any

import discord
import simcord
from simcord import InteractionResult, MemberActor

from tests.behaviour.reading import answer, labels, text_of
from tests.behaviour.study_group import StudyGroup

SATURDAY = "2026-11-28 20:00"
VIEWABLE = discord.PermissionOverwrite(view_channel=True)
HIDDEN = discord.PermissionOverwrite(view_channel=False)


async def set_zone(group: StudyGroup) -> None:
    """Let the organiser set the group's time zone to Lisbon."""
    await group.organiser.slash(group.channel, "settings timezone", timezone="Europe/Lisbon")


async def plan(group: StudyGroup, host: MemberActor | None = None, **options: Any) -> InteractionResult:
    """Let *host*, or else the organiser, use /party plan for Saturday; *options* replace its options."""
    wanted = {"chapter": "5", "when": SATURDAY, **options}
    return await (host or group.organiser).slash(group.channel, "party plan", **wanted)


async def planned(
    group: StudyGroup, host: MemberActor | None = None, *, confirm: str = "Confirm", **options: Any
) -> discord.Message:
    """Let a host plan a party and confirm it, and return its card."""
    asked = await plan(group, host, **options)
    await (host or group.organiser).click(answer(asked), label=confirm)
    await group.wait(timedelta(seconds=1))
    return cards(group)[-1]


def cards(group: StudyGroup) -> list[discord.Message]:
    """Return the parties' cards, oldest first."""
    return [message for message in group.channel.history() if is_card(message)]


def is_card(message: discord.Message) -> bool:
    """Tell whether *message* is a party's card, by its heading; those about its start have a heading like it."""
    said, pressed = text_of(message), labels(message)
    is_about_a_party = "Watch party ·" in said or "Sessão em grupo ·" in said
    return is_about_a_party and (not pressed or bool({"Calendar", "Agenda"} & set(pressed)))


def news(group: StudyGroup) -> list[discord.Message]:
    """Return the messages about parties that have a button to the details (not the cards), oldest first."""
    return [m for m in group.channel.history() if {"Details", "Detalhes"} & set(labels(m))]


def stamp(instant: datetime, style: str = "F") -> str:
    """Return *instant* as Discord shows it to each reader."""
    return f"<t:{int(instant.timestamp())}:{style}>"


def direct_messages(person: MemberActor) -> list[discord.Message]:
    """Return the bot's direct messages to *person*, oldest first."""
    return [message for message in person.user.dm_channel.history() if message.author.bot]


async def choose_reminders(group: StudyGroup, person: MemberActor, title: str, label: str) -> None:
    """Let *person* press *label* in the details of the party *title*: by direct message, or in the channel."""
    listed = await person.slash(group.channel, "party list")
    details = await person.click(answer(listed), label=title)
    await person.click(answer(details), label=label)


def secret_channel(group: StudyGroup) -> simcord.ChannelHandle:
    """Return a channel that only organisers and the bot can view."""
    roles = group.guild.roles
    return group.guild.create_text_channel(
        "organisers",
        overwrites={group.guild.default_role: HIDDEN, roles["Organisers"]: VIEWABLE, roles["TestBot"]: VIEWABLE},
    )


async def plan_in_secret(group: StudyGroup, **options: object) -> InteractionResult:
    """Let the organiser plan a party in a channel of organisers; return the answer to the confirmation."""
    await set_zone(group)
    wanted = {"chapter": "5", "when": SATURDAY, "note": "Surprise for Max", **options}
    asked = await group.organiser.slash(secret_channel(group), "party plan", **wanted)
    confirmed = await group.organiser.click(answer(asked), label="Confirm")
    await group.wait(timedelta(seconds=1))
    return confirmed
