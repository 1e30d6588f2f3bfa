"""Processes that are started, killed, and looked for afterwards."""

from __future__ import annotations

import os
import resource
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from support.checkout import environment

from .contents import content

MARK = "INTONE_SOAK"
PATIENCE_S = 60.0
"""Seconds that children may outlive a killed parent, on a busy machine."""


@dataclass
class Place:
    """A folder of its own for runs of the command line: their outputs, and their temporary files.

    `mark` stands in the environment of every process that was started here.
    """

    folder: Path
    mark: str = field(default_factory=lambda: secrets.token_hex(8))

    def __post_init__(self) -> None:
        self.out = self.folder / "out"
        self.out.mkdir(parents=True)

    @property
    def scratch(self) -> Path:
        """Where temporary files go."""
        return self.folder / "scratch"

    def started(self, words: Sequence[str]) -> subprocess.Popen[bytes]:
        """`intone` with these words, in the folder of the outputs."""
        return subprocess.Popen(
            [sys.executable, "-m", "intone", *words],
            cwd=self.out,
            env={**environment(self.folder / "link", self.scratch), MARK: self.mark},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )

    def run(self, words: Sequence[str]) -> float:
        """Runs it to its end; the seconds of processor time that it took, with its children."""
        before = _spent_by_children()
        with self.started(words) as process:
            _, said = process.communicate()
        assert process.returncode == 0, said.decode(errors="replace")
        return _spent_by_children() - before

    def kill(self, words: Sequence[str], seconds: float) -> bool:
        """Kills it once it and its children have had so many seconds of processor time, which no
        busy machine changes, and waits for its children; whether it still ran.
        """
        with self.started(words) as process:
            while process.poll() is None and _spent(process.pid) < seconds:
                time.sleep(0.01)
            process.send_signal(signal.SIGKILL)
            process.communicate()
        assert self.alone(), f"processes are left: {living(self.mark)}"
        return process.returncode == -signal.SIGKILL

    def alone(self) -> bool:
        """Whether every process that was started here ends in time."""
        until = time.monotonic() + PATIENCE_S
        while living(self.mark) and time.monotonic() < until:
            time.sleep(0.2)
        return not living(self.mark)

    def files(self) -> dict[str, object]:
        """What all outputs say, by their names; no records of a batch, which have times in them."""
        found = (path for path in self.out.rglob("*") if path.is_file() and path.suffix != ".jsonl")
        return {path.relative_to(self.out).as_posix(): content(path) for path in found}

    def left(self) -> list[str]:
        """Our temporary files and folders, in the outputs and in the temporary folder.

        Blender's own (blender_*), which a kill leaves, are its own matter.
        """
        outputs = [path.name for path in self.out.rglob("*intone-*-*-*")]
        own = [path.name for path in self.scratch.iterdir() if "blender" not in path.name]
        return sorted([*outputs, *own])


def _spent_by_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _spent(process: int) -> float:
    """Seconds of processor time of a process and its children; 0 where it has ended."""
    place = Path(f"/proc/{process}")
    try:
        times = (place / "stat").read_text().rpartition(")")[2].split()[11:15]
        children = (task / "children" for task in (place / "task").iterdir())
        below = [int(child) for one in children for child in one.read_text().split()]
    except OSError:
        return 0.0
    return sum(map(int, times)) / os.sysconf("SC_CLK_TCK") + sum(map(_spent, below))


def living(mark: str) -> list[int]:
    """Processes that have the mark in their environment, and are no zombies."""
    return [int(place.name) for place in Path("/proc").glob("[0-9]*") if _has(place, mark)]


def _has(place: Path, mark: str) -> bool:
    try:
        found = f"{MARK}={mark}".encode() in (place / "environ").read_bytes()
        state = (place / "stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return found and state != "Z" and int(place.name) != os.getpid()
