"""Who wishes to be reminded in person, and what is said to whom about a party."""

from dataclasses import dataclass
from datetime import datetime

from bot.core.ids import GuildId, UserId, WishId
from bot.core.jobs import NewJob
from bot.core.locales import Locale
from bot.core.parties.jobs import PartyTask, PartyWork, is_first, party_job
from bot.core.parties.party import Answer, Party, PartyView

# Jobs carry the place in it: it only grows.
TOLD = (PartyTask.REMINDER, PartyTask.MOVED, PartyTask.CANCELLED, PartyTask.EVENT_GONE)


@dataclass(frozen=True, slots=True)
class Wish:
    """That somebody in a guild wants reminders as direct messages, in the language they read there.

    Attributes:
        id: Jobs name the wish by it, so that they name nobody.
    """

    id: WishId
    guild: GuildId
    user: UserId
    locale: Locale


def told(view: PartyView, work: PartyWork) -> tuple[UserId, ...]:
    """Return who is to hear of *work*: who comes; of the first reminder also who may, of news the host."""
    guests, host = view.guests, view.party.host
    if work.task is PartyTask.REMINDER:
        return guests.saying(Answer.GOING, Answer.MAYBE) if is_first(work) else guests.going
    if work.task is PartyTask.EVENT_GONE:
        return () if host is None else (host,)
    return tuple(dict.fromkeys([*guests.going, *([] if host is None else [host])]))


def whisper_job(party: Party, work: PartyWork, wish: Wish, now: datetime) -> NewJob:
    """Return the job that tells whoever made *wish* what *work* tells the channel."""
    return party_job(party, PartyTask.WHISPER, now, wish.id, TOLD.index(work.task), *work.details)


def whispered(whisper: PartyWork) -> tuple[WishId, PartyWork]:
    """Return which wish and which work a job of `whisper_job` is about."""
    wish, place, *details = whisper.details
    return WishId(wish), PartyWork(TOLD[place], whisper.party, tuple(details))
