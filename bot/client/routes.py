"""Routes: which handler answers a pressed button or a submitted form, found by its custom_id alone.

So they work after a restart, for as long as the message exists. discord.py keeps nothing of them: a view is stopped
before it is sent. Its own way of finding a handler by a custom_id, DynamicItem, tries the pattern of each in turn, and
builds the whole message's view anew for each press.
"""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import nullcontext
from typing import Any, TypeVar, cast
from weakref import WeakKeyDictionary

import discord
from discord import ui

from bot.client.replies import reader_localizer, report, show, too_fast
from bot.text.visible import strip_invisible
from bot.ui.buttons import Action, parse_action
from bot.ui.note_cards import outdated_button_card

A = TypeVar("A", bound=Action)
Press = Callable[[discord.Interaction[Any], Any], Awaitable[None]]
Form = Callable[[discord.Interaction[Any], Any, Mapping[str, str]], Awaitable[None]]
Bot = TypeVar("Bot", bound=discord.Client)


_presses: WeakKeyDictionary[discord.Client, dict[type[Action], tuple[Press, bool]]] = WeakKeyDictionary()
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
    _presses.setdefault(bot, {})[kind] = handler, asks_form


def add_form(
    bot: Bot, kind: type[A], handler: Callable[[discord.Interaction[Any], A, Mapping[str, str]], Awaitable[None]]
) -> None:
    """Let *handler* answer every submitted form with an action of *kind*, with its values by the fields' custom_ids.

    discord.py keeps a form in memory until it is submitted, so a restart loses it; therefore `ask` stops forms
    before they are shown, and they are recognised by their custom_ids like buttons.
    """
    _forms.setdefault(bot, {})[kind] = handler


async def answer_use(interaction: discord.Interaction[Any]) -> None:
    """Answer a press or a submitted form by the handler that was registered for its action.

    One whose action this version of the bot does not know is outdated, which is said; anything else is not for this.
    """
    if interaction.type not in {discord.InteractionType.component, discord.InteractionType.modal_submit}:
        return
    if (action := parse_action(_custom_id(interaction))) is None:
        await show(interaction, outdated_button_card(reader_localizer(interaction)))
    elif interaction.type is discord.InteractionType.component:
        press, asks_form = _presses.get(interaction.client, {}).get(type(action), (None, False))
        if press is not None:
            await _answer(interaction, lambda: press(interaction, action), at_once=asks_form)
    elif (form := _forms.get(interaction.client, {}).get(type(action))) is not None:
        await _answer(interaction, lambda: form(interaction, action, _typed(interaction)))


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
