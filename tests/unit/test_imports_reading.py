"""What is refused as a whole, what is read from links, lengths, dates and times, and names with acronyms."""

from datetime import date

import pytest

from bot.courses.imports.cleaning import LARGEST_FILE, shorten
from bot.courses.imports.labels import numbered
from bot.courses.imports.links import BadLinkError, LinkFault, Target, read_link, trimmed
from bot.courses.imports.model import Consequence, ProblemKind, RefusalKind
from bot.courses.imports.reading import read_course
from bot.courses.imports.timestamps import day_comes_first, read_date, read_duration, read_moments
from bot.courses.imports.topics import introduced, joined, listed
from bot.text.locales import Locale
from tests.unit.imported import problems, read, refusal, titles, video

ID = "madeupvid01"
UUID = "9c9de5e8-0a1e-484a-b099-e80766180a6d"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", RefusalKind.EMPTY),
        (b"\xef\xbb\xbf \r\n", RefusalKind.EMPTY),
        (b"a" * (LARGEST_FILE + 1), RefusalKind.TOO_LARGE),
        (b"\x00\x01", RefusalKind.NOT_TEXT),
        (b"\xff\xfea", RefusalKind.NOT_TEXT),
        (b"\x81\x8d", RefusalKind.NOT_TEXT),
        (b"{\\rtf1 bread}", RefusalKind.NOT_TEXT),
        (b"a\n" * 20_000, RefusalKind.TOO_MANY_LINES),
        (b"<!DOCTYPE html>\n<p>bread", RefusalKind.WEB_PAGE),
        (b"<?xml version='1.0'?>\n<html lang='en'>", RefusalKind.WEB_PAGE),
        (b"bread", RefusalKind.NO_LESSONS),
        (b"```\nbread\n```", RefusalKind.NO_LESSONS),
    ],
)
def test_what_cannot_be_read(content: bytes, kind: RefusalKind) -> None:
    assert refusal(content) is kind


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_that_programs_write(encoding: str) -> None:
    written = f"- [Pão à moda]({video(1)})\r\n- [Forno]({video(2)})\r\n".encode(encoding)
    assert titles(read_course(written)) == ["Pão à moda", "Forno"]


def test_hidden_characters_are_removed_and_said() -> None:
    course = read(f"- [Fl\u202eour]({video(1)})\n- [Ovens]({video(2)})\n- [Cr\u200busts]({video(3)})")
    assert titles(course) == ["Flour", "Ovens", "Crusts"]
    assert problems(course) == {ProblemKind.HIDDEN_CHARACTERS: (1, 3)}


def test_each_kind_of_problem_has_a_consequence() -> None:
    assert {kind.consequence for kind in ProblemKind} == set(Consequence)


@pytest.mark.parametrize(
    "address",
    [
        f"https://youtu.be/{ID}?si=x&t=30",
        f"http://www.youtube.com/watch?v={ID}&list=PLx&index=3&pp=y",
        f"https://m.youtube.com/watch?feature=share&v={ID}",
        f"https://youtube.com/shorts/{ID}",
        f"https://youtu.be/{ID}&list=PLx&index=2",
        f"https://www.youtube.com/live/{ID}/",
        f"https://www.youtube-nocookie.com/embed/{ID}",
        f"<https://youtu.be/{ID}>",
        f"youtu.be/{ID}",
        f"www.youtube.com/watch?v={ID}",
    ],
)
def test_all_addresses_of_a_video_have_one_identity(address: str) -> None:
    link = read_link(address)
    assert (link.identity, link.url) == (f"youtube:{ID}", f"https://www.youtube.com/watch?v={ID}")


