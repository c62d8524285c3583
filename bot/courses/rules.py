"""Rules of the course file that concern several of its values; each break of one is a `Fault`."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from pydantic_core import PydanticCustomError

from bot.text.data_files import FAULTS, Fault, KeyPath, json_excerpt


def refuse(faults: Iterable[Fault]) -> None:
    """Raise a PydanticCustomError with *faults*, if there are any; call this from a validator of the model."""
    broken = tuple(faults)
    if broken:
        text = "; ".join(fault.line() for fault in broken)
        raise PydanticCustomError(FAULTS, "{text}", {"text": text, FAULTS: broken})


def with_paths(field: str, values: Iterable[Hashable], *below: str) -> Iterator[tuple[KeyPath, Hashable]]:
    """Pair each value with its path: the list *field*, the value's position, and the keys *below* that entry."""
    return (((field, index, *below), value) for index, value in enumerate(values))


def repeats(expected: str, values: Iterable[tuple[KeyPath, Hashable]]) -> Iterator[Fault]:
    """Yield a fault for each value that repeats an earlier one; None may repeat. *expected* is as in "a video id"."""
    first: dict[Hashable, KeyPath] = {}
    for path, value in values:
        if value in first and value is not None:
            yield Fault(path, json_excerpt(value), expected, first_at=first[value])
        first.setdefault(value, path)


def misnumbered(numbers: Sequence[int]) -> Iterator[Fault]:
    """Yield a fault for each of the chapters' *numbers* that is not its position in the list, counted from 1."""
    for index, number in enumerate(numbers):
        if number != index + 1:
            path = ("chapters", index, "number")
            yield Fault(path, str(number), f"{index + 1}, since chapters are numbered 1, 2, 3 in their order")


def mistimed(field: str, seconds: Sequence[int], duration_s: int | None) -> Iterator[Fault]:
    """Yield a fault for each of *seconds* (``at_s`` in the list *field*) past the video's end or not after the last.

    The end is at *duration_s*; None if it is not known.
    """
    before = -1
    for index, at_s in enumerate(seconds):
        path = (field, index, "at_s")
        if duration_s is not None and at_s >= duration_s:
            yield Fault(path, str(at_s), f"less than {duration_s}, the video's length in seconds")
        elif at_s <= before:
            yield Fault(path, str(at_s), f"more than {before}, the time before it in the list")
        else:
            before = at_s


def unknown_needs(needs: Mapping[int, Sequence[int]]) -> Iterator[Fault]:
    """Yield a fault for each prerequisite that is no chapter or the chapter itself; *needs* has them by chapter."""
    for index, (number, needed) in enumerate(needs.items()):
        for place, other in enumerate(needed):
            path = ("chapters", index, "prerequisites", place, "chapter")
            if other not in needs:
                yield Fault(path, str(other), f"the number of a chapter, 1 to {len(needs)}")
            elif other == number:
                yield Fault(path, str(other), "another chapter than the one that needs it")


def prerequisite_cycles(needs: Mapping[int, Sequence[int]]) -> Iterator[Fault]:
    """Yield a fault if chapters are prerequisites of one another in a circle; *needs* has them by chapter."""
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        circle = [number for number in error.args[1][::-1] if isinstance(number, int)]
        path = ("chapters", list(needs).index(circle[0]), "prerequisites")
        found = "a circle: " + ", which needs ".join(str(number) for number in circle)
        yield Fault(path, found, "no chapter to lead back to itself")


def misordered(order: Sequence[int], needs: Mapping[int, Sequence[int]]) -> Iterator[Fault]:
    """Yield a fault for each chapter that *order* leaves out, repeats or puts before one of its prerequisites."""
    if sorted(order) != sorted(needs):
        yield Fault(("suggested_order",), json_excerpt(order), f"every chapter from 1 to {len(needs)} exactly once")
        return
    place = {number: index for index, number in enumerate(order)}
    for index, number in enumerate(order):
        for needed in needs[number]:
            if place[needed] > index:
                expected = f"chapter {needed} before it, because it is a prerequisite"
                yield Fault(("suggested_order", index), str(number), expected)
