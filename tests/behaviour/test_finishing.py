"""Finishing a course: a congratulation, and the role that an organiser has chosen for that."""

from typing import Any

import discord
import pytest
import simcord

from bot.text.locales import Locale
from bot.text.translations import localizer
from tests.behaviour.conftest import ErrorRecords
from tests.behaviour.every_action import finished
from tests.behaviour.reading import answer, labels, private, text_of
from tests.behaviour.study_group import BOT_PERMISSIONS, BOT_ROLE, StudyGroup
from tests.behaviour.tampered_client import press, stored, told


async def allow(group: StudyGroup) -> simcord.RoleHandle:
    """Give the bot and the organisers Manage Roles, the bot by a role above theirs, which is returned."""
    await group.let_organisers(manage_roles=True)
    own = group.guild.roles[BOT_ROLE]
    for role, position in ((group.guild.roles["Organisers"], 40), (own, 50)):
        group.env.backend.edit_role(group.guild.id, role.id, {"position": position})
    await group.let_bot(BOT_PERMISSIONS | discord.Permissions(manage_roles=True))
    return own


def finishers(group: StudyGroup, **how: Any) -> simcord.RoleHandle:
    """Make a role for finishers, below all others."""
    return group.guild.create_role("Finisher", **{"position": 1, **how})


def roles_of(group: StudyGroup) -> set[int]:
    """Return the ids of the member's roles."""
    return set(group.env.backend.get_member(group.guild.id, group.member.id).role_ids)


async def finish(group: StudyGroup) -> str:
    """Let the member mark all chapters, the last one on its own; return what they are told after that."""
    await group.member.slash(group.channel, "watched", chapters="1-8")
    return text_of((await press(group, group.member, "v1:watched:9")).followups[-1])


@pytest.mark.parametrize("locale", Locale)
async def test_whoever_marks_the_last_chapter_is_congratulated(group: StudyGroup, locale: Locale) -> None:
    """Once, privately, from wherever they mark it; not for a chapter that they mark again."""
    say = localizer(locale)
    group.locales[group.member.id] = locale
    done = say("Every chapter is watched. Congratulations!")
    assert done in await finish(group)
    assert not (await press(group, group.member, "v1:watched:9")).followups
    await press(group, group.member, "v1:unwatched:9")
    (certificate,) = (await press(group, group.member, "v1:watched:9")).followups[-1].attachments
    assert (await certificate.read()).startswith(b"\x89PNG")
    await group.member.slash(group.channel, "watched", chapters="all", remove=True)
    at_once = await group.member.slash(group.channel, "watched", chapters="all")
    assert done in text_of(at_once.followups[-1])
    await press(group, group.member, "v1:unwatched:9")
    assert done in text_of((await press(group, group.member, "v1:card-watched:9")).followups[-1])
    assert not [message for message in group.channel.history() if not message.flags.ephemeral]


@pytest.mark.parametrize("locale", Locale)
async def test_an_organiser_chooses_a_role_for_finishers(group: StudyGroup, locale: Locale) -> None:
    """It outlives a restart; taking the choice back leaves those who have it alone."""
    say = localizer(locale)
    group.locales[group.organiser.id] = group.locales[group.member.id] = locale
    await allow(group)
    role = finishers(group)
    chosen = await group.organiser.slash(group.channel, "settings finishers", role=role)
    mention = f"<@&{role.id}>"
    meaning = say("Whoever marks the last chapter of a course gets the role {role}.", role=mention)
    assert meaning in private(chosen)
    assert mention in private(await group.organiser.slash(group.channel, "settings show"))
    await group.restart_bot()
    assert say("You have the role {role} now.", role=mention) in await finish(group)
    assert role.id in roles_of(group)
    undone = await group.organiser.click(answer(chosen), label=say("Undo"))
    assert say("Whoever finishes a course gets no role.") in private(undone)
    assert role.id in roles_of(group)
    none = await group.organiser.slash(group.channel, "settings finishers")
    assert labels(answer(none)) == []


async def test_a_role_chosen_later_comes_with_progress(group: StudyGroup) -> None:
    """Whoever had finished before gets it the next time that they look."""
    await finish(group)
    await allow(group)
    role = finishers(group)
    await group.organiser.slash(group.channel, "settings finishers", role=role)
    shown = await group.member.slash(group.channel, "progress")
    assert "You have the role" in text_of(shown.followups[-1])
    assert role.id in roles_of(group)
    assert not (await group.member.slash(group.channel, "progress")).followups


async def test_a_role_above_the_bots_is_refused_and_named(group: StudyGroup) -> None:
    """It says which role to move above which."""
    mine, high = await allow(group), finishers(group, position=60)
    group.env.backend.edit_role(group.guild.id, group.guild.roles["Organisers"].id, {"position": 70})
    await group.env.settle()
    before = stored(group)
    no = private(await group.organiser.slash(group.channel, "settings finishers", role=high))
    assert f"move <@&{mine.id}> above <@&{high.id}>" in no
    assert stored(group) == before