@pytest.mark.parametrize(
    ("address", "url", "identity", "target"),
    [
        ("https://vimeo.com/123", "https://vimeo.com/123", "vimeo:123", Target.VIDEO),
        ("http://vimeo.com/123/abcdef12", "https://vimeo.com/123/abcdef12", "vimeo:123", Target.VIDEO),
        ("https://player.vimeo.com/video/123?h=abcdef12", "https://vimeo.com/123/abcdef12", "vimeo:123", Target.VIDEO),
        ("https://vimeo.com/channels/bread/123", "https://vimeo.com/123", "vimeo:123", Target.VIDEO),
        (
            "https://vimeo.com/showcase/9",
            "https://vimeo.com/showcase/9",
            "https://vimeo.com/showcase/9",
            Target.PLAYLIST,
        ),
        ("https://vimeo.com/bakery", "https://vimeo.com/bakery", "https://vimeo.com/bakery", Target.CHANNEL),
        (
            f"http://tube.org/videos/watch/{UUID}?start=1",
            f"https://tube.org/videos/watch/{UUID}",
            f"https://tube.org/w/{UUID}",
            Target.VIDEO,
        ),
        (
            "https://www.tube.org/w/9c9dE5e8abcdefghijkmno",
            "https://www.tube.org/w/9c9dE5e8abcdefghijkmno",
            "https://tube.org/w/9c9dE5e8abcdefghijkmno",
            Target.VIDEO,
        ),
        (
            f"https://tube.org/w/p/{UUID}",
            f"https://tube.org/w/p/{UUID}",
            f"https://tube.org/w/p/{UUID}",
            Target.PLAYLIST,
        ),
        (
            "https://www.youtube.com/embed/videoseries?list=PLx",
            "https://www.youtube.com/playlist?list=PLx",
            "https://www.youtube.com/playlist?list=PLx",
            Target.PLAYLIST,
        ),
        (
            "https://www.youtube.com/@bakery",
            "https://www.youtube.com/@bakery",
            "https://www.youtube.com/@bakery",
            Target.CHANNEL,
        ),
        (
            "https://www.Bread.org/a (b)/p\u00e3o?x=1&utm_medium=y&si=z#part-2",
            "https://www.bread.org/a%20%28b%29/p%C3%A3o?x=1#part-2",
            "https://bread.org/a%20%28b%29/p%C3%A3o?x=1#part-2",
            Target.PAGE,
        ),
        ("https://p\u00e3o.org/", "https://xn--po-sia.org/", "https://xn--po-sia.org/", Target.PAGE),
        ("https://discord.gg/x", "https://discord.gg/x", "https://discord.gg/x", Target.CHANNEL),
    ],
)
def test_what_links_lead_to(address: str, url: str, identity: str, target: Target) -> None:
    link = read_link(address)
    assert (link.url, link.identity, link.target) == (url, identity, target)


@pytest.mark.parametrize(
    ("address", "fault"),
    [
        ("http://bread.org/", LinkFault.UNSAFE),
        ("javascript:alert(1)", LinkFault.UNSAFE),
        ("ftp://bread.org/", LinkFault.UNSAFE),
        ("https://user@bread.org/", LinkFault.UNSAFE),
        ("https://bread.org:8080/", LinkFault.UNSAFE),
        ("https://localhost/", LinkFault.UNSAFE),
        ("https://127.0.0.1/", LinkFault.UNSAFE),
        ("https://-bread.org/", LinkFault.UNSAFE),
        (f"https://{'a' * 70}\u00e3.org/", LinkFault.UNSAFE),
        ("https://[::1/", LinkFault.BROKEN),
        ("https://bread.org:x/", LinkFault.BROKEN),
        ("lectures/1", LinkFault.BROKEN),
        ("https://youtu.be/short", LinkFault.BROKEN),
        ("https://vimeo.com/", LinkFault.BROKEN),
        (f"https://bread.org/{'a' * 600}", LinkFault.BROKEN),
        ("https://www.youtube.com/watch?" + "a=1&" * 60, LinkFault.BROKEN),
    ],
)
def test_links_that_cannot_be_used(address: str, fault: LinkFault) -> None:
    with pytest.raises(BadLinkError) as refused:
        read_link(address)
    assert refused.value.fault is fault


def test_punctuation_of_the_sentence_is_no_part_of_a_link() -> None:
    assert [trimmed(link) for link in ("https://a.b/c).", "https://a.b/(c)", "...")] == [
        "https://a.b/c",
        "https://a.b/(c)",
        "",
    ]


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        (754, 754), (61.5, 61), ("754", 754), ("12:34", 754), ("1:02:33", 3753), ("12 min", 720), ("1h05", 3900),
        ("1 hour and 5 minutes", 3900), ("1 hora e 5 minutos", 3900), ("1h 5m 3s", 3903), ("1,5 h", 5400),
        ("PT12M", 720),
        ("P1DT1H2M3.5S", 90_123), ("pt1h", 3600), (True, None), (0, None), (float("inf"), None), ("", None),
        ("P", None),
        ("soon", None), ("12 min or so", None), ("12 km", None), ("a" * 99, None), (None, None), ("9999999 h", None),
    ],
)  # fmt: skip
def test_lengths(written: object, seconds: int | None) -> None:
    assert read_duration(written) == seconds


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("2024-01-31", date(2024, 1, 31)), ("2024-01-31T10:00:00Z", date(2024, 1, 31)), ("20240131", date(2024, 1, 31)),
        ("31/01/2024", date(2024, 1, 31)), ("01/31/2024", date(2024, 1, 31)), ("01.02.2024", date(2024, 2, 1)),
        ("02/02/2024", date(2024, 2, 2)), ("31 January 2024", date(2024, 1, 31)), ("Jan 31st, 2024", date(2024, 1, 31)),
        ("31 de janeiro de 2024", date(2024, 1, 31)), ("Wed, 31 Jan. 2024", date(2024, 1, 31)), ("01/02/2024", None),
        ("31/01/24", None), ("20241331", None), ("2024-02-30", None), ("January 2024", None), ("31 bread 2024", None),
        ("soon", None), (None, None),
    ],
)  # fmt: skip
def test_dates(written: object, found: date | None) -> None:
    assert read_date(written) == found


