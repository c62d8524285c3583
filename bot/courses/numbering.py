"""Writes chapters' numbers in short: runs of them as ranges."""

from collections.abc import Iterator, Sequence

SHORTEST_RUN = 3  # numbers that are written as a range


def ranges(numbers: Sequence[int], dash: str = "-") -> Iterator[str]:
    """Yield *numbers*, with "1-5" for five that follow each other, upwards or downwards."""
    start = 0
    while start < len(numbers):
        end = max(_end_of_run(numbers, start, step) for step in (1, -1))
        if end - start >= SHORTEST_RUN:
            yield f"{numbers[start]}{dash}{numbers[end - 1]}"
        else:
            end = start + 1
            yield str(numbers[start])
        start = end


def number_list(numbers: Sequence[int]) -> str:
    """Return *numbers*, in rising order, as people read them: "1\u20134, 6"."""
    return ", ".join(ranges(sorted(numbers), "\u2013"))


def _end_of_run(numbers: Sequence[int], start: int, step: int) -> int:
    end = start + 1
    while end < len(numbers) and numbers[end] == numbers[end - 1] + step:
        end += 1
    return end
