"""What the options of /schedule suggest while an organiser types, in every command that has them."""

import pytest

from tests.behaviour.study_group import StudyGroup


@pytest.mark.parametrize(
    ("command", "option", "typed", "suggested"),
    [
        ("schedule setup", "weekdays", "tue", "Tuesday"),
        ("schedule change", "weekdays", "tue", "Tuesday"),
        ("schedule setup", "timezone", "lisbon", "Europe/Lisbon"),
        ("schedule change", "timezone", "lisbon", "Europe/Lisbon"),
        ("schedule setup", "first", "lstm", "7"),
        ("schedule jump", "chapter", "lstm", "7"),
    ],
)
async def test_options_suggest_what_fits_the_typed_text(
    group: StudyGroup, command: str, option: str, typed: str, suggested: str
) -> None:
    """The first suggestion is what was begun."""
    choices = await group.organiser.autocomplete(group.channel, command, option, typed)
    assert choices[0]["value"] == suggested
