"""One line of a batch: skipped where its take is there already, else made."""

from __future__ import annotations

import errno
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Literal

from .. import __version__
from ..errors import IntoneError, OutputError
from ..export import suffix_of
from ..model.catalogue import Networks, fingerprint, load_networks
from ..model.recogniser import recogniser_missing
from ..order import Order, Performance
from ..progress import timed
from .ledger import Known, digest, key_of
from .manifest import Line

Status = Literal["done", "kept", "failed", "full"]
"""Made now; made before, of the same; failed; failed because the disk is full."""
FULL = (errno.ENOSPC, errno.EDQUOT)


@dataclass(frozen=True)
class Task:
    """One line of a batch, and all that its take depends on.

    known     keys and digests of earlier takes of the line
    made_by   further settings that the take depends on, such as a render's
    also      suffixes of further files beside the take
    """

    line: Line
    folder: Path
    device: str = "auto"
    known: Known = frozenset()
    made_by: Mapping[str, str] = field(default_factory=dict[str, str])
    also: tuple[str, ...] = ()

    @property
    def path(self) -> Path:
        return self.folder / self.line.out

    @property
    def paths(self) -> tuple[Path, ...]:
        """All files of the line, the take first."""
        stem = self.path.name[: len(self.path.name) - len(suffix_of(self.path))]
        return (self.path, *(self.path.with_name(stem + suffix) for suffix in self.also))

    def digest(self) -> str:
        """SHA-256 of the files as they are now; "" where one is missing."""
        digests = [digest(path) for path in self.paths]
        return "+".join(digests) if all(digests) else ""


@dataclass(frozen=True)
class Made:
    """Facts of a take that was made; `seconds` is the length of its sound."""

    seconds: float
    timings: Mapping[str, float] = field(default_factory=dict[str, float])
    header: Mapping[str, str | float] = field(default_factory=dict[str, str | float])
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Result:
    """The result of a line; `reason` is a sentence where it failed."""

    status: Status
    key: str = ""
    digest: str = ""
    reason: str = ""
    wall: float = 0.0
    made: Made = Made(0.0)


def run_task(task: Task, make: Callable[[Task], Made] | None = None) -> Result:
    """Makes the line's files where they are missing or out of date. Raises no IntoneError."""
    began = time.perf_counter()
    try:
        key = ingredients_key(task)
        there = task.digest()
        if (key, there) in task.known:
            return Result("kept", key, there)
        _check_inside(task)
        task.path.parent.mkdir(parents=True, exist_ok=True)
        made = (make or animate)(task)
        wall = round(time.perf_counter() - began, 4)
        return Result("done", key, task.digest(), wall=wall, made=made)
    except IntoneError as error:
        return _failure(error, error.__cause__)
    except OSError as error:
        place = OutputError(f"{task.path} cannot be written ({error.strerror}): check its folder.")
        return _failure(place, error)


def _check_inside(task: Task) -> None:
    """Raises OutputError where a link leads the line's files out of the folder of the batch."""
    if not task.path.parent.resolve().is_relative_to(task.folder.resolve()):
        raise OutputError(
            f"{task.line.out} lies outside the folder of the batch, through a link: name another."
        )


def _failure(error: IntoneError, cause: BaseException | None) -> Result:
    full = isinstance(cause, OSError) and cause.errno in FULL
    return Result("full" if full else "failed", reason=str(error))


def ingredients_key(task: Task) -> str:
    """The hash of all that the take depends on: sound, settings, networks, version."""
    order, character = task.line.order, task.line.character
    return key_of(
        {
            "sound": digest(order.sound),
            "script": repr(order.script),
            "edits": repr(order.edits),
            "own": repr(order.used_own),
            "settings": [felt_key(order), order.scale, order.fps, character, str(order.style)],
            "calm": order.calm,
            "format": suffix_of(task.line.out),
            "made_by": dict(task.made_by),
            "also": sorted(task.also),
            "networks": fingerprint(),
            "without": recogniser_missing(),
            "version": __version__,
        }
    )


def felt_key(order: Order) -> str:
    """The emotion that is asked for; of one over time a hash."""
    if isinstance(order.emotion, str):
        return order.emotion
    shares = order.emotion
    return sha256(repr(shares.names).encode() + shares.values.tobytes()).hexdigest()


def animate(task: Task) -> Made:
    """Listens, acts and writes the take, without Blender. Raises IntoneError where it cannot."""
    spent = dict[str, float]()
    with timed(spent, "load"):
        networks = networks_on(task.device)
    played = Performance.of(task.line.order, networks, timings=spent)
    with timed(spent, "write"):
        played.write(task.path)
    remarks = tuple(said for said in played.speech.remarks if said != recogniser_missing())
    return Made(played.speech.duration, spent, played.made, remarks)


@cache
def networks_on(device: str) -> Networks:
    """The networks of this process, loaded once."""
    return load_networks(device=device)
