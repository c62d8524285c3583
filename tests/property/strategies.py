"""Hypothesis strategies of the schedule simulation: what organisers ask for, and what Discord answers."""

from datetime import time, timedelta

from hypothesis import strategies as st

from bot.schedules.drafts import Draft
from bot.schedules.model import ASK, Ending
from bot.times.slots import Cadence
from tests.property.schedule_simulation import CHANNEL, COURSE, GUILD, ORGANISER, OTHER_CHANNEL, DiscordReply

CHAPTERS = tuple(chapter.key for chapter in COURSE.chapters)
ZONES = ("UTC", "Europe/Berlin", "America/Sao_Paulo", "Pacific/Auckland")
numbers = st.sampled_from(CHAPTERS)
channels = st.sampled_from([CHANNEL, CHANNEL, CHANNEL, OTHER_CHANNEL])
orders = st.lists(numbers, min_size=1, unique=True).map(tuple)
discord_replies = st.lists(st.sampled_from(DiscordReply), min_size=1, max_size=4)
few_days = st.integers(0, 48).map(lambda quarters: quarters / 4)
endings = st.sampled_from(Ending)
graces = st.sampled_from([timedelta(), timedelta(days=3), timedelta(days=30), ASK])


@st.composite
def rhythms(draw: st.DrawFn) -> Cadence:
    """Draw a weekly cadence."""
    weekdays = draw(st.frozensets(st.integers(0, 6), min_size=1, max_size=3))
    at = time(draw(st.sampled_from([0, 9, 19, 23])), draw(st.sampled_from([0, 30])))
    return Cadence(weekdays, at, draw(st.sampled_from(ZONES)))


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    """Draw a schedule with a weekly cadence."""
    channel, order = draw(channels), tuple(draw(st.permutations(CHAPTERS)))[: draw(st.integers(2, 6))]
    first, per_post = draw(st.none() | st.sampled_from(order)), draw(st.integers(1, 2))
    rhythm, grace, ending = draw(rhythms()), draw(graces), draw(st.just(Ending.STOP) | endings)
    return Draft(
        GUILD,
        ORGANISER,
        channel,
        rhythm.weekdays,
        rhythm.at,
        rhythm.zone_name,
        order=order,
        first=first,
        per_post=per_post,
        grace=grace,
        ending=ending,
        announce=draw(st.booleans()),
    )
