"""A key for caches of what is drawn from courses and chapters, which never change: one that is edited is a new one."""

from typing import Generic, TypeVar

T = TypeVar("T")


class Same(Generic[T]):
    """Stands for the very object *value*: equal to itself alone, so that its contents need not be compared."""

    __slots__ = ("value",)

    def __init__(self, value: T) -> None:
        self.value = value

    def __hash__(self) -> int:
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.value is self.value
