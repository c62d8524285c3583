"""Many people answer an invitation at the same moment."""

import pytest
from discord.utils import utcnow

from tests.loopback import BotDatabase, Limits, Loopback, study_server
from tests.wire.running_bot import running_bot

CROWD, AT_ONCE = 500, 20
EVERY_S = 1
WITHIN_S = 240.0  # a busy machine takes more than a minute for a thousand transactions while it measures coverage
EDITS = "/channels/*/messages/*"


@pytest.mark.usefixtures("no_errors")
async def test_five_hundred_who_answer_at_once_are_all_on_the_card(
    bot_database: BotDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twenty at a time; the card is edited at most once in EVERY_S, and no rate limit is met."""
    monkeypatch.setattr("bot.parties.tasks.REDRAW_EVERY", EVERY_S)
    async with Loopback(limits=Limits(), checked=False) as server:
        scene = study_server(server.world)
        organiser = server.person(scene.organiser, scene.channel)
        members = [server.world.add_user(f"Member {number}") for number in range(CROWD)]
        for member in members:
            server.world.join(scene.guild, member)
        async with running_bot(server, bot_database):
            await (await organiser.slash("settings timezone", timezone="Europe/Lisbon")).finished()
            talk = await (await organiser.slash("party plan", chapter="5", when="in 3 days")).finished()
            await (await organiser.click(talk.reply, "Confirm")).finished()
            (card,) = await server.posts(scene.channel)
            begun = utcnow()
            people = [server.person(member, scene.channel) for member in members]
            for begin in range(0, CROWD, AT_ONCE):
                for talk in [await each.click(card, "Going") for each in people[begin : begin + AT_ONCE]]:
                    await talk.answered()
            everyone = f"Going **{CROWD + 1}**"
            await bot_database.until(lambda: everyone in card.text, "the whole crowd on the card", WITHIN_S)
            seconds = (utcnow() - begun).total_seconds()
        assert server.limits is not None
        assert server.limits.refused == 0
        assert len(server.journal.find("PATCH", EDITS)) <= seconds / EVERY_S + 2
