"""Random text in every text option gets a private answer within Discord's limits, and logs no error."""

import random
from datetime import timedelta

from tests.behaviour.reading import answer, labels, private, said
from tests.behaviour.schedules import set_up
from tests.behaviour.study_group import StudyGroup

ROUNDS = 12
BETWEEN_QUESTIONS = timedelta(seconds=7)  # below the limit of questions a minute
PIECES = (
    *"abcxyz 0123456789 *_`~|\\>#-[]()@<>&!:/{}%+=\n\t",
    *("\x00", "\u200b", "\u202e", "🧠", "é", "ß", "İ", "ﬁ", "Ａ", "１", "٣", "中", "م"),  # noqa: RUF001 - meant so
    *("monday", "lstm", "http://", "<@1>", "@everyone", "{number}", "%s", "19:00", "Europe/"),
)


def nonsense(chance: random.Random, most: int) -> str:
    """Return a random text of up to *most* pieces."""
    return "".join(chance.choice(PIECES) for _ in range(chance.randint(1, most)))


async def test_every_text_option_takes_anything(group: StudyGroup) -> None:
    """Commands, autocompletion and Share; the fixture `group` checks Discord's limits and errors at the end."""
    chance = random.Random(20261122)  # noqa: S311 - repeatable, not secret
    organiser, channel = group.organiser, group.channel
    page = answer(await set_up(group, time=None))
    for _ in range(ROUNDS):
        typed = nonsense(chance, 60)
        for command, option in (
            ("ask", "question"),
            ("chapter", "chapter"),
            ("schedule setup", "weekdays"),
            ("schedule setup", "timezone"),
            ("schedule setup", "order"),
            ("schedule show", "which"),
        ):
            choices = await organiser.autocomplete(channel, command, option, typed)
            assert all(1 <= len(choice["name"]) <= 100 for choice in choices)
        private(await organiser.slash(channel, "chapter", chapter=typed))
        private(await organiser.slash(channel, "settings timezone", timezone=typed))
        private(await organiser.slash(channel, "schedule show", which=typed))
        times = {"time": typed[:100], "zone": nonsense(chance, 5), "starts": typed[:100]}
        chapters = {"first": ["0"], "order": ["listed"], "own-order": typed[:400], "per-post": ["1"]}
        for part, fields in ((4, times), (5, chapters)):
            form = await organiser.click(page, custom_id=f"v1:draft-form:{part}")
            await organiser.submit_modal(form, fields)
        rest = {option: nonsense(chance, 20) for option in ("time", "timezone", "first", "order")}
        private(await set_up(group, weekdays=typed, **rest))
        asked = await organiser.slash(channel, "ask", question=typed[:200])
        shown = private(asked).splitlines()[0]
        if "Share" in labels(answer(asked)):
            shared = await organiser.click(answer(asked), label="Share")
            assert said(shared).splitlines()[0] == shown
        await group.wait(BETWEEN_QUESTIONS)
