"""Laws of nonces and of the waits between attempts."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.ids import ScheduleId
from bot.jobs.model import FIRST_RETRY, LONGEST_RETRY, nonce_for, retry_delay, weekly_occurrence

occurrences = st.builds(weekly_occurrence, st.integers(1, 10**9).map(ScheduleId), st.dates())


@given(st.text())
def test_a_nonce_is_stable_and_fits_discord(occurrence: str) -> None:
    """At most 25 plain characters, and the same whenever it is made."""
    nonce = nonce_for(occurrence)
    assert 0 < len(nonce) <= 25
    assert nonce.isascii()
    assert nonce.isalnum()
    assert nonce == nonce_for(occurrence)


@given(st.sets(occurrences, min_size=2))
def test_different_occurrences_have_different_nonces(names: set[str]) -> None:
    """Discord would drop a post with a nonce that it has just seen."""
    assert len({nonce_for(name) for name in names}) == len(names)


@given(st.tuples(st.integers(1, 10**9), st.dates()), st.tuples(st.integers(1, 10**9), st.dates()))
def test_occurrences_are_equal_only_for_one_schedule_and_day(one: tuple[int, date], other: tuple[int, date]) -> None:
    names = {weekly_occurrence(ScheduleId(schedule), day) for schedule, day in (one, other)}
    assert len(names) == len({one, other})


@given(st.integers(-10, 10**9))
def test_retry_delays_grow_and_stay_in_bounds(attempts: int) -> None:
    """From more than nothing to an hour, however many attempts there were."""
    assert FIRST_RETRY <= retry_delay(attempts) <= retry_delay(attempts + 1) <= LONGEST_RETRY
    assert retry_delay(attempts) > timedelta()
