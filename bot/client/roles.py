"""Which roles the bot gives members, and why it does not give another."""

from enum import Enum, auto

import discord

from bot.text.translations import Localizer
from bot.ui.cards import Card
from bot.ui.note_cards import note_card


class RoleProblem(Enum):
    """Why the bot does not give members a role.

    Attributes:
        EVERYONE: Everyone has it already.
        MANAGED: It belongs to an app, to boosting or to a subscription.
        POWERFUL: It allows to manage or moderate something.
        NOT_THEIRS: Whoever chooses it could not give it themselves.
        NOT_ALLOWED: The bot has not the permission Manage Roles.
        TOO_HIGH: It is not below the bot's own highest role.
    """

    EVERYONE = auto()
    MANAGED = auto()
    POWERFUL = auto()
    NOT_THEIRS = auto()
    NOT_ALLOWED = auto()
    TOO_HIGH = auto()


def role_problem(role: discord.Role, chosen_by: discord.Member | None = None) -> RoleProblem | None:
    """Return why the bot does not give members *role*, or lets nobody like *chosen_by* choose it; None if it does."""
    me = role.guild.me
    may_give = chosen_by is None or (
        chosen_by.guild_permissions.manage_roles and (chosen_by.top_role > role or chosen_by == role.guild.owner)
    )
    problems = {
        RoleProblem.EVERYONE: role.is_default(),
        RoleProblem.MANAGED: role.managed,
        RoleProblem.POWERFUL: bool(role.permissions.value & discord.Permissions.elevated().value),
        RoleProblem.NOT_THEIRS: not may_give,
        RoleProblem.NOT_ALLOWED: not me.guild_permissions.manage_roles,
        RoleProblem.TOO_HIGH: me.top_role <= role,
    }
    return next((problem for problem, is_met in problems.items() if is_met), None)


def role_refused_card(role: discord.Role, problem: RoleProblem, say: Localizer) -> Card:
    """Say why *role* cannot be the one that finishers get, and what to do."""
    return note_card(role_problem_text(role, problem, say), say("Nothing was changed."))


def role_problem_text(role: discord.Role, problem: RoleProblem, say: Localizer) -> str:
    """Return why the bot does not give members *role*, and what an organiser can do."""
    mine = role.guild.me.top_role.mention
    texts = {
        RoleProblem.EVERYONE: say("Everyone has that role already. Choose another."),
        RoleProblem.MANAGED: say("An app or a subscription gives that role, so I cannot. Choose another."),
        RoleProblem.POWERFUL: say("That role may manage or moderate things. Choose one without such permissions."),
        RoleProblem.NOT_THEIRS: say("You could not give that role yourself. Choose one below yours."),
        RoleProblem.NOT_ALLOWED: say("To give roles, I need the Manage Roles permission."),
        RoleProblem.TOO_HIGH: say(
            "I can only give roles below mine. In Server Settings → Roles, move {mine} above {role}.",
            mine=mine,
            role=role.mention,
        ),
    }
    return texts[problem]
