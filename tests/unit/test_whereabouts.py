"""Which server a button in a direct message is about."""

from dataclasses import fields

from bot.ui.buttons import parse_action
from bot.whereabouts import Clue, Kind, clue_of
from tests.behaviour.every_action import ROWS, Reach
from tests.button_actions import ACTIONS

IN_DIRECT_MESSAGES = {Reach.MEMBERS, Reach.ANYWHERE}
ABOUT_A_SERVER = {
    "leave-post",
    "party-all-watched",
    "party-answer",
    "party-ask-cancel",
    "party-ask-end",
    "party-ask-places",
    "party-ask-time",
    "party-calendar",
    "party-cancel",
    "party-details",
    "party-end",
    "party-here",
    "party-keep",
    "party-move",
    "party-news",
    "party-pause",
    "party-places",
    "party-resume",
    "party-start",
    "party-start-late",
    "party-time",
    "party-watched",
    "party-where",
    "party-wish",
    "post-next",
    "stop-nudges",
    "stop-posts",
    "try-post",
    "undo-all-watched",
    "undo-party",
    "undo-places",
    "undo-schedule",
}
ABOUT_NONE = {
    "chapter",
    "choose-chapter",
    "consider-forgetting",
    "course-page",
    "forget-me",
    "open-chapter",
    "remember-me",
}


def test_every_button_that_works_in_direct_messages_names_its_server_or_is_about_none() -> None:
    """Those about none show the course, or delete all about whoever presses."""
    pressable = {action for action, row in ROWS.items() if row.reach in IN_DIRECT_MESSAGES}
    samples = {action.name: action(*(1 for _ in fields(action))) for action in pressable}
    assert {name for name, action in samples.items() if clue_of(action) is not None} == ABOUT_A_SERVER
    assert {name for name, action in samples.items() if clue_of(action) is None} == ABOUT_NONE


def test_every_action_is_looked_at() -> None:
    assert set(ROWS) == set(ACTIONS)


def test_what_names_the_server_is_taken_first() -> None:
    """A reminder's button names its job, which may be gone, and the server."""
    found = [
        clue_of(action)
        for name in ("stop-posts:5:7", "party-answer:3:1:9", "try-post:0:4")
        if (action := parse_action(f"v1:{name}"))
    ]
    assert found == [Clue(Kind.GUILD, 7), Clue(Kind.PARTY, 3), Clue(Kind.JOB, 4)]
