"""The language of a question is guessed from its function words."""

import pytest

from bot.answers.messages import detect_language
from bot.text.locales import Locale


@pytest.mark.parametrize(
    ("question", "locale"),
    [
        ("what covers LSTMs?", Locale.ENGLISH),
        ("qual vídeo fala de LSTM?", Locale.PORTUGUESE),
        ("softmax", Locale.ENGLISH),
        ("retropropagação", Locale.PORTUGUESE),
        ("descida do gradiente", Locale.PORTUGUESE),
        ("redes neurais recorrentes", Locale.PORTUGUESE),
        ("obrigado", Locale.PORTUGUESE),
        ("how do networks learn", Locale.ENGLISH),
        ("what did Poincaré prove", Locale.ENGLISH),
        ("", Locale.ENGLISH),
    ],
)
def test_the_language_is_that_of_most_small_words(question: str, locale: Locale) -> None:
    """Only words of one language count; without any it is English."""
    assert detect_language(question) is locale
