"""Who wishes to be reminded in person, and what is said to whom about a party."""

from datetime import datetime

from bot.ids import DmOptInId, UserId
from bot.jobs.model import NewJob
from bot.parties.model import Answer, DmOptIn, Party, PartyView
from bot.parties.tasks import PartyTask, PartyWork, is_first, party_job

# Jobs carry the place in it: it only grows.
TOLD = (PartyTask.REMINDER, PartyTask.MOVED, PartyTask.CANCELLED, PartyTask.EVENT_GONE)


def told(view: PartyView, work: PartyWork) -> tuple[UserId, ...]:
    """Return who is to hear of *work*: who comes; of the first reminder also who may, of news the host."""
    guests, host = view.guests, view.party.host
    if work.task is PartyTask.REMINDER:
        return guests.saying(Answer.GOING, Answer.MAYBE) if is_first(work) else guests.going
    if work.task is PartyTask.EVENT_GONE:
        return () if host is None else (host,)
    return tuple(dict.fromkeys([*guests.going, *([] if host is None else [host])]))


def whisper_job(party: Party, work: PartyWork, wish: DmOptIn, now: datetime) -> NewJob:
    """Return the job that tells whoever made *wish* what *work* tells the channel."""
    return party_job(party, PartyTask.WHISPER, now, wish.id, TOLD.index(work.task), *work.details)


def whispered(whisper: PartyWork) -> tuple[DmOptInId, PartyWork]:
    """Return which wish and which work a job of `whisper_job` is about."""
    wish, place, *details = whisper.details
    return DmOptInId(wish), PartyWork(TOLD[place], whisper.party, tuple(details))
