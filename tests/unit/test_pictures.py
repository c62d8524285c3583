"""Pictures are light and whole whoever they are of, the same for the same facts, and told in plain sentences."""

import asyncio
import struct
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from xml.etree import ElementTree as ET

import pytest
import typst

from bot.pictures import drawing
from bot.pictures.drawing import MOST_BYTES, certificate, group_chart, progress_picture
from bot.pictures.model import (
    MOST_WEEKS,
    Certificate,
    CertificateFacts,
    ChapterOfGroup,
    ChapterState,
    GroupCount,
    GroupFacts,
    ProgressFacts,
    Week,
)
from bot.pictures.names import Typed, plain, typed
from bot.pictures.texts import LONGEST_ALTERNATIVE, text_alternative
from bot.text.locales import Locale
from bot.text.translations import Localizer, localizer

ENGLISH, PORTUGUESE = localizer(Locale.ENGLISH), localizer(Locale.PORTUGUESE)
COURSE = "Deep Learning, from Perceptrons to Transformers"
MARKUP = "#set page(width: 1pt) $x^2$ <b>&amp; \\n \"q\" 'a' `raw` @preview/x:1 //c [*bold*]"
ZALGO = "Z" + "\u0337\u0321\u031b\u0353\u0316\u0317\u0318\u0319\u031d" * 30 + "algo"
NAMES = [
    "Ana Souza",
    "Marie-Thérèse von Hohenstein-Wallenrodenberg " * 4,
    "W" * 300,
    "🦊 Zoë 🌸✨",
    "👨‍👩‍👧‍👦🏳️‍🌈👍🏽1️⃣❤️" * 20,
    "محمد عبد الرحمن",
    "דניאל כהן",
    "田中さくら 김민준",
    "ศิริพร आरव",
    "",
    " \u200b\u2800\u3164 ",
    ZALGO,
    "a\nb\tc\x00d",
    MARKUP,
]


def weeks(count: int) -> list[Week]:
    first = date(2026, 8, 3)
    return [Week(first + timedelta(weeks=at), at * 2 % 5, at * 3 % 7 / 2) for at in range(count)]


def progress(watched: int, count: int, name: str = "Ana Souza") -> ProgressFacts:
    current = [ChapterState.CURRENT] * (watched < count)
    left = [ChapterState.OPEN] * (count - watched - len(current))
    return ProgressFacts(
        name,
        COURSE,
        [ChapterState.WATCHED] * watched + current + left,
        watched_s=watched * 1260,
        total_s=count * 1260,
        streak_weeks=4,
        group=GroupCount(5, 12),
        weeks=weeks(6),
    )


def group(count: int, members: int = 12, name: str = "Tuesday Study Group") -> GroupFacts:
    clarity = [None, 3.0, 4.5, 5.0]
    return GroupFacts(name, COURSE, members, [ChapterOfGroup(at * 7 % 13, clarity[at % 4]) for at in range(count)])


def finished(name: str = "Ana Souza", course: str = COURSE, server: str = "Tuesday Study Group") -> CertificateFacts:
    return CertificateFacts(name, course, server, date(2026, 11, 30), 9, 11340)


def size(png: bytes) -> tuple[int, int]:
    """Return the width and height of a PNG in pixels; the last eight bytes before its end say that it is whole."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert png.endswith(b"IEND\xaeB`\x82")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def described(pdf: bytes) -> dict[str, str]:
    """Return what the PDF's own metadata says, by the last part of each name."""
    packet = pdf[pdf.index(b"<x:xmpmeta") : pdf.index(b"</x:xmpmeta>") + len(b"</x:xmpmeta>")]
    tree = ET.fromstring(packet)  # noqa: S314 - made by ourselves just now
    return {element.tag.partition("}")[2]: "".join(element.itertext()) for element in tree.iter()}


@pytest.fixture
def no_fonts_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave only the fonts that come along: ours and Typst's."""
    own = typst.Fonts(include_system_fonts=False, font_paths=[drawing._FOLDER / "fonts"])
    monkeypatch.setattr(drawing, "_fonts", lambda: own)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_of_any_kind_is_drawn_in_a_light_picture(name: str) -> None:
    for png in (progress_picture(progress(4, 9, name), ENGLISH), group_chart(group(9, name=name), ENGLISH)):
        width, height = size(png)
        assert width in {1200, 1050, 900}
        assert width / 3 < height < width
        assert len(png) <= MOST_BYTES


