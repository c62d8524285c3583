"""Answering a press on Undo."""

import discord

from bot.client.replies import answer_in_place, reader_localizer, show
from bot.ui.cards import Card
from bot.undo.cards import not_undone_card
from bot.undo.model import UndoKind, UndoResult


async def answer_undo(interaction: discord.Interaction, kind: UndoKind, result: UndoResult, done: Card | None) -> None:
    """Show *done* in place of the card with the button; where that is None, say beside it why nothing was undone."""
    if done is not None:
        await answer_in_place(interaction, done)
    else:
        await show(interaction, not_undone_card(result, kind, reader_localizer(interaction)))
