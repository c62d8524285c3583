"""The actions of the buttons on an answer's card."""

from bot.ui.buttons import Action


class ShareAnswer(Action, name="share-answer"):
    """Post the answer on this card for everyone."""
