"""Buttons with which a person deletes the data kept about them."""

from bot.ui.buttons import Action


class AskForgetMe(Action, name="consider-forgetting"):
    """Ask the person to confirm that their data is deleted."""


class KeepMyData(Action, name="remember-me"):
    """Delete nothing."""


class ForgetMe(Action, name="forget-me"):
    """Delete all data about the person, in every guild."""
