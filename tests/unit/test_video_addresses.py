"""Addresses of videos: which one on YouTube one is, and the link to a second of one."""

import pytest

from bot.courses.links import host_of, link_at, youtube_id


@pytest.mark.parametrize(
    ("address", "host"), [("https://www.Bread.example/x", "bread.example"), ("https://[::1/x", ""), ("bread", "")]
)
def test_the_host_of_an_address(address: str, host: str) -> None:
    assert host_of(address) == host


@pytest.mark.parametrize(
    ("address", "video"),
    [
        ("https://youtu.be/madeupvid01?t=5", "madeupvid01"),
        ("https://www.youtube.com/watch?list=PLx&v=madeupvid01", "madeupvid01"),
        ("https://m.youtube.com/shorts/madeupvid01", "madeupvid01"),
        ("https://www.youtube.com/playlist?list=PLmadeup", None),
        ("https://youtu.be/short", None),
        ("https://vimeo.com/123456", None),
    ],
)
def test_the_video_that_an_address_shows_on_youtube(address: str, video: str | None) -> None:
    assert youtube_id(address) == video


@pytest.mark.parametrize(
    ("address", "linked"),
    [
        ("https://www.youtube.com/watch?v=madeupvid01", "https://www.youtube.com/watch?v=madeupvid01&t=90s"),
        ("https://vimeo.com/123456#comments", "https://vimeo.com/123456#t=90s"),
        ("https://tube.example/w/abc-1?a=b", "https://tube.example/w/abc-1?a=b&start=90s"),
        ("https://bread.example/lessons/1", "https://bread.example/lessons/1"),
    ],
)
def test_the_link_to_a_second_is_the_hosts_own(address: str, linked: str) -> None:
    assert link_at(address, 90) == linked
