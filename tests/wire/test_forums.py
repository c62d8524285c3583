"""Each chapter in a forum is one forum post, made once, although forum posts have no nonce."""

import pytest

from tests.loopback import BotDatabase, Channel, Loopback, Message, Scene, minutes_ago
from tests.wire.running_bot import running_bot

pytestmark = pytest.mark.usefixtures("valid_requests", "no_errors")
OPEN = "/channels/*/threads"
TAGS = [{"id": str(number), "name": name, "moderated": False, "emoji_id": None, "emoji_name": None}
        for number, name in ((71, "chapters"), (72, "questions"))]  # fmt: skip


def _posts(server: Loopback, scene: Scene) -> list[tuple[Channel, Message]]:
    """Return the forum's posts with their first messages, the oldest first."""
    threads = [place for place in scene.guild.channels.values() if place.parent_id == scene.forum.id]
    return [(thread, server.world.messages[thread.id]) for thread in threads]


async def test_forum_post_has_the_chapters_name_card_and_tag(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    """The post's name is the chapter's, its first message the card."""
    scene.forum.tags = list(TAGS)
    (job,) = await bot_database.plan(scene.forum, due=minutes_ago(2), role=scene.students, tag=72)
    async with running_bot(discord_server, bot_database):
        await bot_database.settled(job)
    ((thread, first),) = _posts(discord_server, scene)
    assert (thread.name, thread.applied_tags) == ("1 · But what is a neural network?", ["72"])
    assert first.buttons["Mark watched"] == f"v1:watched-post:1:{job}"
    assert first.data["mention_roles"] == [str(scene.students.id)]
    done = bot_database.job(job)
    assert (done["channel_id"], done["message_id"]) == (thread.id, first.id)
    assert bot_database.schedule(scene.forum)["position"] == 1


@pytest.mark.usefixtures("retries_at_once")
@pytest.mark.parametrize("fault", ["502", "lost", "never made"])
async def test_lost_forum_post_is_looked_for_before_another_is_made(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, *, fault: str
) -> None:
    """Whatever hid the outcome, the next attempt searches the threads first."""
    mine = discord_server.world.bot
    for number, author in enumerate((scene.member, scene.member, mine, mine)):
        other = discord_server.world.add_channel(scene.guild, f"question {number}", 11, scene.forum)
        other.archived, other.owner_id = number == 1, author.id
        first = discord_server.world.post(other.id, author, {"content": "?"}, message_id=other.id)
        first.deleted = number == 3
    (job,) = await bot_database.plan(scene.forum, due=minutes_ago(2))
    if fault == "502":
        discord_server.faults.fail("POST", OPEN, 502, after=True)
    else:
        discord_server.faults.lose("POST", OPEN, after=fault == "lost")
    async with running_bot(discord_server, bot_database):
        await bot_database.settled(job)
    *others, (thread, first) = _posts(discord_server, scene)
    assert len(others) == 4
    assert first.custom_ids[0] == f"v1:watched-post:1:{job}"
    done = bot_database.job(job)
    assert (done["channel_id"], done["message_id"]) == (thread.id, first.id)
    assert len(discord_server.journal.find("POST", OPEN)) == (2 if fault == "never made" else 1)


@pytest.mark.usefixtures("retries_at_once")
async def test_not_found_from_a_proxy_does_not_mean_that_the_post_is_gone(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    """Only Discord's own answer does."""
    (job,) = await bot_database.plan(scene.forum, due=minutes_ago(2))
    discord_server.faults.lose("POST", OPEN, after=True)
    discord_server.faults.fail("GET", "/channels/*/messages/*", 404)
    async with running_bot(discord_server, bot_database):
        await bot_database.settled(job)
    assert len(_posts(discord_server, scene)) == 1
    assert bot_database.job(job)["attempts"] == 3


@pytest.mark.usefixtures("retries_at_once")
async def test_post_on_a_later_page_of_the_archive_is_found(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    """The search ends at threads that were archived before the attempt."""
    for number in range(150):
        old = discord_server.world.add_channel(scene.guild, f"old {number}", 11, scene.forum)
        old.archived, old.touched = True, minutes_ago(3 * 1440 + number)
        discord_server.world.post(old.id, scene.member, {"content": "?"}, message_id=old.id)
    (job,) = await bot_database.plan(scene.forum, due=minutes_ago(2))
    hold = discord_server.faults.hold("POST", OPEN, after=True)
    async with running_bot(discord_server, bot_database):
        await discord_server.until(lambda: hold.reached, "the post made, its reply held")
        discord_server.journal.clear()
        ((thread, _),) = [post for post in _posts(discord_server, scene) if post[1].custom_ids]
        await discord_server.change.archive(thread)
        for number in range(120):
            new = discord_server.world.add_channel(scene.guild, f"new {number}", 11, scene.forum)
            new.archived = True
        hold.drop()
        await bot_database.settled(job)
    assert bot_database.job(job)["channel_id"] == thread.id
    assert len(discord_server.journal.find("GET", "/channels/*/threads/archived/public")) == 2


async def test_deleted_tag_is_left_off(discord_server: Loopback, scene: Scene, bot_database: BotDatabase) -> None:
    """The post goes out without the tag."""
    scene.forum.tags = TAGS[:1]
    (job,) = await bot_database.plan(scene.forum, due=minutes_ago(2), tag=72)
    async with running_bot(discord_server, bot_database):
        await bot_database.settled(job)
    ((thread, _),) = _posts(discord_server, scene)
    assert thread.applied_tags == []


async def test_post_waits_where_the_forum_wants_a_tag(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    """And the chosen tag was deleted: it is held until that is mended."""
    scene.forum.tags, scene.forum.needs_tag = TAGS[:1], True
    (job,) = await bot_database.plan(scene.forum, due=minutes_ago(2), tag=72)
    async with running_bot(discord_server, bot_database):
        await bot_database.settled(job, state="held")
        assert bot_database.job(job)["last_error"] == "tag_needed"
        assert discord_server.journal.find("POST", OPEN) == []
        scene.forum.needs_tag = False
        await discord_server.change.overwrite(scene.forum, scene.bot_role)
        await bot_database.settled(job)
    assert len(_posts(discord_server, scene)) == 1


@pytest.mark.parametrize(("status", "code", "reason"), [(400, 160006, "too_many_threads"), (400, 40067, "tag_needed")])
async def test_refusal_by_discord_holds_the_post(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase, *, status: int, code: int, reason: str
) -> None:
    """Until a thread changes that may have been the reason."""
    (job,) = await bot_database.plan(scene.forum, due=minutes_ago(2))
    discord_server.faults.refuse("POST", OPEN, status, code)
    other = discord_server.world.add_channel(scene.guild, "talk", 11, scene.channel)
    async with running_bot(discord_server, bot_database):
        await bot_database.settled(job, state="held")
        assert bot_database.job(job)["last_error"] == reason
        if code == 160006:
            await discord_server.change.delete_channel(other)
        else:
            await discord_server.change.archive(other)
        await bot_database.settled(job)
    assert len(_posts(discord_server, scene)) == 1


async def test_rate_limited_post_is_sent_again_in_the_same_attempt(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    """After a 429 nothing was made, so there is nothing to look for."""
    (job,) = await bot_database.plan(scene.forum, due=minutes_ago(2))
    discord_server.faults.limit("POST", OPEN, 0.1)
    async with running_bot(discord_server, bot_database):
        await bot_database.settled(job)
    assert [record.status for record in discord_server.journal.find("POST", OPEN)] == [429, 201]
    assert bot_database.job(job)["attempts"] == 1


async def test_forum_that_wants_a_tag_gets_a_schedule_with_one(
    discord_server: Loopback, scene: Scene, bot_database: BotDatabase
) -> None:
    scene.forum.tags, scene.forum.needs_tag = list(TAGS), True
    organiser = discord_server.person(scene.organiser, scene.channel)
    options = {"channel": scene.forum, "weekdays": "monday", "time": "19:00", "timezone": "Europe/Lisbon"}
    async with running_bot(discord_server, bot_database):
        started = await (await organiser.slash("schedule setup", **options, tag="Questions")).finished()
        assert "tag: questions" in started.reply.text
    assert bot_database.schedule(scene.forum)["tag_id"] == 72
