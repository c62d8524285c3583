"""Why a schedule cannot be set up or changed as asked: what is wrong, what was expected, what to do next."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from bot.courses.model import Course
from bot.ids import ChannelId
from bot.jobs.blockers import Blocker, blocker_text
from bot.schedules.cards.overview import contents, timestamp
from bot.schedules.cards.typed_problems import typed_problem_text
from bot.schedules.doubts import TypedProblem
from bot.schedules.model import Refusal, Refused
from bot.text.translations import Localizer
from bot.text.visible import shortened
from bot.ui.cards import Card, escape, panel, small, text
from bot.ui.note_cards import NOTE, note_card

MOST_NAMES = 3  # unknown chapters that are quoted
LONGEST_NAME = 40  # characters of each


class SetupProblem(Enum):
    """Why what an organiser typed or chose cannot be used; `problem_lines` has the sentence for each."""

    UNKNOWN_ZONE = auto()
    FIRST = auto()
    NOTHING = auto()
    PING = auto()
    DISCUSSION = auto()
    NO_TAGS = auto()
    TAG = auto()
    FULL = auto()
    FIRST_ELSEWHERE = auto()
    ROLE = auto()
    HIDDEN = auto()
    OTHERWISE = auto()


@dataclass(frozen=True, slots=True)
class WrongOrder:
    """A typed order that cannot be used: what means no chapter, and numbers of chapters named twice.

    Neither means that nothing was read.
    """

    unknown: tuple[str, ...]
    duplicates: tuple[int, ...]


Problem = SetupProblem | WrongOrder | TypedProblem


def setup_problems_card(
    say: Localizer,
    problems: Sequence[Problem],
    blockers: Sequence[Blocker] = (),
    channel: ChannelId | None = None,
    *,
    heading: str | None = None,
) -> Card:
    """List every problem and blocker that keeps a schedule from being set up or changed, below *heading*."""
    lines = [f"• {line}" for line in problem_lines(say, problems, blockers, channel)]
    first = f"{NOTE} **{heading or say('The schedule has not been started:')}**"
    return Card(panel(text(first, *lines), text(small(say("Nothing was changed.")))))


def problem_lines(
    say: Localizer, problems: Sequence[Problem], blockers: Sequence[Blocker], channel: ChannelId | None
) -> list[str]:
    """Return a sentence for each problem, and for each blocker in *channel* if there is one."""
    texts = {
        SetupProblem.UNKNOWN_ZONE: say("I do not know that time zone. Write a city like Lisbon, or Europe/Lisbon."),
        SetupProblem.FIRST: say("The course has no such chapter to begin with. Choose one under “Chapters”."),
        SetupProblem.NOTHING: say("Name at least one thing to change."),
        SetupProblem.FIRST_ELSEWHERE: say("The chapter to begin with is not in your order."),
        SetupProblem.DISCUSSION: say("Threads can be opened only on posts in a text channel."),
        SetupProblem.NO_TAGS: say("Only posts in a forum carry a tag."),
        SetupProblem.TAG: say("That forum has no such tag. Pick one from the list."),
        SetupProblem.FULL: say("This server has as many schedules as it may have; end one with `/schedule stop`."),
        SetupProblem.ROLE: say(
            "I ping only a role that you could ping yourself in that channel. Choose another, or none."
        ),
        SetupProblem.HIDDEN: say("You and I must both be able to see that channel. Choose another."),
        SetupProblem.OTHERWISE: say("Nothing was started: this page has changed since. Look at it again, then decide."),
        SetupProblem.PING: say("Either choose a role to ping, or nobody: not both."),
    }
    lines = [texts[each] if isinstance(each, SetupProblem) else _wrong_input(each, say) for each in problems]
    if channel is not None:
        lines += [blocker_text(each.reason, channel, say, each.cause) for each in blockers]
    return lines


def _wrong_input(problem: WrongOrder | TypedProblem, say: Localizer) -> str:
    return _wrong_order(problem, say) if isinstance(problem, WrongOrder) else typed_problem_text(problem, say)


def _wrong_order(problem: WrongOrder, say: Localizer) -> str:
    """Return what is wrong with a typed order, and how to write one."""
    if problem.unknown:
        names = ", ".join(f"“{escape(shortened(name, LONGEST_NAME))}”" for name in problem.unknown[:MOST_NAMES])
        return say("The course has no chapter {names}. Write the order like 1, 2, 3, 7, 8.", names=names)
    if problem.duplicates:
        numbers = ", ".join(map(str, problem.duplicates))
        return say(
            "The order names these chapters twice: {numbers}. To bring one again later: `/schedule repeat`.",
            numbers=numbers,
        )
    return say("I did not understand the order. Write it like 1, 2, 3, 7, 8.")


def unread_card(say: Localizer, why: str) -> Card:
    """Say *why* what was typed was not understood."""
    return note_card(why, say("Nothing was changed."))


def refusal_card(course: Course, refusal: Refusal, say: Localizer) -> Card:
    """Say why a post is not moved, or days are not left out, and what to do instead."""
    when, brings = timestamp(refusal.post.slot.at), contents(course, refusal.post.chapters, say)
    earlier = say("Choose an earlier time. To put everything off, use `/schedule skip`.")
    sentences = {
        Refused.PAST: (say("{when} has already passed.", when=when), say("Choose a later time.")),
        Refused.TOO_FAR: (say("{when} is more than a year ahead.", when=when), say("Choose an earlier time.")),
        Refused.SAME_TIME: (say("The next post is at that time anyway: {when}.", when=when), None),
        Refused.OTHER_POST: (
            say("Another post comes at that very time: {chapters}.", chapters=brings),
            say("Choose a time before or after it."),
        ),
        Refused.AFTER_CLOSING: (say("By then the season is over: its closing post comes {when}.", when=when), earlier),
        Refused.AFTER_LAST: (
            say("The last post, of {when}, brings fewer chapters, so no other can follow it.", when=when),
            earlier,
        ),
        Refused.NO_POST: (say("No post falls on those days."), say("The next post comes {when}.", when=when)),
        Refused.OTHERWISE: (
            say("The schedule was changed meanwhile: the next post is now that of {when}.", when=when),
            say("Use the command again."),
        ),
    }
    reason, step = sentences[refusal.reason]
    return note_card(reason, " ".join(filter(None, [step, say("Nothing was changed.")])))
