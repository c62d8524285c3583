"""The real course, data/videos.json, has the verified facts about the nine videos and loses nothing of the listing."""

import json
import re
import unicodedata
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.courses.file import parse_course
from bot.courses.model import Chapter
from bot.text.locales import Locale

ROOT = Path(__file__).parents[2]
SOURCE = "data/videos.json"
SHARED = ROOT.parent / "shared"
COURSE = parse_course((ROOT / SOURCE).read_text("utf-8"), SOURCE)
STATQUEST = {6, 7, 8}

each_chapter = pytest.mark.parametrize("chapter", COURSE.chapters, ids=lambda chapter: str(chapter.number))


def shared_text(name: str) -> str:
    """Return one of the sources that the course was written from; skip the test where there is no copy."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{name} is not beside the project; the course can only be compared with it there")
    return path.read_text("utf-8")


def facts_of(chapter: Chapter) -> dict[str, Any]:
    """Return the verified facts about *chapter*."""
    facts: dict[str, Any] = json.loads(shared_text("course_facts.json"))["chapters"][chapter.number - 1]
    return facts


def folded(text: str) -> str:
    """Return *text* without case, accents and Markdown's emphasis."""
    letters = unicodedata.normalize("NFKD", text.replace("*", "").casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def names(chapter: Chapter) -> set[str]:
    """Return every name of every topic of *chapter*."""
    return {folded(name) for topic in chapter.topics for name in (*topic.name.all(), *topic.also)}


def everything(chapter: Chapter) -> str:
    """Return all texts of *chapter*, folded, to search in."""
    texts = [
        *chapter.titles,
        *chapter.keywords,
        chapter.summary_in(Locale.ENGLISH),
        chapter.summary_in(Locale.PORTUGUESE),
    ]
    return folded(" ".join([*texts, *names(chapter)]))


def test_the_course_has_nine_videos_of_three_hours_and_nine_minutes() -> None:
    """11,358 seconds in all, in the order and numbering of the listing."""
    assert [chapter.number for chapter in COURSE.chapters] == list(range(1, 10))
    assert COURSE.duration == timedelta(seconds=11_358)
    assert COURSE.id == "neural-networks"


def test_number_eight_has_its_own_video() -> None:
    """The listing links one video twice; number 8 has the video of its title."""
    five, eight = COURSE.get(5), COURSE.get(8)
    assert five is not None
    assert eight is not None
    assert (five.video_id, eight.video_id) == ("wjZofJX0v4M", "zxQyTK8quyY")
    assert "transformer" in five.title.casefold()


def test_course_numbers_differ_from_the_channels_own() -> None:
    """Numbers 1 to 5 and 9 are chapters 1 to 6 of the series Deep Learning; 6 to 8 are in no series."""
    counted = {chapter.number: chapter.series.chapter for chapter in COURSE.chapters if chapter.series}
    assert counted == {1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 9: 6}
    assert {chapter.number for chapter in COURSE.chapters if "StatQuest" in (chapter.channel or "")} == STATQUEST


def test_editors_are_told_where_the_listing_is_wrong() -> None:
    """A chapter that the listing describes wrongly has a note; one with an old title needs none."""
    noted = {chapter.number for chapter in COURSE.chapters if chapter.note}
    assert noted == {1, 3, 5, 6, 7, 8, 9}
    for chapter in COURSE.chapters:
        if chapter.number in STATQUEST:
            assert chapter.note is not None
            assert all("StatQuest" in text and "playlist" in text for text in chapter.note.all())


@each_chapter
def test_the_facts_are_the_verified_ones(chapter: Chapter) -> None:
    """Id, titles, channel, date, length, captions and prerequisites."""
    facts = facts_of(chapter)
    assert chapter.video_id == facts["video_id"]
    assert chapter.listing is not None
    assert (chapter.title, chapter.listing.title) == (facts["current_title"], facts["listed_title"])
    assert {*chapter.earlier_titles, chapter.listing.title} >= set(facts["earlier_titles"])
    assert (chapter.channel, chapter.channel_url) == (facts["channel"], facts["channel_url"])
    assert chapter.published == date.fromisoformat(facts["published"])
    assert chapter.duration_s == facts["duration_s"]
    captions = facts.get("captions_pt") or {}
    assert chapter.captions_pt is None or captions[chapter.captions_pt.value]
    assert [(erratum.at_s, erratum.note.en) for erratum in chapter.errata] == [
        (erratum["at_s"], erratum["note_en"]) for erratum in facts["errata_official"]
    ]
    needed = {(need["number"], need["strength"]) for need in facts["prerequisites"]}
    assert {(need.chapter, need.strength.value) for need in chapter.prerequisites} == {
        need for need in needed if need[1] != "optional"
    }


@each_chapter
def test_every_time_is_a_verified_one(chapter: Chapter) -> None:
    """Each is among the verified moments, or in the video's own list of chapters."""
    facts = facts_of(chapter)
    checked = {moment["at_s"] for moment in facts["moments"]}
    times = {moment.at_s for moment in chapter.moments}
    assert checked <= times <= checked | {mark["at_s"] for mark in facts["chapters_official"]}


@each_chapter
def test_no_verified_topic_is_lost(chapter: Chapter) -> None:
    """Each topic of the facts is found by its words, one without a time by its first two."""
    facts = facts_of(chapter)
    wanted = [re.sub(r"\(.*?\)", "", topic) for topic in (*facts["topics_en"], *facts["topics_pt"])]
    for topic in facts["topics_without_time"]:
        wanted += [" ".join(text.split()[:2]) for text in topic.values()]
    known = everything(chapter)
    for topic in wanted:
        missing = [word for word in re.findall(r"\w+", folded(topic)) if word not in known]
        assert not missing, topic


def test_the_course_around_the_chapters_is_the_verified_one() -> None:
    """Playlist, suggested order and further videos."""
    facts = json.loads(shared_text("course_facts.json"))["course"]
    assert COURSE.playlist_url == facts["source_playlist_url"]
    assert list(COURSE.suggested_order) == facts["suggested_order"]
    assert [video.model_dump() for video in COURSE.further] == facts["also_in_that_playlist"]


# Words of the listing that say nothing about a video's topic.
GLUE = set(
    folded(
        """resumo perfeito usando introduz magia explicadas visualmente deslumbrante forma primeiro mostrou
        explica detalha através entenderá aprofundando capítulo anterior vídeo foca pelo qual desmistifica
        mostra possa acontecer eficientemente quem deseja mostrando impulsionam demonstração poderosa
        coração como está este provavelmente atua possivelmente discutindo conseguem aprender desde vistos
        então saindo clareza característica canal essas são projetadas para lidar utilizando conferem dando
        continuidade tópico resolvem problema simples qual deve longo chegando modelos conceitos
        fundamentais permitem extremamente eficaz oferece você verá aprende diferentes entender onde série
        nota título pode menção continua uma com que das dos por pela pelo seus ser mais ela ele elas the and
        but what with how aprofunda profunda segue isso aos lhes"""
    ).split()
)


@each_chapter
def test_the_listings_wording_leads_to_its_video(chapter: Chapter) -> None:
    """Every word of the listing about a video, without those of GLUE, is in its chapter."""
    entries = re.split(r"^\d\.\s+", shared_text("course_listing.md"), flags=re.MULTILINE)[1:]
    entry = re.sub(r"\]\(.*?\)|\(Nota:.*?\)", " ", entries[chapter.number - 1])
    known = everything(chapter)
    missing = {word for word in re.findall(r"\w{3,}", folded(entry)) if word not in known} - GLUE
    assert not missing


@each_chapter
def test_the_keywords_are_from_the_listing(chapter: Chapter) -> None:
    """Each keyword is in the listing's entry, apart from punctuation."""
    entries = re.split(r"^\d\.\s+", shared_text("course_listing.md"), flags=re.MULTILINE)[1:]
    entry = " ".join(re.findall(r"\w+", folded(entries[chapter.number - 1])))
    for keyword in chapter.keywords:
        assert " ".join(re.findall(r"\w+", folded(keyword))) in entry, keyword


def longest_shared_run(text: str, other: str) -> int:
    """Return the largest number of words in a row that *text* and *other* have in common."""
    words, source = re.findall(r"\w+", folded(text)), " ".join(re.findall(r"\w+", folded(other)))
    longest = 0
    for start in range(len(words)):
        while " ".join(words[start : start + longest + 1]) in source and start + longest < len(words):
            longest += 1
    return longest


@each_chapter
def test_the_summaries_are_our_own_words(chapter: Chapter) -> None:
    """They share no more than a short phrase with the listing."""
    listing = shared_text("course_listing.md")
    assert chapter.summary is not None
    assert max(longest_shared_run(text, listing) for text in chapter.summary.all()) <= 6


@each_chapter
def test_a_question_fits_a_heading(chapter: Chapter) -> None:
    """In both languages, on two lines of a phone."""
    assert chapter.question is not None
    assert chapter.question.locales == {Locale.ENGLISH, Locale.PORTUGUESE}
    assert all(text.endswith("?") and len(text) <= 60 for text in chapter.question.all())


@each_chapter
def test_nothing_is_left_out(chapter: Chapter) -> None:
    """The bot's own course has what other courses may lack: both languages, 60 to 120 words, dates, its listing."""
    assert chapter.summary is not None
    assert chapter.summary.locales == COURSE.title.locales == {Locale.ENGLISH, Locale.PORTUGUESE}
    assert all(60 <= len(text.split()) <= 120 for text in chapter.summary.all())
    assert (
        {len(topic.name.locales) for topic in chapter.topics} == {len(m.label.locales) for m in chapter.moments} == {2}
    )
    assert None not in (chapter.listing, chapter.published, chapter.duration_s, chapter.channel, chapter.channel_url)


def test_the_real_course_is_whole() -> None:
    """Each chapter has moments, topics and a picture."""
    for chapter in COURSE.chapters:
        assert len(chapter.moments) >= 10
        assert len(chapter.topics) >= 19
        assert chapter.picture == chapter.cover_url
        assert (chapter.thumbnail_url or "").startswith("https://i.ytimg.com/vi/")