async def test_other_roles_are_refused_with_the_reason(group: StudyGroup) -> None:
    """What anybody has, what an app gives, what may moderate; and without the permission to give any."""
    role = finishers(group)
    not_theirs = await group.organiser.slash(group.channel, "settings finishers", role=role)
    assert "You could not give that role yourself" in private(not_theirs)
    await group.let_organisers(manage_roles=True)
    not_allowed = await group.organiser.slash(group.channel, "settings finishers", role=role)
    assert "Manage Roles permission" in private(not_allowed)
    await allow(group)
    strong = finishers(group, permissions=discord.Permissions(ban_members=True))
    refused = {
        group.guild.default_role: "Everyone has that role already",
        group.guild.roles[BOT_ROLE]: "An app or a subscription",
        strong: "manage or moderate",
    }
    for wrong, reason in refused.items():
        assert reason in private(await group.organiser.slash(group.channel, "settings finishers", role=wrong))


async def test_a_role_that_was_moved_since_is_not_given_and_told(group: StudyGroup) -> None:
    """The member learns what an organiser can do; the next /progress tries again."""
    mine, role = await allow(group), finishers(group)
    await group.organiser.slash(group.channel, "settings finishers", role=role)
    group.env.backend.edit_role(group.guild.id, role.id, {"position": 60})
    await group.env.settle()
    shown = await finish(group)
    problem = f"move <@&{mine.id}> above <@&{role.id}>"
    assert problem in shown
    assert problem in private(await group.organiser.slash(group.channel, "settings show"))
    assert role.id not in roles_of(group)
    group.env.backend.delete_role(group.guild.id, role.id)
    await group.env.settle()
    assert not (await group.member.slash(group.channel, "progress")).followups


@pytest.mark.parametrize("locale", Locale)
async def test_a_certificate_is_a_picture_and_a_page(group: StudyGroup, locale: Locale) -> None:
    """From the congratulation, after a restart, and from /progress; both name the course in the reader's language."""
    say = localizer(locale)
    group.locales[group.member.id] = locale
    early = await press(group, group.member, "v1:certificate:0")
    assert say("The certificate is for who has watched the whole course.") in told(early)
    await finish(group)
    await group.restart_bot()
    card = await group.member.slash(group.channel, "progress")
    shown = answer(await group.member.click(answer(card), label=say("Certificate")))
    assert shown.ephemeral
    picture, page = shown.attachments
    assert (await picture.read()).startswith(b"\x89PNG")
    assert (await page.read()).startswith(b"%PDF")
    title = {Locale.ENGLISH: "Neural Networks", Locale.PORTUGUESE: "Redes neurais"}[locale]
    assert title.casefold() in (picture.description or "").casefold()


async def test_whoever_finishes_by_a_press_in_a_direct_message_gets_a_certificate_too(group: StudyGroup) -> None:
    """A party's server is known there, though the press is made outside it."""
    await finished(group)
    await group.member.slash(group.channel, "watched", chapters="all")
    await group.member.slash(group.channel, "watched", chapters="5", remove=True)
    done = (await press(group, group.member.user, "v1:party-watched:1:0")).followups[-1]
    assert "Every chapter is watched. Congratulations!" in text_of(done)
    (picture,) = done.attachments
    assert "Study group" in (picture.description or "")


@pytest.mark.parametrize("locale", Locale)
async def test_a_certificate_can_be_shared(group: StudyGroup, locale: Locale) -> None:
    """Only its picture, in the server's language, after a restart, and once; nobody else can share it."""
    own, public = localizer(locale), localizer(Locale.ENGLISH)
    group.locales[group.member.id] = locale
    await finish(group)
    certificate = await press(group, group.member, "v1:certificate:0")
    await group.restart_bot()
    result = await group.member.click(answer(certificate), label=own("Share"))
    shared = result.response
    assert shared is not None
    assert not shared.ephemeral
    done = public("{name} has finished {course}!", name=f"<@{group.member.id}>", course="Neural Networks")
    assert done in text_of(shared)
    (picture,) = shared.attachments
    assert (await picture.read()).startswith(b"\x89PNG")
    again = await group.member.click(answer(certificate), label=own("Share"))
    assert own("This card has just been shared.") in told(again)
    other = await press(group, group.reader, "v1:share-certificate:0")
    assert localizer(Locale.PORTUGUESE)("The certificate is for who has watched the whole course.") in told(other)


async def test_where_nothing_can_be_drawn_that_is_said(
    group: StudyGroup, monkeypatch: pytest.MonkeyPatch, failures: ErrorRecords
) -> None:
    """Progress is shown in words; the certificate asks to try again; both are logged."""
    await finish(group)

    def fail(*_: object) -> bytes:
        raise RuntimeError

    for name in ("progress_picture", "certificate"):
        monkeypatch.setattr(f"bot.progress.pictures.{name}", fail)
    card = answer(await group.member.slash(group.channel, "progress"))
    assert "9/9" in text_of(card)
    assert not card.attachments
    assert "could not draw that" in private(await group.member.click(card, label="Certificate"))
    assert "could not draw that" in told(await press(group, group.member, "v1:share-certificate:0"))
    shared = (await group.member.click(card, label="Share")).response
    assert shared is not None
    assert not shared.attachments
    assert "9/9" in text_of(shared)
    assert len(failures.records) == 4
    failures.records.clear()
