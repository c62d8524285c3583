"""The requests that all processes together may make within a second, shared out in places.

A request takes a place from its start until a second after its response: see `bot.client.pacing`, which says why no
second has more requests than there are places. A process may have only as many taken at once as it was lent; so the
sum of what all were lent bounds what they do together, without a clock that they share and without asking for each
request. A loan ends by itself, so a process that dies keeps its places from the others for some seconds only.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

PLACES = 49
"""Discord allows 50 requests a second; the bot stays below that."""
LONGEST_IN_FLIGHT_S = 2.0
"""After this a request has arrived or is lost, whether or not there is a response."""
SECOND_S = 1.002
"""A second of Discord's, by a clock of ours that may be a little fast."""
LONGEST_TAKEN_S = LONGEST_IN_FLIGHT_S + SECOND_S
"""A place is never taken for longer."""
RENEWED_EVERY_S = 0.5
"""The loan of places, while requests are made."""
KEPT_S = 5.0
"""For so long after a process last asked, what it held is lent to nobody else."""
LOAN_S = KEPT_S - LONGEST_TAKEN_S
"""So long a process may use what it was lent, so that all that it started has arrived a second before others may."""


@dataclass(frozen=True, slots=True)
class Loan:
    """How many *places* a process may have taken at once, for so many *seconds* from when it asked for them."""

    places: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Claim:
    """What a process has and would like, in places.

    Attributes:
        held: The most that it may have taken at once until it asks again or its loan ends: those that it was lent,
            those that are still taken from an earlier, larger loan, and those of requests that did not wait.
        wanted: How many it could use.
    """

    held: int
    wanted: int


class Budget(Protocol):
    """Lends places to this process.

    One that several processes share keeps a row for each of them: its last `Claim`, and until when that counts. To
    answer, it takes a lock that all of them use, reads the rows of the others that still count, asks `fair_places`,
    writes its own row anew with the larger of what is held and what it lends, to count for `KEPT_S` from now on by
    the clock of whoever keeps the rows, and answers with a loan for `LOAN_S`.
    """

    async def renew(self, claim: Claim) -> Loan | None:
        """Return the loan that takes the place of the last one; None if none can be had now: the last one goes on.

        It is asked every half second while requests are made, and not at all otherwise. If the answer is lost, the
        last loan goes on, so an answer must not count as heard: the caller tells the next time what it holds.
        """


class WholeBudget:
    """Lends all places to the only process that there is."""

    async def renew(self, _claim: Claim) -> Loan:
        """Return all places, for a minute."""
        return Loan(PLACES, 60.0)


def fair_places(mine: Claim, others: Collection[Claim], places: int = PLACES) -> int:
    """Return how many of all *places* to lend to whoever makes the claim *mine*, given the claims of all *others*.

    Never more than the others leave free, so the sum of what is held never grows beyond *places*. Whoever has more
    than a fair part is lent that part only, and what it gives back is free when it asks the next time. The parts are
    fair if nobody gets more than another who wants more; who wants less than an even part leaves the rest to others.
    """
    part, left = places, places
    wanted = sorted(claim.wanted for claim in (mine, *others))
    for number, wish in enumerate(wanted):
        part = left // (len(wanted) - number)
        if wish > part:
            break
        left -= wish
    # Whole parts may leave some over: one more goes to whoever asks, if all others can still have their parts.
    if part + 1 + sum(max(claim.held, min(claim.wanted, part)) for claim in others) <= places:
        part += 1
    return max(0, min(mine.wanted, part, places - sum(claim.held for claim in others)))
