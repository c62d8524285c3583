"""A budget that processes of a test share, as they would by a database that is slow and loses answers."""

import asyncio
import random
from dataclasses import dataclass, field

from bot.client.budget import KEPT_S, LOAN_S, Claim, Loan, fair_places


@dataclass
class Ledger:
    """What each process holds, by its name, and until when; *slowest* is the seconds that asking may take."""

    chance: random.Random
    slowest: float = 0.0
    lost: float = 0.0  # the share of questions that get no answer, 0 to 1
    rows: dict[str, tuple[Claim, float]] = field(default_factory=dict)

    def held(self) -> int:
        """Return how many places are held now."""
        return sum(claim.held for claim, ends in self.rows.values() if ends > asyncio.get_running_loop().time())


@dataclass
class SharedBudget:
    """The budget of the process *name*, whose questions are *unheard* if that is so."""

    ledger: Ledger
    name: str
    unheard: bool = False

    async def renew(self, claim: Claim) -> Loan | None:
        """Note the claim and lend as is fair, or do not hear of it, or do not get the answer through."""
        ledger = self.ledger
        if self.unheard:
            return None
        await asyncio.sleep(ledger.chance.uniform(0, ledger.slowest))
        if ledger.chance.random() < ledger.lost:
            return None
        now = asyncio.get_running_loop().time()
        others = [row for name, (row, ends) in ledger.rows.items() if name != self.name and ends > now]
        places = fair_places(claim, others)
        ledger.rows[self.name] = Claim(max(claim.held, places), claim.wanted), now + KEPT_S
        await asyncio.sleep(ledger.chance.uniform(0, ledger.slowest))
        return None if ledger.chance.random() < ledger.lost else Loan(places, LOAN_S)
