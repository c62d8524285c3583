"""Telling code from prose: any text can be split, prose stays as it is, and what is left of a text has no more code."""

from time import process_time

from hypothesis import given
from hypothesis import strategies as st

from bot.text.code import SEPARATOR, split_code

PIECES = st.sampled_from(
    [
        *" \n.,:;?!()[]{}='\"`_-/\\|*#$>@x1…",
        *[
            "```",
            "\n    ",
            "nn.Linear",
            "model.fit",
            "IndexError: list",
            "KeyError",
            "Traceback (most recent call last)",
        ],
        *[
            'File "a.py", line 3',
            "pip install",
            "python",
            "--lr",
            "hidden_size",
            "batchSize",
            "float32",
            "32x512",
            "(3, 4)",
        ],
        *["lr=0.01", "for x in", "import", "def f(x):", "why", "por que", "my", "LSTM", "attention", "e.g.", "ok.Then"],
        *["y = mx + b", "softmax(z)", "dC/dw", "https://a.b/c.py", "<:a_b:1>", "2.0.1", "train.csv", "=="],
    ]
)
TRICKY = st.lists(PIECES | st.text(max_size=3), max_size=40).map("".join)
WORDS = st.text(alphabet="abcdefghijklmnopqrstuvwxyzáãçéõ", min_size=1, max_size=12)
PLAIN = st.lists(WORDS | st.sampled_from(["ChatGPT", "LSTMs", "ReLU", "GPT-3", "word2vec"]), min_size=1, max_size=15)
ENDS = st.sampled_from(["", ".", "?", "!", ", e", "\nok"])


@given(TRICKY)
def test_spans_and_prose_make_up_the_text(text: str) -> None:
    """The spans stand in order, none in another, and put back into the prose they give the text."""
    split, end = split_code(text), 0
    together = ""
    for span in split.spans:
        assert end <= span.start < span.end
        assert text[span.start : span.end] == span.text
        together += text[end : span.start] + SEPARATOR
        end = span.end
    assert split.prose == together + text[end:]


@given(TRICKY)
def test_prose_has_no_more_code(text: str) -> None:
    prose = split_code(text).prose
    assert split_code(prose).prose == prose


@given(PLAIN, ENDS)
def test_plain_words_are_returned_unchanged(words: list[str], end: str) -> None:
    text = " ".join(words) + end
    split = split_code(text)
    assert split.spans == ()
    assert split.prose == text
    assert not split.is_code_like


@given(st.lists(PIECES, min_size=1, max_size=3).map("".join))
def test_long_texts_take_no_longer_a_character(piece: str) -> None:
    """Twenty thousand characters of the same take less than the seconds that a quadratic rule would."""
    started = process_time()
    split_code(piece * (20_000 // len(piece)))
    assert process_time() - started < 5
