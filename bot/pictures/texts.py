"""What is written in the pictures, and the plain sentences that stand for them where they cannot be seen."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from functools import singledispatch

from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal

from bot.pictures.model import CLEAREST, CertificateFacts, ChapterOfGroup, GroupFacts, ProgressFacts
from bot.pictures.names import plain, typed
from bot.text.translations import Localizer
from bot.text.visible import shortened
from bot.times.formats import babel_locale, calendar_date, length

LONGEST_ALTERNATIVE = 1024  # characters of an attachment's description, set by Discord
_NAME_SPOKEN = 80  # characters of a name or title in such a description
_MANY_WEEKS = 9  # of which the middle one has a date under it, too


def progress_texts(facts: ProgressFacts, say: Localizer) -> dict[str, object]:
    """Return all that `progress.typ` draws of *facts*."""
    weeks = facts.weeks_shown
    dated = {0, len(weeks) - 1} | ({len(weeks) // 2} if len(weeks) >= _MANY_WEEKS else set())
    return {
        **_language(say),
        "name": asdict(typed(facts.name, _somebody(say))),
        "course": asdict(typed(facts.course, say("Video course"))),
        "done": _of(facts.watched, len(facts.chapters), say),
        "share": facts.share,
        "chapters": list(facts.chapters),
        "figures": list(_figures(facts, say)),
        "weeks": [
            {"own": week.own, "mean": week.group_mean, "label": _day(week.first_day, say) if at in dated else None}
            for at, week in enumerate(weeks)
        ],
        "words": {
            "done": say.count("chapter watched", "chapters watched", len(facts.chapters)),
            "weeks": say("Chapters a week"),
            "mean": say("Group average"),
        },
    }


def group_texts(facts: GroupFacts, say: Localizer) -> dict[str, object]:
    """Return all that `group.typ` draws of *facts*."""
    return {
        **_language(say),
        "name": asdict(typed(facts.course, say("Video course"))),
        "group": asdict(typed(facts.group, say("Study group"))),
        "most": facts.most_watched,
        "clearest": CLEAREST,
        "chapters": [
            {
                "watched": chapter.watched,
                "clarity": chapter.clarity,
                "clarity-text": None if chapter.clarity is None else _decimal(chapter.clarity, say),
            }
            for chapter in facts.chapters
        ],
        "words": {
            "members": say.count("{number} member", "{number} members", facts.members),
            "watched": say("Watched, by chapter"),
            "clarity": say("Clarity (median, 1 to 5)"),
        },
    }


def certificate_texts(facts: CertificateFacts, say: Localizer) -> dict[str, object]:
    """Return all that `certificate.typ` draws of *facts*."""
    finished = facts.finished_on
    return {
        **_language(say),
        "name": asdict(typed(facts.name, _somebody(say))),
        "course": asdict(typed(facts.course, say("Video course"))),
        "server": asdict(typed(facts.server, say("Study group"))),
        "date": format_date(finished, "long", locale=babel_locale(say.locale)),
        "day": [finished.year, finished.month, finished.day],
        "alternative": text_alternative(facts, say),
        "words": {
            "title": say("Certificate of completion"),
            "above": say("This certifies that"),
            "below": say("has completed the course"),
            "extent": " · ".join(_extent(facts, say)),
            "date": say("Completed on"),
            "server": say("Awarded by"),
        },
    }


@singledispatch
def text_alternative(facts: object, say: Localizer) -> str:
    """Return what the picture of *facts* shows, in plain sentences of at most `LONGEST_ALTERNATIVE` characters.

    Raises:
        TypeError: No picture is drawn of such facts.
    """
    message = f"no picture is drawn of {type(facts).__name__} in {say.locale}"
    raise TypeError(message)


@text_alternative.register
def _of_progress(facts: ProgressFacts, say: Localizer) -> str:
    sentences = [
        say.count(
            "{name} in {course}: {watched} of {number} chapter watched.",
            "{name} in {course}: {watched} of {number} chapters watched.",
            len(facts.chapters),
            name=plain(facts.name, _NAME_SPOKEN) or _somebody(say),
            course=plain(facts.course, _NAME_SPOKEN) or say("Video course"),
            watched=facts.watched,
        ),
        *(f"{figure['label']}: {figure['value']}." for figure in _figures(facts, say)),
    ]
    if weeks := facts.weeks_shown:
        own = ", ".join(str(week.own) for week in weeks)
        mean = "; ".join(_decimal(week.group_mean, say) for week in weeks)
        sentences.append(
            say(
                "Chapters a week since {day}: {own}. Group average: {mean}.",
                day=calendar_date(weeks[0].first_day, say.locale),
                own=own,
                mean=mean,
            )
        )
    return shortened(" ".join(sentences), LONGEST_ALTERNATIVE)


@text_alternative.register
def _of_group(facts: GroupFacts, say: Localizer) -> str:
    opening = say.count(
        "How many of {number} member of {group} watched each chapter of {course}:",
        "How many of {number} members of {group} watched each chapter of {course}:",
        facts.members,
        group=plain(facts.group, _NAME_SPOKEN) or say("Study group"),
        course=plain(facts.course, _NAME_SPOKEN) or say("Video course"),
    )
    whole = f"{opening} {_listed(facts.chapters, say)}."
    if len(whole) <= LONGEST_ALTERNATIVE:
        return whole
    counts = ", ".join(f"{number}: {chapter.watched}" for number, chapter in enumerate(facts.chapters, start=1))
    return shortened(f"{opening} {counts}.", LONGEST_ALTERNATIVE)


@text_alternative.register
def _of_certificate(facts: CertificateFacts, say: Localizer) -> str:
    sentence = say(
        "Certificate of completion: {name} has completed the course {course} in {server}, {date}. {extent}.",
        name=plain(facts.name, _NAME_SPOKEN) or _somebody(say),
        course=plain(facts.course, _NAME_SPOKEN) or say("Video course"),
        server=plain(facts.server, _NAME_SPOKEN) or say("Study group"),
        date=calendar_date(facts.finished_on, say.locale),
        extent=", ".join(_extent(facts, say)),
    )
    return shortened(sentence, LONGEST_ALTERNATIVE)


def _figures(facts: ProgressFacts, say: Localizer) -> Iterable[dict[str, object]]:
    if facts.watched_s is not None and facts.total_s:
        of = say("{count} of {total}", count=_length(facts.watched_s, say), total=_length(facts.total_s, say))
        yield {"label": say("Time watched"), "value": of, "bar": True}
    if facts.streak_weeks:
        weeks = say.count("{number} week", "{number} weeks", facts.streak_weeks)
        yield {"label": say("Streak"), "value": weeks, "bar": False}
    if facts.group is not None:
        watched = say.count(
            "{number} of {members} watched the latest",
            "{number} of {members} watched the latest",
            facts.group.watched,
            members=facts.group.members,
        )
        yield {"label": say("Group"), "value": watched, "bar": False}


def _listed(chapters: Sequence[ChapterOfGroup], say: Localizer) -> str:
    return ", ".join(
        f"{number}: {chapter.watched}"
        if chapter.clarity is None
        else say(
            "{chapter}: {watched} (clarity {clarity})",
            chapter=number,
            watched=chapter.watched,
            clarity=_decimal(chapter.clarity, say),
        )
        for number, chapter in enumerate(chapters, start=1)
    )


def _extent(facts: CertificateFacts, say: Localizer) -> Iterable[str]:
    yield say.count("{number} chapter", "{number} chapters", facts.chapters)
    if facts.total_s:
        yield say("{length} of video", length=_length(facts.total_s, say))


def _language(say: Localizer) -> dict[str, object]:
    return {"lang": say.locale.partition("-")[0]}


def _somebody(say: Localizer) -> str:
    return say("Member")


def _of(count: int, total: int, say: Localizer) -> str:
    return say("{count} of {total}", count=count, total=total)


def _length(seconds: int, say: Localizer) -> str:
    return length(timedelta(seconds=seconds), say)


def _day(day: date, say: Localizer) -> str:
    return format_skeleton("MMMd", day, locale=babel_locale(say.locale))


def _decimal(number: float, say: Localizer) -> str:
    return format_decimal(round(number, 1), "0.#", locale=babel_locale(say.locale))
