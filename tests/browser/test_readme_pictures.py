"""What the bot draws, as the README shows it: made anew with `--pictures`, like the screenshots."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.pictures.drawing import MOST_BYTES, certificate, group_chart, progress_picture
from bot.pictures.model import (
    CertificateFacts,
    ChapterOfGroup,
    ChapterState,
    GroupCount,
    GroupFacts,
    ProgressFacts,
    Week,
)
from bot.text.locales import Locale
from bot.text.translations import localizer

ROOT = Path(__file__).parents[2]
COURSE, SERVER = "Neural Networks", "Tuesday Study Group"
OWN, MEAN = (1, 1, 0, 2, 1, 1), (1.3, 0.8, 0.6, 1.1, 0.9, 0.7)
STATES = [ChapterState.WATCHED] * 6 + [ChapterState.CURRENT] + [ChapterState.OPEN] * 2
WEEKS = [
    Week(date(2026, 10, 5) + timedelta(weeks=at), own, mean)
    for at, (own, mean) in enumerate(zip(OWN, MEAN, strict=True))
]
GROUP = [(12, 4.5), (12, 4.0), (11, 4.0), (9, 3.0), (9, 3.5), (7, 4.0), (5, 4.5), (2, None), (0, None)]


@pytest.fixture
def pictures(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The folder for pictures: docs/pictures with `--pictures`, else one that is deleted with the test."""
    return ROOT / "docs" / "pictures" if request.config.getoption("--pictures", default=False) else tmp_path


def test_the_readmes_drawings_are_light(pictures: Path) -> None:
    english, portuguese = localizer(Locale.ENGLISH), localizer(Locale.PORTUGUESE)
    own = ProgressFacts("Ana Souza 🦊", COURSE, STATES, 6_900, 11_340, 3, GroupCount(5, 12), WEEKS)
    group = GroupFacts(SERVER, COURSE, 12, [ChapterOfGroup(watched, clarity) for watched, clarity in GROUP])
    finished = CertificateFacts("Ana Souza", COURSE, SERVER, date(2026, 11, 30), 9, 11_340)
    translated = replace(finished, course="Redes Neurais", server="Grupo de terça")
    drawn = {
        "progress.png": progress_picture(own, english),
        "group.png": group_chart(group, english),
        "certificate.png": certificate(finished, english).png,
        "certificado.png": certificate(translated, portuguese).png,
    }
    for name, picture in drawn.items():
        (pictures / name).write_bytes(picture)
        assert len(picture) <= MOST_BYTES
