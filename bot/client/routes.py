"""Where a pressed button goes: one route per action, found by the button's id alone.

Routes are never placed in a view: discord.py 2.7.1 unregisters a DynamicItem everywhere
when a view that mixes it with an ordinary button ends. So buttons work after a restart, and
for as long as the message lives.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from contextlib import nullcontext
from typing import Any, Self, TypeVar, cast

import discord
from discord import ui
from discord.ext import commands

from bot.client.replies import reader_localizer, report, show, too_fast
from bot.text.visible import strip_invisible
from bot.ui.buttons import Action, parse_action
from bot.ui.note_cards import outdated_button_card

A = TypeVar("A", bound=Action)
Bot = TypeVar("Bot", bound=discord.Client)


def add_route(
    bot: Bot,
    kind: type[A],
    handler: Callable[[discord.Interaction[Bot], A], Awaitable[None]],
    *,
    asks_form: bool = False,
) -> None:
    """Let *handler* answer every press of a button that carries an action of *kind*.

    Where it *asks_form*, it must be quick: Discord shows no form after an acknowledgement.
    """

    class Route(ui.DynamicItem[ui.Button[Any]], template=kind.template()):
        """Turns a custom_id back into its action."""

        def __init__(self, action: A) -> None:
            super().__init__(ui.Button(custom_id=action.custom_id))
            self._action = action

        @classmethod
        async def from_custom_id(
            cls, _interaction: discord.Interaction[Any], _item: ui.Item[Any], match: re.Match[str], /
        ) -> Self:
            """Return the route of the button that was pressed."""
            return cls(cast("A", parse_action(match.string)))

        async def callback(self, interaction: discord.Interaction[Any]) -> None:
            """Hand the action over."""
            await _answer(interaction, lambda: handler(interaction, self._action), at_once=asks_form)

    bot.add_dynamic_items(Route)


def add_form(
    bot: commands.Bot,
    kind: type[A],
    handler: Callable[[discord.Interaction[Any], A, Mapping[str, str]], Awaitable[None]],
) -> None:
    """Let *handler* answer every form that carries an action of *kind*, with what was typed into it.

    discord.py would keep a form in memory until it is sent, and lose it with a restart; so forms
    are stopped before they are shown (`ask`), and found again by their ids like buttons.
    """

    async def sent(interaction: discord.Interaction[Any]) -> None:
        if interaction.type is not discord.InteractionType.modal_submit:
            return
        action = parse_action(_custom_id(interaction))
        if isinstance(action, kind):
            await _answer(interaction, lambda: handler(interaction, action, _typed(interaction)))

    bot.add_listener(sent, "on_interaction")


async def _answer(
    interaction: discord.Interaction[Any], answer: Callable[[], Awaitable[None]], *, at_once: bool = False
) -> None:
    """Let *answer* respond, in a slot unless *at_once*; nothing else sees an error that is raised there."""
    try:
        async with nullcontext() if at_once else interaction.client.answer_slots.take(interaction):
            if not await too_fast(interaction):
                await answer()
    except Exception as error:  # noqa: BLE001 - the last place where it can be answered
        await report(interaction, error)


def chosen_values(interaction: discord.Interaction[Any]) -> list[str]:
    """Return what was chosen from the menu that the interaction comes from: values, or ids."""
    return [str(value) for value in _data(interaction).get("values", ())]


async def ask(interaction: discord.Interaction, form: ui.Modal) -> None:
    """Show *form* as the answer; what is sent with it comes to the handler of its action."""
    form.stop()
    await interaction.response.send_modal(form)


async def answer_unknown_button(interaction: discord.Interaction) -> None:
    """Say civilly that a button or form belongs to a version of the bot that is no more."""
    if interaction.type not in {discord.InteractionType.component, discord.InteractionType.modal_submit}:
        return
    if parse_action(_custom_id(interaction)) is None:
        await show(interaction, outdated_button_card(reader_localizer(interaction)))


def _data(interaction: discord.Interaction[Any]) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", interaction.data or {})


def _custom_id(interaction: discord.Interaction[Any]) -> str:
    return str(_data(interaction).get("custom_id"))


def _typed(interaction: discord.Interaction[Any]) -> dict[str, str]:
    """Return what was typed into each field of a form, or chosen in it (joined by commas), by the field's custom_id."""
    fields = (label.get("component", {}) for label in _data(interaction).get("components", ()))
    return {field["custom_id"]: _value(field) for field in fields if "custom_id" in field}


def _value(field: Mapping[str, Any]) -> str:
    return ",".join(field["values"]) if "values" in field else strip_invisible(str(field.get("value") or ""))
