"""Buttons with which a person has what is kept about them deleted."""

from bot.ui.buttons import Action


class AskForgetMe(Action, name="consider-forgetting"):
    """Ask whether everything kept about the member is to be deleted."""


class KeepMyData(Action, name="remember-me"):
    """Delete nothing after all."""


class ForgetMe(Action, name="forget-me"):
    """Delete everything kept about the member."""
