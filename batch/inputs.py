"""Inputs: what the lines of a batch are made of, whose place none of their files may take."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from ..places import identity
from .manifest import Line, Manifest, Refusal
from .work import Task


def without_overwriting(
    manifest: Manifest, folder: Path, given: Iterable[Path], also: Sequence[str] = ()
) -> Manifest:
    """The manifest, in which lines are refused that would write over what a line is made of.

    folder  of the takes; `also` are suffixes of further files beside each
    given   files that all lines are made of: the manifest, emotions, the open scene
    """
    sources = {identity(path): path for path in (*given, *_read(manifest.lines))}
    found = {
        line.number: _taken(Task(line, folder, also=tuple(also)), sources)
        for line in manifest.lines
    }
    refused = [_refusal(line, taken) for line in manifest.lines if (taken := found[line.number])]
    left = tuple(line for line in manifest.lines if not found[line.number])
    return Manifest(left, tuple(sorted((*manifest.refusals, *refused), key=lambda one: one.number)))


def _read(lines: Iterable[Line]) -> Iterator[Path]:
    for line in lines:
        yield from (line.order.sound, *line.files)


def _taken(task: Task, sources: dict[tuple[int, int] | None, Path]) -> Path | None:
    """Which of the sources one of the line's files would take the place of."""
    there = [found for path in task.paths if (found := identity(path)) is not None]
    return next((sources[found] for found in there if found in sources), None)


def _refusal(line: Line, taken: Path) -> Refusal:
    reason = (
        f"{line.out} would take the place of {taken.name}, which lines are made of: name another "
        "'out', or another folder for the takes."
    )
    return Refusal(line.number, str(line.order.sound), reason)
