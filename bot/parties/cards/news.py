"""What is said about a watch party beside its card: that it comes, was moved or is called off."""

from collections.abc import Sequence
from enum import Enum, auto

from bot.courses.cards import heading
from bot.courses.model import Chapter
from bot.ids import UserId
from bot.parties.buttons import PartyAskCancel, PartyNews
from bot.parties.model import Answer, PartyView
from bot.schedules.cards.overview import moment
from bot.text.translations import Localizer
from bot.ui.cards import Card, action_button, link_button, panel, plain, row, small, text


class News(Enum):
    """What there is to say about a party."""

    BEGINS = auto()
    SHOULD_HAVE_BEGUN = auto()
    MOVED = auto()
    CALLED_OFF = auto()
    EVENT_GONE = auto()


def news_card(
    news: News,
    view: PartyView,
    chapter: Chapter,
    say: Localizer,
    job: int,
    *,
    pinged: Sequence[UserId] | None = (),
    server: str | None = None,
) -> Card:
    """Draw one piece of news, made by *job*; whom it notifies stands above it, if anybody is to be named.

    Where it goes to one person alone, *server* is the name of the guild that meets.
    """
    party = view.party
    above = text("".join(f"<@{user}>" for user in pinged or ()))
    venue = None if party.venue is None else say("Meet in {channel}", channel=f"<#{party.venue}>")
    details = " · ".join(part for part in (moment(party.starts_at), venue) if part)
    where = None if server is None else small(plain(server))
    buttons = [link_button(say("Watch"), chapter.url), action_button(say("Details"), PartyNews(party.id, job))]
    more = None if server or pinged is None else _more(view, pinged, say)
    if news is News.EVENT_GONE:
        buttons.append(action_button(say("Call off"), PartyAskCancel(party.id)))
        more = small(say("The party itself still takes place. Its host can call it off."))
    return Card(
        *([] if above is None else [above]),
        panel(text(f"### {_headline(news, view, say)}", heading(chapter), details, more, where), row(buttons)),
    )


def _headline(news: News, view: PartyView, say: Localizer) -> str:
    when = f"<t:{int(view.party.starts_at.timestamp())}:R>"
    return {
        News.BEGINS: "⏰ " + say("The watch party begins {when}", when=when),
        News.SHOULD_HAVE_BEGUN: "⏰ " + say("The watch party was to begin {when}", when=when),
        News.MOVED: "↪️ " + say("The watch party has been moved"),
        News.CALLED_OFF: "❌ " + say("The watch party is called off"),
        News.EVENT_GONE: "🗑️ " + say("The watch party is no more among the server's events"),
    }[news]


def _more(view: PartyView, pinged: Sequence[UserId], say: Localizer) -> str | None:
    """Say how many come whom Discord does not let one message notify."""
    rest = len(set(view.guests.saying(Answer.GOING)) - set(pinged))
    if not rest:
        return None
    return small(say.count("and {number} more is going", "and {number} more are going", rest))
