"""Laws of custom_ids, for every number that Discord could ever give out."""

from dataclasses import fields
from typing import get_type_hints

from hypothesis import given
from hypothesis import strategies as st

from bot.ui.buttons import Action, parse_action
from tests.button_actions import ACTIONS

LONGEST_CUSTOM_ID = 100
snowflakes = st.integers(0, 2**64 - 1)


def numbers_of(kind: type[int]) -> st.SearchStrategy[int]:
    """Return what a field of *kind* may hold."""
    return snowflakes if kind is int else st.from_type(kind)


@st.composite
def any_actions(draw: st.DrawFn) -> Action:
    """Draw an action with any snowflakes as its numbers, and any of its choices."""
    kind = draw(st.sampled_from(ACTIONS))
    types = get_type_hints(kind)
    return kind(**{field.name: draw(numbers_of(types[field.name])) for field in fields(kind)})


@given(any_actions())
def test_an_action_is_read_back_from_its_id(action: Action) -> None:
    assert parse_action(action.custom_id) == action


@given(any_actions())
def test_an_id_fits_discord(action: Action) -> None:
    """At most 100 characters, even with the largest numbers."""
    assert len(action.custom_id) <= LONGEST_CUSTOM_ID


@given(any_actions())
def test_an_id_belongs_to_one_action(action: Action) -> None:
    """So the order in which the patterns are tried does not matter."""
    matching = [kind for kind in ACTIONS if kind.template().fullmatch(action.custom_id)]
    assert matching == [type(action)]


@given(st.one_of(st.text(), st.from_regex("v1:[a-z-]+(:[0-9]{1,21}){0,3}", fullmatch=True)))
def test_reading_any_text_gives_an_action_or_nothing(text: str) -> None:
    """Never an error; an action's pattern fits the text that it was read from."""
    action = parse_action(text)
    fitting = [kind for kind in ACTIONS if kind.template().fullmatch(text)]
    assert fitting == ([] if action is None else [type(action)])


@given(st.sampled_from(ACTIONS), st.integers(0, 2**64 - 1))
def test_the_longest_numbers_are_read(kind: type[Action], number: int) -> None:
    """Twenty digits, as many as a snowflake can have; of a choice only its values."""
    types = get_type_hints(kind)
    longest = {int: 2**64 - 1 - number % 2}
    action = kind(**{field.name: types[field.name](longest.get(types[field.name], 1)) for field in fields(kind)})
    assert parse_action(action.custom_id) == action
