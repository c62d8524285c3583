"""Rate limits on what one person, card or post may cause; they are kept in memory only."""

from collections.abc import Hashable

from discord.ext import commands

from bot.times.clock import Clock

A_MINUTE = 60.0  # seconds
AN_HOUR = 3600.0  # seconds
QUESTIONS = 10  # a minute
USES = 120  # a minute
FEWEST_KEPT = 1_000  # counts of a limit that are kept in any case


class Limit:
    """Allows each key *times* uses in any window of so many *seconds* that begins with its first use."""

    def __init__(self, times: int, clock: Clock, seconds: float = A_MINUTE) -> None:
        self._clock = clock
        self._times, self._seconds = times, seconds
        self._buckets: dict[Hashable, commands.Cooldown] = {}
        self._most = FEWEST_KEPT

    def seconds_left(self, key: Hashable) -> int:
        """Return how many seconds *key* would have to wait now, 0 if not at all, without counting a use."""
        now = self._clock().timestamp()
        wait = self._bucket(key, now).get_retry_after(now)
        return max(0, round(wait))

    def use(self, key: Hashable) -> int:
        """Count a use by *key* and return 0 if it is allowed, else the seconds to wait, at least 1."""
        now = self._clock().timestamp()
        wait = self._bucket(key, now).update_rate_limit(now)
        return 0 if wait is None else max(1, round(wait))

    def give_back(self, key: Hashable) -> None:
        """Take back a use by *key* that came to nothing, unless its window is over."""
        now = self._clock().timestamp()
        bucket = self._bucket(key, now)
        if bucket.get_tokens(now) < bucket.rate:
            bucket.update_rate_limit(now, tokens=-1)

    def _bucket(self, key: Hashable, now: float) -> commands.Cooldown:
        """Return the count of *key*; once there are twice as many as were of use, those whose window is over go."""
        if (bucket := self._buckets.get(key)) is None:
            if len(self._buckets) >= self._most:
                self._buckets = {kept: each for kept, each in self._buckets.items() if each.get_tokens(now) < each.rate}
                self._most = max(FEWEST_KEPT, 2 * len(self._buckets))
            bucket = self._buckets[key] = commands.Cooldown(self._times, self._seconds)
        return bucket


class Limits:
    """All rate limits of the bot, by the minute if not said otherwise, and far above honest use."""

    def __init__(self, clock: Clock) -> None:
        self.uses = Limit(USES, clock)  # commands, buttons and forms, by user
        self.suggestions = Limit(300, clock)  # autocomplete, by user
        self.questions = Limit(QUESTIONS, clock)  # questions answered, by user
        self.reactions = Limit(1, clock)  # reactions to a question beyond that limit, by user
        self.shares = Limit(5, clock)  # cards posted for everyone, by user
        self.shared = Limit(1, clock)  # the same card posted for everyone, by message and what it shows
        self.posts = Limit(5, clock)  # extra posts, by schedule
        self.tries = Limit(5, clock)  # retries of a held post by button, by job
        self.plans = Limit(12, clock, AN_HOUR)  # watch parties planned, an hour, by guild and user
        self.moves = Limit(5, clock, AN_HOUR)  # new times of a party that were not undone, an hour, by party
