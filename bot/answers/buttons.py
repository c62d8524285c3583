"""Buttons under an answer."""

from bot.ui.buttons import Action


class ShareAnswer(Action, name="share-answer"):
    """Post the answer on this card for everyone."""
