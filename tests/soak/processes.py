"""Processes that are started, killed, and looked for afterwards."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from support.checkout import environment

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
        """Runs it to its end; the seconds that it took."""
        began = time.monotonic()
        with self.started(words) as process:
            _, said = process.communicate()
        assert process.returncode == 0, said.decode(errors="replace")
        return time.monotonic() - began

    def kill(self, words: Sequence[str], seconds: float) -> bool:
        """Kills it after so many seconds, and waits for its children; whether it still ran."""
        with self.started(words) as process:
            try:
                process.communicate(timeout=seconds)
            except subprocess.TimeoutExpired:
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

    def files(self) -> dict[str, bytes]:
        """All outputs, by their names."""
        found = (path for path in self.out.rglob("*") if path.is_file())
        return {path.relative_to(self.out).as_posix(): path.read_bytes() for path in found}

    def left(self) -> list[str]:
        """Our temporary files and folders, in the outputs and in the temporary folder.

        Blender's own (blender_*), which a kill leaves, are its own matter.
        """
        outputs = [path.name for path in self.out.rglob("*intone-*-*-*")]
        own = [path.name for path in self.scratch.iterdir() if "blender" not in path.name]
        return sorted([*outputs, *own])


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
