"""Changing how many places a party has, and taking that back."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.ids import GuildId, PartyId, UserId
from bot.parties import planning
from bot.parties.model import Actor, Guests, Party, PlacesChange, PlanResult
from bot.parties.store import PartyStore
from bot.parties.waiting import move_up, waiting_for
from bot.storage.rows import Transaction
from bot.undo.model import UNDO_WINDOW, UndoKind, UndoResult
from bot.undo.records import ChangeRecords
from bot.undo.store import UndoStore


@dataclass(frozen=True, slots=True)
class Limit:
    """What is stored of a change: the places *before* and *after*, and the number of the latest answer by then."""

    party: PartyId
    before: int | None
    after: int | None
    turn: int


CHANGES = ChangeRecords(UndoKind.PLACES, Limit)


async def change(
    tx: Transaction, guild: GuildId, number: PartyId, places: int | None, by: Actor, now: datetime
) -> PlacesChange:
    """Give the party *number* so many *places*, None for no limit; nobody loses a place."""
    party = await PartyStore(tx).get(number)
    if party is None or party.guild != guild:
        return PlacesChange(PlanResult.MISSING)
    if (refusal := _refusal(party, by)) is not None:
        return PlacesChange(refusal, party)
    guests = await PartyStore(tx).guests(party.id)
    if places == party.places:
        return PlacesChange(PlanResult.DONE, party, places, guests)
    if _losing(guests, places):
        return PlacesChange(PlanResult.TAKEN, party, party.places, guests)
    record = Limit(party.id, party.places, places, await PartyStore(tx).latest_turn(party.id))
    undo = await CHANGES.add(tx, guild, by.user, record, now)
    changed = await _saved(tx, party, places, now)
    return replace(changed, undo=undo)


async def changed_party(tx: Transaction, number: int) -> Party | None:
    """Return the party that the change *number* is about; None if it is not on record, or the party is gone."""
    record = await UndoStore(tx).find(UndoKind.PLACES, number)
    return None if record is None else await PartyStore(tx).get(CHANGES.read(record).party)


async def take_back(tx: Transaction, guild: GuildId, number: int, by: Actor, now: datetime) -> PlacesChange:
    """Give a party the places again that it had before the change *number* of *guild*.

    Whoever has a place by then keeps it, but for those who moved up with the change and were not told yet.
    """
    if isinstance(found := await CHANGES.open(tx, guild, number), UndoResult):
        return PlacesChange(found)
    record, limit = found
    if (party := await PartyStore(tx).get(limit.party)) is None:
        return PlacesChange(UndoResult.MISSING)
    if (refusal := _refusal(party, by)) is not None:
        return PlacesChange(refusal, party)
    if await CHANGES.is_overtaken(tx, record, lambda later: later.party == party.id):
        return PlacesChange(UndoResult.CHANGED, party)
    losing = _losing(await PartyStore(tx).guests(party.id), limit.before)
    if losing and (now >= record.made_at + UNDO_WINDOW or await _answered_since(tx, limit, losing)):
        return PlacesChange(PlanResult.TAKEN, party)
    await UndoStore(tx).mark_undone(record.id, now)
    undone = await _saved(tx, party, limit.before, now)
    return replace(undone, result=UndoResult.DONE)


def _refusal(party: Party, by: Actor) -> PlanResult | None:
    """Return why *by* may not change the places of *party*, or None."""
    if not by.may_change(party):
        return PlanResult.NOT_YOURS
    return None if party.is_open else PlanResult.TOO_LATE


def _losing(guests: Guests, places: int | None) -> frozenset[UserId]:
    """Return which of *guests* would lose their place if there were *places*."""
    return frozenset(guests.going).difference(replace(guests, places=places).going)


async def _answered_since(tx: Transaction, limit: Limit, users: frozenset[UserId]) -> bool:
    """Tell whether one of *users* answered since the change *limit*, and so was told of a place at once."""
    return bool(users.intersection(await PartyStore(tx).going_since(limit.party, limit.turn)))


async def _saved(tx: Transaction, party: Party, places: int | None, now: datetime) -> PlacesChange:
    """Save *party* with *places*; its card is drawn anew, and those who move up are told, when that is public."""
    waited = await waiting_for(tx, [party])
    changed = replace(party, places=places)
    await PartyStore(tx).save(changed)
    await planning.redraw_card(tx, changed, now + UNDO_WINDOW)
    await move_up(tx, waited, now, UNDO_WINDOW)
    guests = await PartyStore(tx).guests(party.id)
    moved_up = len(set(waited.get(party.id, ())).intersection(guests.going))
    return PlacesChange(PlanResult.DONE, changed, party.places, guests, moved_up)
