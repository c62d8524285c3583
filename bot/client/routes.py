"""Routes: which handler answers a pressed button or a submitted form, found by its custom_id alone.

So buttons work after a restart, for as long as the message exists. A route is a DynamicItem, but never part of a
view: discord.py 2.7.1 unregisters it for all messages when a view that mixes it with an ordinary button stops.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from contextlib import nullcontext
from typing import Any, Self, TypeVar, cast
from weakref import WeakKeyDictionary

import discord
from discord import ui
from discord.ext import commands

from bot.client.replies import reader_localizer, report, show, too_fast
from bot.text.visible import strip_invisible
from bot.ui.buttons import Action, parse_action
from bot.ui.note_cards import outdated_button_card

A = TypeVar("A", bound=Action)
Form = Callable[[discord.Interaction[Any], Any, Mapping[str, str]], Awaitable[None]]
Bot = TypeVar("Bot", bound=discord.Client)


_forms: WeakKeyDictionary[discord.Client, dict[type[Action], Form]] = WeakKeyDictionary()


def add_route(
    bot: Bot,
    kind: type[A],
    handler: Callable[[discord.Interaction[Bot], A], Awaitable[None]],
    *,
    asks_form: bool = False,
) -> None:
    """Let *handler* answer every press of a button with an action of *kind*.

    If it *asks_form*, it shows a form within three seconds, and is not acknowledged before: Discord shows none then.
    """

    class Route(ui.DynamicItem[ui.Button[Any]], template=kind.template()):
        """Parses the custom_id of a pressed button, and calls the handler with the action."""

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
            """Call the handler."""
            await _answer(interaction, lambda: handler(interaction, self._action), at_once=asks_form)

    bot.add_dynamic_items(Route)


def add_form(
    bot: commands.AutoShardedBot,
    kind: type[A],
    handler: Callable[[discord.Interaction[Any], A, Mapping[str, str]], Awaitable[None]],
) -> None:
    """Let *handler* answer every submitted form with an action of *kind*, with its values by the fields' custom_ids.

    discord.py keeps a form in memory until it is submitted, so a restart loses it; therefore `ask` stops forms
    before they are shown, and they are recognised by their custom_ids like buttons.
    """
    if (forms := _forms.get(bot)) is None:
        forms = _forms[bot] = {}
    forms[kind] = handler


async def answer_form(interaction: discord.Interaction[Any]) -> None:
    """Answer a submitted form by the handler that `add_form` registered; anything else is not for this."""
    if interaction.type is not discord.InteractionType.modal_submit:
        return
    action = parse_action(_custom_id(interaction))
    handler = None if action is None else _forms.get(interaction.client, {}).get(type(action))
    if handler is not None:
        await _answer(interaction, lambda: handler(interaction, action, _typed(interaction)))


async def _answer(
    interaction: discord.Interaction[Any], answer: Callable[[], Awaitable[None]], *, at_once: bool = False
) -> None:
    """Call *answer*, in an answer slot unless *at_once*, if the user is within the limits; report what it raises."""
    try:
        async with nullcontext() if at_once else interaction.client.answer_slots.take(interaction):
            if not await too_fast(interaction):
                await answer()
    except Exception as error:  # noqa: BLE001 - nothing above this reports it to the user
        await report(interaction, error)


def chosen_values(interaction: discord.Interaction[Any]) -> list[str]:
    """Return what was chosen from the select menu of the interaction: the options' values, or ids."""
    return [str(value) for value in _data(interaction).get("values", ())]


async def ask(interaction: discord.Interaction, form: ui.Modal) -> None:
    """Show *form* as the answer; when it is submitted, the handler that `add_form` registered is called."""
    form.stop()
    await interaction.response.send_modal(form)


async def answer_unknown_button(interaction: discord.Interaction) -> None:
    """Answer a button or form whose action this version of the bot does not know: that it is outdated."""
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
