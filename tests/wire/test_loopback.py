"""The loopback Discord behaves as the real discord.py client expects: login, REST, interactions."""

import discord
import pytest
import yarl
from discord import Permissions
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.loopback import DOCUMENT, Loopback, Scene, contract
from tests.loopback.conversation import DEADLINE
from tests.wire.probe import GREETING_ID, Greeter, Probe, running_probe

pytestmark = pytest.mark.xdist_group("loopback")


async def test_the_client_logs_in_and_caches_server_and_channels(
    discord_server: Loopback, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It identifies with its intents only."""
    async with running_probe(discord_server, monkeypatch) as client:
        guild = client.get_guild(scene.guild.id)
        assert guild is not None
        assert guild.name == "Study group"
        assert guild.me.guild_permissions.send_messages
        assert {channel.name for channel in guild.channels} == {"study", "chapters"}
        assert discord_server.gateway.identified[0]["intents"] == discord.Intents(guilds=True).value
        asked = [record.path for record in discord_server.journal.answered("GET")]
        assert asked == ["/users/@me", "/oauth2/applications/@me"]
        assert all(record.authorised for record in discord_server.journal.records)


async def test_wrong_token_is_refused(discord_server: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    """With 401, which the client reports as a failed login."""
    monkeypatch.setattr(Route, "BASE", discord_server.api)
    async with Probe() as client:
        with pytest.raises(discord.LoginFailure):
            await client.login("wrong")


async def test_privileged_intents_are_refused(discord_server: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    """With close code 4014."""
    monkeypatch.setattr(Route, "BASE", discord_server.api)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(discord_server.gateway_url))
    async with Probe(discord.Intents(guilds=True, members=True)) as client:
        with pytest.raises(discord.PrivilegedIntentsRequired):
            await client.start(discord_server.token)


async def test_commands_keep_their_ids(discord_server: Loopback, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """When they are registered again."""
    async with running_probe(discord_server, monkeypatch) as client:
        first = {command["name"]: command["id"] for command in discord_server.world.commands[None].values()}
        again = await client.tree.sync()
        assert {command.name: str(command.id) for command in again} == first
        assert set(first) == {"echo", "study", "Quote"}
        assert len(await client.tree.fetch_commands()) == 3
        assert scene.guild.id not in discord_server.world.commands


async def test_a_slash_command_carries_the_persons_language_and_is_answered(
    discord_server: Loopback, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = discord_server.person(scene.reader, scene.channel)
    async with running_probe(discord_server, monkeypatch):
        talk = await (await reader.slash("echo", text="oi")).finished()
        assert talk.reply.text == "pt-BR: oi"
        assert talk.reply.ephemeral
        assert discord_server.world.posts(scene.channel) == []
        offered = await (await reader.autocomplete("echo", "text", "lst")).finished()
        assert offered.choices == [{"name": "lst!", "value": "lst"}]


async def test_a_follow_up_replaces_the_deferred_answer_as_privately(
    discord_server: Loopback, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first follow-up replaces the "thinking", and is private if that was."""
    organiser = discord_server.person(scene.organiser, scene.channel)
    async with running_probe(discord_server, monkeypatch):
        talk = await organiser.slash("study open", channel=scene.channel, later=True)
        await talk.finished()
        assert talk.reply.text == "Greeting study"
        assert talk.reply.ephemeral
        assert talk.followups == []


async def test_buttons_change_messages_and_open_forms(
    discord_server: Loopback, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those of a Components V2 message."""
    member = discord_server.person(scene.member, scene.channel)
    async with running_probe(discord_server, monkeypatch):
        await (await member.slash("study open", channel=scene.channel)).finished()
        (post,) = await discord_server.posts(scene.channel)
        assert post.buttons == {"Greet": GREETING_ID, "Name": "name"}
        await (await member.click(post, "Greet")).finished()
        assert post.text == "Hello Max"
        form = await (await member.click(post, "Name")).finished()
        answer = await (await member.submit(form, answer="Ada")).finished()
        assert answer.reply.text == "You are Ada"


async def test_message_commands_and_mentions_carry_their_text_and_other_messages_none(
    discord_server: Loopback, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    member = discord_server.person(scene.member, scene.channel)
    intents = discord.Intents(guilds=True, guild_messages=True)
    async with running_probe(discord_server, monkeypatch, Probe(intents)):
        talk = await member.say("what is an LSTM?")
        quoted = await (await member.use_on("Quote", talk)).finished()
        assert quoted.reply.text == "> what is an LSTM?"
        mention = await member.say(f"<@{discord_server.world.bot.id}> hello")
        _, reply = await discord_server.posts(scene.channel, 2)
        assert reply.text == f"You said {mention.text}"


async def test_late_and_double_answers_are_refused(
    discord_server: Loopback, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With 10062 and 40060."""
    seen: list[discord.Interaction] = []

    class Silent(Probe):
        async def on_interaction(self, interaction: discord.Interaction) -> None:
            seen.append(interaction)

    async with running_probe(discord_server, monkeypatch, Silent()):
        member = discord_server.person(scene.member, scene.channel)
        talk = await (await member.slash("echo", text="hi")).finished()
        codes = [await _code_of_answering(seen[0])]
        talk.callback, talk.asked_at = None, talk.asked_at - DEADLINE
        codes.append(await _code_of_answering(seen[0]))
        assert codes == [40060, 10062]


async def _code_of_answering(interaction: discord.Interaction) -> int:
    interaction.response._response_type = None
    with pytest.raises(discord.HTTPException) as refusal:
        await interaction.response.send_message("again")
    return refusal.value.code


async def test_a_repeated_nonce_returns_the_first_message(
    discord_server: Loopback, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or 404 when that is deleted; the history shows no nonce."""
    async with running_probe(discord_server, monkeypatch) as client:
        channel = client.text_channel(scene.channel.id)
        first = await channel.send(view=Greeter(), nonce="weekly-1")
        again = await channel.send(view=Greeter(), nonce="weekly-1")
        assert again.id == first.id
        (found,) = [message async for message in channel.history()]
        assert found.nonce is None
        assert [part.to_dict() for part in found.components] == [part.to_dict() for part in first.components]
        await first.delete()
        with pytest.raises(discord.NotFound):
            await channel.send(view=Greeter(), nonce="weekly-1")
        assert discord_server.world.posts(scene.channel) == []


async def test_history_pages_both_ways_and_needs_read_message_history(
    discord_server: Loopback, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others' texts are empty in it, since the intent is missing."""
    async with running_probe(discord_server, monkeypatch) as client:
        channel = client.text_channel(scene.channel.id)
        sent = [await channel.send(f"number {n}") for n in range(5)]
        discord_server.world.post(channel.id, scene.member, {"content": "a person's words"})
        assert [m.content async for m in channel.history(limit=2)] == ["", "number 4"]
        assert [m.content async for m in channel.history(limit=2, after=sent[0])] == ["number 1", "number 2"]
        assert [m.content async for m in channel.history(limit=1, before=sent[2])] == ["number 1"]
        assert len([m async for m in channel.history(around=sent[2], limit=3)]) == 3
        deny = Permissions(read_message_history=True)
        await discord_server.change.overwrite(scene.channel, scene.bot_role, deny=deny)
        assert [m async for m in channel.history()] == []


async def test_forbidden_hidden_and_deleted_channels_are_refused_with_discords_codes(
    discord_server: Loopback, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running_probe(discord_server, monkeypatch) as client:
        channel = client.text_channel(scene.channel.id)
        codes = []
        for right in ("send_messages", "view_channel"):
            deny = Permissions(**{right: True})
            await discord_server.change.overwrite(scene.channel, scene.bot_role, deny=deny)
            codes.append(await _code_of_sending(channel))
        await discord_server.change.delete_channel(scene.channel)
        codes.append(await _code_of_sending(channel))
        assert codes == [50013, 50001, 10003]


async def _code_of_sending(channel: discord.abc.Messageable) -> int:
    with pytest.raises(discord.HTTPException) as refusal:
        await channel.send("hello")
    return refusal.value.code


async def test_own_messages_can_be_edited_and_deleted_and_others_cannot(
    discord_server: Loopback, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also in direct messages."""
    async with running_probe(discord_server, monkeypatch) as client:
        channel = client.text_channel(scene.channel.id)
        message = await channel.send("one")
        await message.edit(content="two")
        assert (await channel.fetch_message(message.id)).content == "two"
        theirs = discord_server.world.post(channel.id, scene.member, {"content": "mine"})
        with pytest.raises(discord.Forbidden):
            await channel.get_partial_message(theirs.id).edit(content="ours")
        await message.delete()
        with pytest.raises(discord.NotFound):
            await channel.fetch_message(message.id)
        user = await client.fetch_user(scene.member.id)
        assert (await user.send("psst")).content == "psst"


async def test_forum_posts_and_threads_are_made_and_locked_threads_refuse_messages(
    discord_server: Loopback, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running_probe(discord_server, monkeypatch) as client:
        forum = client.get_channel(scene.forum.id)
        assert isinstance(forum, discord.ForumChannel)
        made = await forum.create_thread(name="Chapter 1", view=Greeter())
        assert made.message.id in discord_server.world.messages
        message = await client.text_channel(scene.channel.id).send("talk here")
        thread = await message.create_thread(name="Talk")
        assert thread.id == message.id
        await thread.send("first")
        kept = scene.guild.channels[thread.id]
        await discord_server.change.archive(kept, locked=True)
        assert await _code_of_sending(thread) == 50083
        await discord_server.change.archive(kept)
        assert (await thread.send("wakes it up")).channel.id == thread.id
        assert not kept.archived


@pytest.mark.skipif(not DOCUMENT.exists(), reason="Discord's OpenAPI document is not at hand")
async def test_malformed_requests_break_discords_document_and_well_formed_ones_do_not(
    discord_server: Loopback, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A breach names the place in the body."""
    async with running_probe(discord_server, monkeypatch) as client:
        await client.text_channel(scene.channel.id).send(view=Greeter(), nonce="n")
    assert discord_server.breaches == []
    checked = contract()
    assert checked is not None
    path = f"/channels/{scene.channel.id}/messages"
    assert checked.request_breaches("POST", path, {"content": "x", "nonce": "n" * 26}) != []
    assert checked.request_breaches("POST", path, {"contnet": "x"}) != []
    assert checked.request_breaches("POST", "/nowhere", None) == ["POST /nowhere: no such operation"]


async def test_too_much_text_or_a_custom_id_twice_is_refused(
    discord_server: Loopback, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though each component by itself is valid."""
    async with running_probe(discord_server, monkeypatch) as client:
        channel = client.text_channel(scene.channel.id)
        view = Greeter()
        view.text.content = "x" * 4001
        with pytest.raises(discord.HTTPException) as refusal:
            await channel.send(view=view)
        assert refusal.value.code == 50035
        twice = discord.ui.View(timeout=None)
        for _ in range(2):
            twice.add_item(discord.ui.Button(label="same", custom_id="same"))
        with pytest.raises(discord.HTTPException, match="more than once"):
            await channel.send("x", view=twice)


async def test_only_allowed_mentions_count_as_pings(
    discord_server: Loopback, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running_probe(discord_server, monkeypatch) as client:
        text = f"<@&{scene.students.id}> <@{scene.member.id}> @everyone"
        channel = client.text_channel(scene.channel.id)
        await channel.send(text, allowed_mentions=discord.AllowedMentions.none())
        only = discord.AllowedMentions(everyone=False, users=False, roles=[discord.Object(scene.students.id)])
        await channel.send(text, allowed_mentions=only)
        quiet, ping = discord_server.world.posts(scene.channel)
        assert (quiet.data["mentions"], quiet.data["mention_roles"]) == ([], [])
        assert (ping.data["mentions"], ping.data["mention_roles"]) == ([], [str(scene.students.id)])
        assert not ping.data["mention_everyone"]
