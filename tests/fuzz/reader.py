"""Reader: one way in which a file of somebody else comes in, and how good files of it are made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from numpy.random import Generator


@dataclass(frozen=True)
class Seed:
    """A file before it is damaged."""

    suffix: str
    data: bytes


@dataclass(frozen=True)
class Reader:
    """What is tried.

    make    a file of the kind; already odd in its values at times
    read    reads the file as Intone does, and uses what it holds; may raise IntoneError
    share   how often it is chosen, beside the others
    damage  whether bytes of the file are changed as well
    """

    name: str
    make: Callable[[Generator], Seed]
    read: Callable[[Path], object]
    share: int = 1
    damage: bool = True


class WrongError(Exception):
    """What a reader did that it must not do: a wrong status, a half file."""


def require(condition: object, told: str) -> None:
    """Raises WrongError where something does not hold."""
    if not condition:
        raise WrongError(told)
