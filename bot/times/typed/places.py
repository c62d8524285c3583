"""Works out in which zone a phrase is meant, where it names one."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from bot.text.languages import ZoneMeaning
from bot.times.slots import zone
from bot.times.typed.parts import Zone
from bot.times.typed.why import Why

HALF_A_YEAR = timedelta(days=182)
Reading = tuple[tzinfo, str]  # a zone, and how it is called


@dataclass(frozen=True, slots=True)
class Place:
    """The zone *info*, called *name*, in which a phrase is read; *loose* is another that its word may stand for."""

    info: tzinfo
    name: str
    why: Why = Why.CLEAR
    loose: tzinfo | None = None

    def doubt(self, at: datetime) -> Why:
        """Return why to ask about the instant *at*: the abbreviation is not what clocks there show by then."""
        if self.why is not Why.CLEAR or self.loose is None:
            return self.why
        agree = at.astimezone(self.info).utcoffset() == at.astimezone(self.loose).utcoffset()
        return Why.CLEAR if agree else Why.ZONE_LOOSE


def place_of(named: Zone | None, zone_name: str, now: datetime) -> Place:
    """Return the zone that is *named*, else the reader's own, *zone_name*; raise UnknownZoneError."""
    own = zone(zone_name)
    if named is None or not named.zone.meanings:
        return Place(own, zone_name)
    if (as_own := _own_meaning(named.zone.name, zone_name, now)) is not None:
        return _place(as_own, Why.CLEAR, None)
    first, *others = named.zone.meanings
    doubt = Why.ZONE_LOOSE if named.zone.why is Why.CLEAR and others else named.zone.why
    return _place(first, doubt, others[0] if others else None)


def _own_meaning(name: str, zone_name: str, now: datetime) -> ZoneMeaning | None:
    """Return what the abbreviation *name* means in the reader's own zone, if clocks there are ever called so."""
    own = zone(zone_name)
    for moment in (now, now + HALF_A_YEAR):
        local = moment.astimezone(own)
        apart = local.utcoffset()
        if local.tzname() == name and apart is not None:
            return ZoneMeaning(minutes=int(apart.total_seconds() // 60), place=zone_name)
    return None


def _place(meaning: ZoneMeaning, doubt: Why, other: ZoneMeaning | None) -> Place:
    info, name = _info(meaning)
    loose = _info(other)[0] if other is not None else None
    if loose is None and meaning.minutes is not None and meaning.place is not None:
        loose = zone(meaning.place)
    return Place(info, name, doubt, loose)


def _info(meaning: ZoneMeaning) -> Reading:
    if meaning.minutes is None:
        name = meaning.place or "UTC"
        return zone(name), name
    if not meaning.minutes:
        return UTC, "UTC"
    sign, apart = "+" if meaning.minutes > 0 else "-", abs(meaning.minutes)
    name = f"UTC{sign}{apart // 60:02}:{apart % 60:02}"
    return timezone(timedelta(minutes=meaning.minutes)), name
