"""Progress: one callable that reports how far a long work is and, by raising, stops it."""

from collections.abc import Callable

Progress = Callable[[float, str], None]
"""Called as progress(fraction 0..1, what is being done). It may raise Cancelled."""


class Cancelled(Exception):
    """The user asked the work to stop. Not an error: nothing is reported."""


def silent(fraction: float, what: str) -> None:
    """A Progress that says nothing and never cancels."""


def part(progress: Progress, start: float, stop: float) -> Progress:
    """The Progress of a part of the work: its 0..1 becomes start..stop of the whole."""

    def report(fraction: float, what: str) -> None:
        progress(start + (stop - start) * fraction, what)

    return report
