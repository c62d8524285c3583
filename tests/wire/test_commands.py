"""People use the real bot over HTTP and websocket: commands, autocompletion, buttons, and failures."""

import pytest

from tests.loopback import BotDatabase, Loopback, Message, Scene, minutes_ago
from tests.wire.running_bot import running_bot

pytestmark = pytest.mark.usefixtures("valid_requests")
quiet = pytest.mark.usefixtures("no_errors")


@quiet
async def test_ask_answers_the_reader_alone_and_share_shows_everyone(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    """The shared answer names whoever shared it."""
    member = discord_server.person(scene.member, scene.channel)
    async with running_bot(discord_server, bot_database):
        talk = await (await member.slash("ask", question="what covers LSTMs?")).finished()
        assert "7 · Long Short-Term Memory" in talk.reply.text
        assert talk.reply.ephemeral
        shared = await (await member.click(talk.reply, "Share")).finished()
        assert not shared.reply.ephemeral
        assert "7 · Long Short-Term Memory" in shared.reply.text
        assert f"<@{scene.member.id}>" in shared.reply.text
        assert shared.reply.data["mentions"] == []


ANYWHERE = [("ask", 1), ("chapter", 1), ("course", 1), ("help", 1), ("Find the chapter", 3)]


@quiet
async def test_a_user_installed_app_answers_and_keeps_nothing(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    """Where only the person has installed the app, it answers in their language and stores nothing."""
    async with running_bot(discord_server, bot_database):
        for name, kind in ANYWHERE:
            command = discord_server.world.command(name, None, kind)
            assert (command["integration_types"], command["contexts"]) == ([0, 1], [0, 1, 2]), name
        await discord_server.change.remove_bot(scene.guild)
        reader = discord_server.person(scene.reader, scene.channel)
        talk = await (await reader.slash("ask", question="o que cobre LSTM?")).finished()
        assert talk.reply.ephemeral
        assert "7 · Long Short-Term Memory" in talk.reply.text
        assert "; [6 · Recurrent" in talk.reply.text.partition("**Assista antes**")[2]
        asked = discord_server.world.post(scene.channel.id, scene.member, {"content": "and backprop?"})
        found = await (await reader.use_on("Find the chapter", asked)).finished()
        assert "3 · Backpropagation" in found.reply.text
        card = await (await reader.click(found.reply, "Abrir capítulo 3")).finished()
        assert sorted(card.reply.buttons.values()) == ["v1:chapter:2", "v1:chapter:4"]


@quiet
async def test_options_are_completed_in_the_readers_language(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    reader = discord_server.person(scene.reader, scene.channel)
    organiser = discord_server.person(scene.organiser, scene.channel)
    async with running_bot(discord_server, bot_database):
        talk = await (await reader.autocomplete("chapter", "chapter", "lstm")).finished()
        assert "7" in [choice["value"] for choice in talk.choices]
        typed = {"channel": scene.channel, "weekdays": "monday", "time": "19:00"}
        talk = await (await organiser.autocomplete("schedule setup", "timezone", "lisb", **typed)).finished()
        assert "Europe/Lisbon" in [choice["value"] for choice in talk.choices]


@quiet
async def test_mark_watched_on_an_earlier_processes_post_marks_and_can_be_undone(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    """Both answers are private."""
    await bot_database.plan(scene.channel, due=minutes_ago(2))
    async with running_bot(discord_server, bot_database):
        (post,) = await discord_server.posts(scene.channel)
    count = "SELECT count(*) FROM watched WHERE user_id = :user AND chapter = 1"
    reader = discord_server.person(scene.reader, scene.channel)
    async with running_bot(discord_server, bot_database):
        talk = await (await reader.click(post, "Mark watched")).finished()
        assert talk.reply.ephemeral
        assert "1" in talk.reply.text
        assert bot_database.value(count, user=scene.reader.id) == 1
        await (await reader.click(talk.reply, "Desfazer")).finished()
        assert bot_database.value(count, user=scene.reader.id) == 0
        await (await reader.click(talk.reply, "Desfazer")).finished()
        assert bot_database.value(count, user=scene.reader.id) == 1


def _with_button(server: Loopback, scene: Scene, custom_id: str) -> Message:
    """Return an old message of the bot with a button of *custom_id*."""
    button = {"type": 2, "style": 2, "label": "Old", "custom_id": custom_id}
    payload = {"flags": 32768, "components": [{"type": 1, "components": [button]}]}
    return server.world.post(scene.channel.id, server.world.bot, payload)


@quiet
@pytest.mark.parametrize("custom_id", ["v0:watch:3", "v1:watched:3:4:5", "quiz", "v1:watched:999"])
async def test_a_button_of_another_version_or_a_missing_chapter_is_answered(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, custom_id: str
) -> None:
    """In a private message."""
    old = _with_button(discord_server, scene, custom_id)
    member = discord_server.person(scene.member, scene.channel)
    async with running_bot(discord_server, bot_database):
        talk = await (await member.click(old, "Old")).finished()
        assert talk.reply.ephemeral
        assert talk.reply.text.startswith("ℹ️")  # noqa: RUF001 - the information sign is meant


@quiet
async def test_an_organiser_sets_up_a_schedule_and_others_are_refused(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    """Though Discord let them use the command."""
    asked = {"channel": scene.channel, "weekdays": "monday, thursday", "time": "7pm"}
    asked |= {"timezone": "Europe/Lisbon", "role": scene.students, "first": "3"}
    async with running_bot(discord_server, bot_database):
        member = discord_server.person(scene.member, scene.channel)
        talk = await (await member.slash("schedule setup", **asked)).finished()
        assert "Manage Server" in talk.reply.text
        assert bot_database.jobs("waiting") == []
        organiser = discord_server.person(scene.organiser, scene.channel)
        talk = await (await organiser.slash("schedule setup", **asked)).finished()
        assert talk.reply.ephemeral
    (job,) = [row for row in bot_database.jobs("waiting") if row["kind"] == "weekly_post"]
    schedule = bot_database.schedule(scene.channel)
    assert (schedule["position"], schedule["weekdays"], schedule["at_minute"]) == (2, "0,3", 19 * 60)
    assert (schedule["role_id"], schedule["organiser_id"]) == (scene.students.id, scene.organiser.id)
    assert f"<t:{job['due']}:F>" in talk.reply.text
    async with running_bot(discord_server, bot_database):
        (announced,) = await discord_server.posts(scene.channel)
        await bot_database.until(lambda: len(bot_database.jobs("done")) == 1, "the start announced")
    assert f"<t:{job['due']}:F>" in announced.text
    assert announced.data["mention_roles"] == []
    await bot_database.change("UPDATE job SET due = :due, try_at = :due", due=int(minutes_ago(1).timestamp()))
    async with running_bot(discord_server, bot_database):
        _, post = await discord_server.posts(scene.channel, 2)
        await bot_database.settled(job["id"])
    assert "3 · " in post.text
    assert post.data["mention_roles"] == [str(scene.students.id)]


async def test_a_failing_command_is_logged_with_the_reference_its_reader_gets(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    """Once, with the traceback; the reference is in the private answer."""
    reader = discord_server.person(scene.reader, scene.channel)
    async with running_bot(discord_server, bot_database):
        await bot_database.change("ALTER TABLE watched RENAME TO elsewhere")
        talk = await (await reader.slash("progress")).finished()
        assert talk.reply.ephemeral
    (error,) = [record for record in caplog.records if record.levelname == "ERROR"]
    assert getattr(error, "reference", "") in talk.reply.text
    assert "Algo deu errado" in talk.reply.text


@quiet
async def test_an_answer_that_discord_refuses_does_not_stop_the_next(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    member = discord_server.person(scene.member, scene.channel)
    async with running_bot(discord_server, bot_database):
        discord_server.faults.lose("POST", "/interactions/*/callback", after=False, times=2)
        await member.slash("course")
        lost = discord_server.journal
        await discord_server.until(
            lambda: sum(record.lost for record in lost.find("POST", "/interactions/*")) == 2,
            "a lost answer, and the lost word of it",
        )
        talk = await (await member.slash("progress")).finished()
        assert "Your progress" in talk.reply.text
    caplog.clear()
