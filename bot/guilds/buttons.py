"""The button that takes a change of a setting back."""

from dataclasses import dataclass

from bot.ui.buttons import Action


@dataclass(frozen=True, slots=True)
class UndoSetting(Action, name="undo-setting"):
    """Take back *change*, the number of a change on record (`UndoStore`)."""

    change: int
