"""What the bot can do, and what it keeps about people."""

import discord

from bot.core.actions import ConsiderForgetting, ForgetMe, RememberMe
from bot.i18n.words import Localizer
from bot.ui.cards import DANGER, Card, action_button, divider, gap, panel, row, small, text


def help_card(
    say: Localizer, commands: list[tuple[str, str]], organiser_commands: list[tuple[str, str]]
) -> Card:
    """List the commands: those for everyone, and those for organisers where the reader is one."""
    lines = [f"{mention} — {description}" for mention, description in commands]
    for_organisers = [f"{mention} — {description}" for mention, description in organiser_commands]
    organisers = text(f"**{say('For organisers')}**", *for_organisers) if for_organisers else None
    return Card(
        panel(
            text(
                "## Lectern", say("I take your study group through a course of videos, one post at a time.")
            ),
            gap(),
            text(*lines),
            divider() if organisers else None,
            organisers,
            gap(),
            text(small(say("What I keep about you, and how to delete it: `/privacy`."))),
        )
    )


def privacy_card(say: Localizer, data: discord.File) -> Card:
    """Say what is kept, show it as a file, and offer to delete it."""
    return Card(
        panel(
            text(f"### {say('Your data')}"),
            text(
                say(
                    "I keep which chapters you marked watched in each server, which schedules and posts "
                    "you arranged, and which watch parties you planned, answered and came to."
                ),
                say("I do not keep your questions, your name or any message."),
                say("A server that removes me is forgotten after 30 days."),
            ),
            discord.ui.File(data),
            row([action_button(say("Delete my data"), ConsiderForgetting(), style=DANGER)]),
        )
    )


def forgetting_card(say: Localizer) -> Card:
    """Ask for certainty before everything about the reader is deleted."""
    choices = [
        action_button(say("Delete everything"), ForgetMe(), style=DANGER),
        action_button(say("Keep it"), RememberMe()),
    ]
    return Card(
        panel(
            text(
                f"### {say('Delete everything about you?')}",
                say("Your marks in every server go, and cannot be brought back."),
            ),
            row(choices),
        )
    )
