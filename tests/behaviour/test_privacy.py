"""/privacy: what is stored about a person, as a file, and its deletion."""

import json

from tests.behaviour.reading import answer, buttons, private
from tests.behaviour.schedules import lisbon_winter, manage, posted, set_up
from tests.behaviour.study_group import StudyGroup


async def mark(group: StudyGroup, number: int) -> None:
    """Let both members mark a chapter."""
    for person in (group.member, group.reader):
        card = answer(await person.slash(group.channel, "chapter", chapter=str(number)))
        (button,) = (b for b in buttons(card) if "card-watched" in b.get("custom_id", ""))
        await person.click(card, custom_id=button["custom_id"])


async def test_file_holds_ones_own_rows_only(group: StudyGroup) -> None:
    """Readable JSON with the reader's marks and nobody else's id."""
    await mark(group, 4)
    result = await group.member.slash(group.channel, "privacy")
    assert "Your data" in private(result)
    (attachment,) = answer(result).attachments
    rows = json.loads(await attachment.read())
    assert [(row["guild_id"], row["chapter"]) for row in rows] == [(group.guild.id, 4)]
    assert str(group.reader.id) not in json.dumps(rows)


async def test_file_of_an_organiser_names_the_schedules(group: StudyGroup) -> None:
    """That somebody set a schedule up is stored about them, too."""
    await set_up(group)
    result = await group.organiser.slash(group.channel, "privacy")
    (attachment,) = answer(result).attachments
    assert "organises_schedule" in (await attachment.read()).decode()


async def test_the_file_of_somebody_unknown_is_an_empty_list(group: StudyGroup) -> None:
    (attachment,) = answer(await group.reader.slash(group.channel, "privacy")).attachments
    assert json.loads(await attachment.read()) == []


async def test_delete_removes_ones_own_marks_and_nobody_elses(group: StudyGroup) -> None:
    """Also after a restart."""
    await mark(group, 4)
    card = answer(await group.reader.slash(group.channel, "privacy"))
    asked = await group.reader.click(card, label="Apagar meus dados")
    assert "Apagar seus dados?" in private(asked)
    assert answer(asked).attachments == []
    await group.restart_bot()
    deleted = await group.reader.click(answer(asked), label="Sim, apagar meus dados")
    assert answer(deleted).id == card.id
    assert "Seus dados foram apagados" in private(deleted)
    await group.restart_bot()
    assert "0/9" in private(await group.reader.slash(group.channel, "progress"))
    assert "1/9" in private(await group.member.slash(group.channel, "progress"))


async def test_deleting_an_organisers_data_keeps_the_groups_schedule(group: StudyGroup) -> None:
    """The schedule goes on without the organiser's name."""
    await set_up(group)
    card = answer(await group.organiser.slash(group.channel, "privacy"))
    asked = answer(await group.organiser.click(card, label="Delete my data"))
    await group.organiser.click(asked, label="Yes, delete my data")
    (attachment,) = answer(await group.organiser.slash(group.channel, "privacy")).attachments
    assert json.loads(await attachment.read()) == []
    await group.wait_until(lisbon_winter(23))
    assert posted(group) == [1]
    assert "2 · " in private(await manage(group, "show"))


async def test_privacy_works_in_a_direct_message(group: StudyGroup) -> None:
    """Nobody needs the server to see or delete what is stored about them."""
    await mark(group, 4)
    card = answer(await group.member.user.slash("privacy"))
    (attachment,) = card.attachments
    assert len(json.loads(await attachment.read())) == 1
    asked = answer(await group.member.user.click(card, label="Delete my data"))
    kept = await group.member.user.click(asked, label="Keep my data")
    assert "Nothing was deleted." in private(kept)
    assert "1/9" in private(await group.member.slash(group.channel, "progress"))
    again = answer(await group.member.user.slash("privacy"))
    asked = answer(await group.member.user.click(again, label="Delete my data"))
    await group.member.user.click(asked, label="Yes, delete my data")
    assert "0/9" in private(await group.member.slash(group.channel, "progress"))
