"""Cases: which input has which number, where it lies while it is read, and what became of it."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import process_time
from zlib import crc32

import numpy as np

from intone.errors import IntoneError

from . import captures, commands, heads, kept, sounds, tables, texts
from .mutators import damaged, pick
from .reader import Reader, Seed, WrongError

READERS: dict[str, Reader] = {
    reader.name: reader
    for part in (sounds, texts, tables, captures, heads, kept, commands)
    for reader in part.READERS
}
"""Every way in which files of others come in."""
LONGEST_S = 10.0
"""Seconds of processor time, so that a busy machine is no fault; campaign.py sees who sleeps."""
MOST_MB = 1024.0
DAMAGED = 0.7
"""Share of the inputs of which bytes are changed."""
_NAMES = ("input", "input", "input", "naïve ﬁle 音", "a.b.c", " lead", "-dash", "%s{0}#", "x" * 230)


@dataclass(frozen=True)
class Case:
    """An input: its reader, and the file."""

    reader: Reader
    file: Seed

    @property
    def name(self) -> str:
        """What the file is called; it depends on its bytes alone."""
        return _NAMES[crc32(self.file.data) % len(_NAMES)] + self.file.suffix


def case_of(seed: int, number: int, names: tuple[str, ...] = ()) -> Case:
    """The input of that number; of all readers, or of those named."""
    random = np.random.default_rng([seed, number])
    chosen = [READERS[name] for name in names] or [*READERS.values()]
    reader = pick(random, [one for one in chosen for _ in range(one.share)])
    made = reader.make(random)
    if reader.damage and random.random() < DAMAGED:
        made = Seed(made.suffix, damaged(random, made.data))
    return Case(reader, made)


@dataclass(frozen=True)
class Verdict:
    """What became of an input: read, refused or wrong; why it is wrong; its cost."""

    end: str
    told: str
    seconds: float
    megabytes: float


class _HangError(BaseException):
    """Not to be caught by whoever is too slow."""


def furnish(work: Path) -> None:
    """The folder in which cases are tried: what lies beside an input, and where outputs go."""
    beside = work / "beside"
    beside.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(0)
    for name in ("voice.wav", "anna__angry__0.8__line.wav"):
        (beside / name).write_bytes(sounds.plain_wav(random).data)
    (beside / "said.txt").write_text("Hello there, my name is Pam.")
    (beside / "said.srt").write_text("1\n00:00:00,000 --> 00:00:01,000\nHello there.\n")
    (beside / "voice.words.json").write_bytes(texts.make_edits(random).data)


def judge(case: Case, work: Path) -> Verdict:
    """Tries one input in the folder."""
    path = _placed(case, work)
    before, began = _reset_peak(), process_time()
    told, end = "", "read"
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always", RuntimeWarning)
        try:
            with _alarm():
                case.reader.read(path)
        except IntoneError as error:
            end, told = "refused", "" if str(error).strip() else "an error without a sentence"
        except WrongError as error:
            told = str(error)
        except BaseException:  # noqa: BLE001  also a hang, and what ends a process
            told = traceback.format_exc(limit=-8)
    seconds, megabytes = process_time() - began, _peak() - before
    told = told or next((f"warns: {one.message}" for one in warned
                         if issubclass(one.category, RuntimeWarning)), "")  # fmt: skip
    told = told or _left(path, work)
    if megabytes > MOST_MB:
        told = told or f"needed {megabytes:.0f} MB"
    return Verdict("wrong" if told else end, told, seconds, megabytes)


def _placed(case: Case, work: Path) -> Path:
    for name in ("input", "out"):
        shutil.rmtree(work / name, ignore_errors=True)
        (work / name).mkdir()
    os.chdir(work / "out")  # where relative names lead
    for stray in scratch().iterdir():
        shutil.rmtree(stray, ignore_errors=True)
        stray.unlink(missing_ok=True) if not stray.is_dir() else None
    path = work / "input" / case.name
    path.write_bytes(case.file.data)
    return path


def scratch() -> Path:
    """The temporary folder of this process, which is its own."""
    return Path(os.environ["TMPDIR"])


def _left(path: Path, work: Path) -> str:
    """What lies where nothing may lie once an input was tried."""
    beside = [one.name for one in path.parent.iterdir() if one != path]
    hidden = [one.name for one in (work / "out").rglob("*intone-????????-*-*")]
    left = [*beside, *hidden, *(one.name for one in scratch().iterdir())]
    return f"left {left}" if left else ""


@contextmanager
def _alarm() -> Iterator[None]:
    def ring(*_: object) -> None:
        raise _HangError(f"took more than {LONGEST_S:g} s")

    signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, LONGEST_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def limit_memory() -> None:
    """Lets this process take half as much again as may be needed, and no more."""
    size = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    most = size + int(1.5 * MOST_MB * 1024 * 1024)
    resource.setrlimit(resource.RLIMIT_AS, (most, resource.RLIM_INFINITY))


def _reset_peak() -> float:
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")
    return _peak()


def _peak() -> float:
    """MB that this process has held at most since the last reset."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))
