"""Buttons with which a person has what is kept about them deleted."""

from dataclasses import dataclass
from typing import ClassVar

from bot.ui.buttons import Action


@dataclass(frozen=True, slots=True)
class ConsiderForgetting(Action):
    """Ask whether everything kept about the member is to be deleted."""

    name: ClassVar[str] = "consider-forgetting"


@dataclass(frozen=True, slots=True)
class RememberMe(Action):
    """Delete nothing after all."""

    name: ClassVar[str] = "remember-me"


@dataclass(frozen=True, slots=True)
class ForgetMe(Action):
    """Delete everything kept about the member."""

    name: ClassVar[str] = "forget-me"