def test_the_order_of_a_date_is_told_by_those_beside_it_or_the_language() -> None:
    assert day_comes_first(["01/02/2024", "31/01/2024"], Locale.ENGLISH) is True
    assert day_comes_first(["01/02/2024", "01/31/2024"], Locale.PORTUGUESE) is False
    assert day_comes_first(["01/02/2024", "soon"], Locale.PORTUGUESE) is True
    assert day_comes_first(["01/02/2024"], Locale.ENGLISH) is None
    assert read_date("01/02/2024", day_first=False) == date(2024, 1, 2)


@pytest.mark.parametrize(
    ("written", "moments"),
    [
        ("0:00 Begin\n1:02:33 - End", ((0, "Begin"), (3753, "End"))),
        ("* [00:10] Flour\n* (01:20) Water", ((10, "Flour"), (80, "Water"))),
        ("00:00 - 01:00: Flour\n01:00 - 02:00 | Water", ((0, "Flour"), (60, "Water"))),
        ("Flour - 0:10\nWater (1:20)", ((10, "Flour"), (80, "Water"))),
        ("2:00 Late\n1:00 Early", ((60, "Early"), (120, "Late"))),
        ("10:30 is when we meet", ()),
        ("0:00 ---\n1:00 ***", ()),
    ],
)
def test_moments(written: str, moments: tuple[tuple[int, str], ...]) -> None:
    assert read_moments(written).moments == moments


def test_what_is_no_moment_stays() -> None:
    assert read_moments("Hello\n0:00 Begin\n1:00 End\nBye").rest == "Hello\nBye"


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("a multilayer perceptron (MLP) here", (("multilayer perceptron", "MLP"),)),
        ("Long Short-Term Memory (LSTM).", (("Long Short-Term Memory", "LSTM"),)),
        ("uses BPE (byte pair encoding)", (("byte pair encoding", "BPE"),)),
        ("redes neurais recorrentes (RNR)", (("redes neurais recorrentes", "RNR"),)),
        ("in a video (2019) or test (Test) of it (AI)", ()),
        ("the framework (WXYZ)", ()),
        ("the thing (TT)", ()),
        ("banana bread zone (ABZ)", ()),
        ("a\u0301bc def (AD) twice", ()),
    ],
)
def test_names_given_with_their_acronyms(written: str, found: tuple[tuple[str, str], ...]) -> None:
    assert introduced(written) == found


def test_topics_that_share_a_name_are_one() -> None:
    topics = listed(["Relative humidity (RH)", "Flour", "flour", "", "(x)"])
    assert topics == (("Relative humidity", "RH"), ("Flour",), ("(x)",))
    assert joined(("Humidity", "RH"), ("relative humidity", "RH"), ("Flour",)) == (
        ("Humidity", "RH", "relative humidity"),
        ("Flour",),
    )


@pytest.mark.parametrize(
    ("written", "number", "rest"),
    [
        ("24b. Loops", "24b", "Loops"), ("Lecture 3: Loops", "3", "Loops"),
        ("Aula 03 - La\u00e7os", "03", "La\u00e7os"),
        ("#3 Loops", "3", "Loops"), ("[3] Loops", "3", "Loops"), ("5.1 Loops", "5.1", "Loops"),
        ("1.2.1 (optional) Loops", "1.2.1", "(optional) Loops"), ("6B.1: Loops", "6B.1", "Loops"),
        ("3 \u2013 Loops", "3", "Loops"), ("3 ways to loop", None, "3 ways to loop"),
        ("2D graphics", None, "2D graphics"),
        ("Week 1: Loops", None, "Week 1: Loops"), ("Lecture 3", "3", "Lecture 3"),
        ("18.337/6 Parallel computing", None, "18.337/6 Parallel computing"),
    ],
)  # fmt: skip
def test_numbers_with_which_titles_begin(written: str, number: str | None, rest: str) -> None:
    assert numbered(written) == (number, rest)


def test_texts_are_cut_at_a_space_near_the_limit() -> None:
    assert [shorten("one two three", 13), shorten("one two three", 11), shorten("a" * 20, 5)] == [
        "one two three",
        "one two\u2026",
        "aaaa\u2026",
    ]