@pytest.mark.parametrize("name", NAMES)
def test_a_name_of_any_kind_is_on_a_certificate(name: str) -> None:
    made = certificate(finished(name, name, name), ENGLISH)
    assert size(made.png) in {(1123, 793), (982, 694), (842, 595)}
    assert len(made.png) <= MOST_BYTES
    assert made.pdf.startswith(b"%PDF-")
    assert b"/Count 1" in made.pdf
    assert b"/MediaBox[0 0 842 595]" in made.pdf


@pytest.mark.usefixtures("no_fonts_of_the_machine")
@pytest.mark.parametrize("name", NAMES)
def test_a_missing_font_stops_no_picture(name: str) -> None:
    """As in a container that nobody gave fonts to."""
    assert size(progress_picture(progress(4, 9, name), ENGLISH))[0] == 1200
    assert certificate(finished(name), ENGLISH).pdf.startswith(b"%PDF-")


@pytest.mark.skipif("Noto Color Emoji" not in typst.Fonts().families(), reason="needs Debian's fonts-noto-color-emoji")
@pytest.mark.usefixtures("no_fonts_of_the_machine")
def test_emoji_come_from_the_machines_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = progress(4, 9, "Zoë 🦊")
    without = progress_picture(facts, ENGLISH)
    monkeypatch.setattr(drawing, "_fonts", typst.Fonts)
    assert progress_picture(facts, ENGLISH) != without


@pytest.mark.parametrize(("watched", "count"), [(n, count) for count in (1, 9, 35, 100, 240) for n in (0, count)])
def test_courses_of_any_length_are_drawn(watched: int, count: int) -> None:
    facts = replace(progress(watched, count), weeks=weeks(MOST_WEEKS))
    png = progress_picture(facts, ENGLISH)
    assert size(png)[1] < size(png)[0]
    assert len(png) <= MOST_BYTES
    chart = group_chart(group(count, watched), ENGLISH)
    assert size(chart)[1] < size(chart)[0]
    assert len(chart) <= MOST_BYTES


def test_what_is_not_known_is_left_out() -> None:
    """Without a clarity the chart of a group is lower, and without weeks and figures so is one's own."""
    bare = replace(progress(0, 1), total_s=None, streak_weeks=0, group=None, weeks=())
    some = replace(progress(1, 1), weeks=())
    assert size(progress_picture(bare, ENGLISH))[1] < size(progress_picture(some, ENGLISH))[1]
    unclear = replace(group(9), chapters=[ChapterOfGroup(1)] * 9)
    assert size(group_chart(unclear, ENGLISH))[1] < size(group_chart(group(9), ENGLISH))[1]


def test_of_many_weeks_the_last_are_drawn() -> None:
    facts = replace(progress(4, 9), weeks=weeks(40))
    assert progress_picture(facts, ENGLISH) == progress_picture(replace(facts, weeks=weeks(40)[-16:]), ENGLISH)
    assert progress_picture(facts, ENGLISH) != progress_picture(replace(facts, weeks=weeks(16)), ENGLISH)


def test_the_same_facts_give_the_same_bytes() -> None:
    def drawn(say: Localizer) -> tuple[bytes, bytes, Certificate]:
        return progress_picture(progress(4, 9), say), group_chart(group(9), say), certificate(finished(), say)

    english, portuguese = drawn(ENGLISH), drawn(PORTUGUESE)
    assert portuguese == drawn(PORTUGUESE)
    assert all(one != other for one, other in zip(english, portuguese, strict=True))


async def test_pictures_are_drawn_in_threads_at_the_same_time() -> None:
    """Each is what it is when drawn alone."""
    names = [f"Member {number}" for number in range(6)]
    alone = [progress_picture(progress(4, 9, name), ENGLISH) for name in names]
    certificates = [certificate(finished(name), ENGLISH) for name in names]

    async def drawn(name: str) -> tuple[bytes, Certificate]:
        return (
            await asyncio.to_thread(progress_picture, progress(4, 9, name), ENGLISH),
            await asyncio.to_thread(certificate, finished(name), ENGLISH),
        )

    assert await asyncio.gather(*map(drawn, names)) == list(zip(alone, certificates, strict=True))
    assert len(set(alone)) == len(names)


