"""A campaign: many inputs, tried in child processes that may die or hang without ending it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import Any

from support.checkout import environment

PER_CHILD = 250
"""Inputs of one process."""
SILENT_S = 120.0
"""Seconds after which a process that says nothing is ended: the alarm inside did not ring."""
START_S = 120.0


@dataclass(frozen=True)
class Outcome:
    """What became of an input: read, refused or wrong."""

    number: int
    reader: str
    file: str
    """The name under which a wrong one is kept."""
    end: str
    told: str = ""
    seconds: float = 0.0
    megabytes: float = 0.0


def campaign(
    seed: int, count: int, kept: Path, only: Sequence[str] = (), first: int = 0
) -> Iterator[Outcome]:
    """Tries `count` inputs of a seed, from number `first` on; wrong ones are kept in a folder."""
    chosen = [word for name in only for word in ("--only", name)]
    number, end = first, first + count
    while number < end:
        options = ["--seed", seed, "--first", number, "--count", min(PER_CHILD, end - number)]
        before = number
        for outcome in _child([*map(str, options), *chosen], kept):
            yield outcome
            number = outcome.number + 1
        if number == before:
            raise RuntimeError(f"input {number} of seed {seed} cannot be made")


def replay(files: Sequence[Path]) -> Iterator[Outcome]:
    """Tries kept inputs again."""
    for path in files:
        yield from _child(["--replay", str(path.absolute())], path.parent)


def _child(options: list[str], kept: Path) -> Iterator[Outcome]:
    """The outcomes of one process; of an input that it does not survive, too."""
    with tempfile.TemporaryDirectory(prefix="intone-fuzz-") as folder:
        work, top = Path(folder, "work"), Path(folder)
        command = [sys.executable, "-m", "fuzz.child", str(work), str(kept.absolute()), *options]
        with (
            (top / "stderr").open("w+b") as errors,
            subprocess.Popen(
                command,
                stdout=subprocess.PIPE,
                stderr=errors,
                env=environment(top / "link", top / "scratch"),
            ) as child,
        ):
            yield from _outcomes(child, kept)
        said = (top / "stderr").read_text("utf-8", "replace")
        if child.returncode not in (0, -9) and "Traceback" in said:
            raise RuntimeError(said[-3000:])


def _outcomes(child: subprocess.Popen[bytes], kept: Path) -> Iterator[Outcome]:
    lines = _lines(child)
    while begun := _next(lines, START_S):
        ended = _next(lines, SILENT_S)
        about = {"number": begun["number"], "reader": begun["reader"], "file": begun["keep"]}
        if ended is not None:
            yield Outcome(**about, **ended)
            continue
        hung = child.poll() is None
        child.kill()
        kept.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(begun["at"], kept / begun["keep"])
        yield Outcome(**about, end="wrong", told="hangs" if hung else f"dies ({child.wait()})")
        return


def _lines(child: subprocess.Popen[bytes]) -> Queue[str]:
    """What it says, line by line; an empty one at its end."""
    found: Queue[str] = Queue()

    def listen() -> None:
        assert child.stdout is not None
        for line in child.stdout:
            found.put(line.decode())
        found.put("")

    Thread(target=listen, daemon=True).start()
    return found


def _next(lines: Queue[str], seconds: float) -> dict[str, Any] | None:
    """What it says next; None where that takes too long, or it has ended."""
    try:
        line = lines.get(timeout=seconds)
    except Empty:
        return None
    return json.loads(line) if line else None
