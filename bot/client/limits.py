"""How often one person, card or post may cause something; a restart forgets it."""

from collections.abc import Hashable
from typing import Any

from discord.ext import commands

from bot.times.clock import Clock

A_MINUTE = 60.0
AN_HOUR = 3600.0
QUESTIONS = 10
USES = 120


class Limit:
    """Lets something through so many times in some seconds for each key; what is past is not kept."""

    def __init__(self, times: int, clock: Clock, seconds: float = A_MINUTE) -> None:
        self._clock = clock
        self._buckets: Any = commands.CooldownMapping.from_cooldown(times, seconds, lambda key: key)

    def seconds_left(self, key: Hashable) -> int:
        """Return how many seconds *key* would have to wait now, without counting anything."""
        now = self._clock().timestamp()
        wait: float = self._buckets.get_bucket(key, now).get_retry_after(now)
        return max(0, round(wait))

    def use(self, key: Hashable) -> int:
        """Count one more for *key*; return how many seconds it has to wait, 0 when it is let through."""
        wait: float | None = self._buckets.update_rate_limit(key, self._clock().timestamp())
        return 0 if wait is None else max(1, round(wait))


class Limits:
    """Every limit of the bot, far above what anybody honest does."""

    def __init__(self, clock: Clock) -> None:
        self.uses = Limit(USES, clock)  # commands, buttons and forms, by the person
        self.suggestions = Limit(300, clock)  # while somebody types, by the person
        self.questions = Limit(QUESTIONS, clock)  # that are answered, by the person
        self.reactions = Limit(1, clock)  # to questions that are too many, by the person
        self.shares = Limit(5, clock)  # cards posted for everyone, by the person
        self.shared = Limit(1, clock)  # one card posted for everyone, by the card and what it shows
        self.posts = Limit(5, clock)  # asked for out of turn, by the schedule
        self.tries = Limit(5, clock)  # of a post at a press, by the post
        self.plans = Limit(12, clock, AN_HOUR)  # parties that count, by guild and person
        self.moves = Limit(5, clock, AN_HOUR)  # of a party, each of which notifies its guests, by the party