@pytest.mark.parametrize(
    ("say", "title", "sentence", "extent"),
    [
        (
            ENGLISH,
            f"Certificate of completion · {COURSE}",
            "Certificate of completion: {} has completed the course {} in Tuesday Study Group, Nov 30, 2026. {}.",
            "9 chapters, 3 h 9 min of video",
        ),
        (
            PORTUGUESE,
            f"Certificado de conclusão · {COURSE}",
            "Certificado de conclusão: {} concluiu o curso {} em Tuesday Study Group, 30 de nov. de 2026. {}.",
            "9 capítulos, 3 h 9 min de vídeo",
        ),
    ],
    ids=["en", "pt"],
)
def test_a_certificate_to_print_says_what_it_certifies(say: Localizer, title: str, sentence: str, extent: str) -> None:
    """Its metadata is text; markup in a name stays what it is."""
    facts = finished(MARKUP)
    said = described(certificate(facts, say).pdf)
    assert said["title"] == title
    assert said["creator"] == "Tuesday Study Group"
    assert said["description"] == text_alternative(facts, say) == sentence.format(MARKUP, COURSE, extent)
    assert said["CreateDate"].startswith("2026-11-30")
    assert said["NPages"] == "1"


def test_names_are_plain_and_know_where_they_begin() -> None:
    assert typed(" Ana\n Souza ", "Member") == Typed("Ana Souza", rtl=False)
    assert typed("🦊 محمد Ahmed", "Member") == Typed("🦊 محمد Ahmed", rtl=True)
    assert typed("(דניאל)", "Member").rtl
    assert typed("\u200b \u2800", "Member") == Typed("Member", rtl=False)
    assert typed("123 🦊", "Member") == Typed("123 🦊", rtl=False)
    assert plain("\u0301\u0302") == ""
    assert plain(ZALGO) == "Z\u0337\u0321\u031balgo"
    assert plain("a" * 300) == "a" * 199 + "…"


def test_progress_in_plain_sentences() -> None:
    facts = replace(progress(4, 9), weeks=weeks(3))
    assert text_alternative(facts, ENGLISH) == (
        f"Ana Souza in {COURSE}: 4 of 9 chapters watched. Time watched: 1 h 24 min of 3 h 9 min. Streak: 4 weeks. "
        "Group: 5 of 12 watched the latest. Chapters a week since Aug 3, 2026: 0, 2, 4. Group average: 0; 1.5; 3."
    )
    assert text_alternative(facts, PORTUGUESE) == (
        f"Ana Souza em {COURSE}: 4 de 9 capítulos assistidos. Tempo assistido: 1 h 24 min de 3 h 9 min. "
        "Sequência: 4 semanas. Grupo: 5 de 12 assistiram ao último. "
        "Capítulos por semana desde 3 de ago. de 2026: 0, 2, 4. Média do grupo: 0; 1,5; 3."
    )
    bare = ProgressFacts("\u200b", "", [ChapterState.OPEN])
    assert text_alternative(bare, ENGLISH) == "Member in Video course: 0 of 1 chapter watched."


def test_a_group_in_plain_sentences() -> None:
    facts = group(4)
    assert text_alternative(facts, ENGLISH) == (
        f"How many of 12 members of Tuesday Study Group watched each chapter of {COURSE}: "
        "1: 0, 2: 7 (clarity 3), 3: 1 (clarity 4.5), 4: 8 (clarity 5)."
    )
    assert text_alternative(facts, PORTUGUESE) == (
        f"Quantos de 12 participantes de Tuesday Study Group assistiram a cada capítulo de {COURSE}: "
        "1: 0, 2: 7 (clareza 3), 3: 1 (clareza 4,5), 4: 8 (clareza 5)."
    )
    assert ", 100: 4." in text_alternative(group(100), ENGLISH)
    nameless = GroupFacts("", " ", 1, [ChapterOfGroup(1)])
    assert text_alternative(nameless, ENGLISH) == (
        "How many of 1 member of Study group watched each chapter of Video course: 1: 1."
    )


@pytest.mark.parametrize("say", [ENGLISH, PORTUGUESE], ids=["en", "pt"])
@pytest.mark.parametrize("name", NAMES)
def test_plain_sentences_fit_into_a_description(name: str, say: Localizer) -> None:
    everything: Sequence[object] = (
        replace(progress(50, 100, name), course=name * 9, weeks=weeks(40)),
        replace(group(300, 5000, name), course=name * 9),
        finished(name, name * 9, name),
        replace(finished(name), total_s=None),
    )
    for facts in everything:
        said = text_alternative(facts, say)
        assert 0 < len(said) <= LONGEST_ALTERNATIVE
        assert "\n" not in said


def test_only_facts_of_pictures_have_a_text() -> None:
    with pytest.raises(TypeError, match="no picture is drawn of str"):
        text_alternative("Ana", ENGLISH)


def test_the_share_is_of_the_time_where_it_is_known() -> None:
    assert progress(3, 9).share == pytest.approx(1 / 3)
    assert replace(progress(3, 9), watched_s=9999999).share == 1
    assert replace(progress(3, 9), total_s=None).share == pytest.approx(1 / 3)
