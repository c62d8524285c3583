"""The board of members who show their progress."""

from bot.courses.cards import course_line
from bot.progress.buttons import ShowOnBoard
from bot.progress.cards.overview import GUILD_BAR_WIDTH, bar
from bot.progress.model import Board, BoardPlace
from bot.text.translations import Localizer
from bot.ui.cards import PRIMARY, Card, action_button, divider, panel, row, small, text

MEDALS = ("🥇", "🥈", "🥉")


def board_card(board: Board, say: Localizer) -> Card:
    """Show those who have said yes, what all members together have done, and a button to be shown or hidden."""
    guild, course = board.guild, board.course
    lines = [_place_line(place, board, say) for place in board.places]
    nobody = say("Nobody shows their progress here yet.")
    show = action_button(say("Show me here"), ShowOnBoard(shown=True, course=course.ref), style=PRIMARY)
    hide = action_button(say("Hide me"), ShowOnBoard(shown=False, course=course.ref))
    only_yes = say("Only members who have said yes are named. Everyone counts in the sums.")
    return Card(
        panel(
            text(f"### {say('Board')}", course_line(course, say), *(lines or [nobody])),
            divider(),
            text(*sum_lines(guild.watchers, board.finishers, sum(guild.counts.values()), say)),
            row([hide if board.is_shown else show]),
            text(small(only_yes)),
        )
    )


def sum_lines(watchers: int, finishers: int, marks: int, say: Localizer) -> list[str]:
    """Return a line for each sum that is not zero: who watch along, who have finished, what all have marked."""
    along = say.count("{number} member is watching along", "{number} members are watching along", watchers)
    finished = say.count(
        "{number} member has watched the whole course", "{number} members have watched the whole course", finishers
    )
    watched = say.count("{number} chapter watched in all", "{number} chapters watched in all", marks)
    known = ((along, watchers), (finished, finishers), (watched, marks))
    return [line for line, number in known if number] or [say("Nobody has marked a chapter yet.")]


def _place_line(place: BoardPlace, board: Board, say: Localizer) -> str:
    total = len(board.course.chapters)
    first = next(at for at, other in enumerate(board.places) if other.watched == place.watched)  # equals share a place
    rank = MEDALS[first] if first < len(MEDALS) else f"**{first + 1}**"
    lately = f"  {small_plus(place.lately, say)}" if place.lately else ""
    return f"{rank} <@{place.user}>  {bar(place.watched, total, GUILD_BAR_WIDTH)}  {place.watched}/{total}{lately}"


def small_plus(lately: int, say: Localizer) -> str:
    """Return how many chapters were watched this week."""
    return say("(+{number} this week)", number=lately)
