"""The command line: its exit status, what it says, and the files that it leaves or does not."""

from __future__ import annotations

import contextlib
import io
import json
import resource
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.random import Generator

from intone.audio.formats import SOUNDS
from intone.batch.ledger import PATTERN, digest, read_ledgers
from intone.blender.command_line.main import main
from intone.commands import animate, batch, listen
from intone.export import FORMATS
from intone.model import catalogue, transcript

from .mutators import NUMBERS, ODD, pick
from .reader import Reader, Seed, require
from .sounds import make_sound, plain_wav
from .speech import chance, networks
from .tables import RIGHT, make_manifest
from .texts import make_edits, make_text, make_timings

OLD = b"what was there before"
_RATES = ("1", "24", "29.97", "30", "1000")
_FORBIDDEN = ("Traceback", "Internal error", "Warning:")


@dataclass(frozen=True)
class Ran:
    """A command that has ended."""

    status: int
    out: str
    err: str


Run = Callable[[Sequence[str]], Ran]


def prepare() -> None:
    """Has the commands of this process share their networks, and write no transcripts."""
    animate.load_networks = listen.load_networks = networks
    for module in (batch, catalogue, transcript):
        module.recogniser_missing = lambda: "No transcripts here."


def in_process(words: Sequence[str]) -> Ran:
    """The command in this process."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            status = main(words)
        except SystemExit as leaving:
            status = leaving.code if isinstance(leaving.code, int) else 1
    return Ran(status, out.getvalue(), err.getvalue())


def as_process(words: Sequence[str]) -> Ran:
    """The command as users start it."""
    done = subprocess.run(
        [sys.executable, "-m", "intone", *words],
        capture_output=True,
        timeout=60,
        preexec_fn=_unlimited,  # noqa: PLW1509  this process has no other threads that matter
        check=False,
    )
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    require(peak < 1024, f"a process of {peak:.0f} MB")
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def _unlimited() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


# one voice


def make_voice(random: Generator) -> Seed:
    """A sound, or what is said in one."""
    made = (make_sound, make_sound, plain_wav, make_text, make_timings, make_edits)
    return pick(random, made)(random)


def _asked(path: Path) -> list[str]:
    """The options for a file: it is the voice, or its text, or its edits."""
    voice = str(path.parent.parent / "beside" / "voice.wav")
    if path.suffix.lower() in SOUNDS:
        return [str(path), "--text", "-"]
    if path.name.endswith(".words.json"):
        return [voice, "--text", "-", "--edits", str(path)]
    return [voice, "--text", str(path)]


def run_animate(path: Path, run: Run = in_process) -> None:
    """A take, whole or absent; what was there before stays where there is none."""
    suffix = [*FORMATS][int(chance(path, "format") * len(FORMATS))]
    take = path.parent.parent / "out" / f"take{suffix}"
    if before := chance(path, "before") < 0.5:
        take.write_bytes(OLD)
    rate = _RATES[int(chance(path, "rate") * len(_RATES))]
    ran = run(["animate", *_asked(path), "--out", str(take), "--fps", rate, "--quiet"])
    _check(ran, (0, 1))
    left = sorted(one.name for one in take.parent.iterdir())
    require(left == ([take.name] if before or not ran.status else []), f"left {left}")
    if ran.status:
        require(not before or take.read_bytes() == OLD, "the old take is gone")
    else:
        check_take(take)
    require(not ran.out, "something on standard output")


def check_take(path: Path) -> None:
    """Reads a take as others would."""
    if path.suffix == ".npz":
        with np.load(path) as take:
            require(np.isfinite(take["values"]).all(), "a take that is not numbers")
    elif path.suffix == ".json":
        json.loads(path.read_text("utf-8"), parse_constant=_no_number)
    else:
        rows = path.read_text("utf-8").splitlines()
        require(len({row.count(",") for row in rows if row}) == 1, "rows of several lengths")


def _no_number(name: str) -> None:
    require(False, f"{name} in JSON")


def run_listen(path: Path, run: Run = in_process) -> None:
    """What is heard, as text, as JSON or as words."""
    words = path.parent.parent / "out" / f"words{['.json', '.srt'][chance(path, 'w') < 0.5]}"
    form = int(chance(path, "form") * 3)
    options = [["--json"], [], ["--words", str(words), "--quiet"]][form]
    ran = run(["listen", *_asked(path), *options])
    _check(ran, (0, 1))
    made = [one.name for one in words.parent.iterdir()]
    require(made == ([words.name] if form == 2 and not ran.status else []), f"left {made}")
    require(bool(ran.out) == (form != 2 and not ran.status), "the wrong standard output")
    if form == 0 and ran.out:
        json.loads(ran.out, parse_constant=_no_number)


def _check(ran: Ran, statuses: Sequence[int]) -> None:
    told = f"status {ran.status}: {ran.err[-1500:]}"
    require(ran.status in statuses, f"a wrong {told}")
    require(not any(word in ran.err for word in _FORBIDDEN), told)
    if ran.status == 1:
        require(ran.err.strip(), "status 1 without a word")
        require(not ran.out, "status 1 with output")


# many lines


def make_batch(random: Generator) -> Seed:
    """A manifest of which most lines can be done."""
    return make_manifest(random, {**_cells(), **RIGHT})


def _cells() -> dict[str, tuple[str, ...]]:
    return {
        "sound": RIGHT["sound"],
        "emotion": ("", "happy", "auto", "nobody"),
        "fps": ("", "24", "0"),
        "out": ("", "a", "deep/b.json", "c.npz"),
    }


def run_batch(path: Path, run: Run = in_process) -> None:
    """Every line done or refused in the record; no file that no record knows."""
    folder = path.parent.parent / "out" / "takes"
    words = ["batch", str(path), "--out", str(folder), "--jobs", "1"]
    ran = run(words)
    _check(ran, (0, 1))
    _check_folder(folder)
    if chance(path, "again") < 0.3:
        before = _files(folder)
        again = run(words)
        require(again.status == ran.status, "another status the second time")
        require(_files(folder) == before, "takes that were made again")


def _files(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {
        str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file() and not path.match(PATTERN)
    }


def _check_folder(folder: Path) -> None:
    if not folder.is_dir():
        return
    known = read_ledgers(folder)
    for path in (one for one in folder.rglob("*") if one.is_file() and not one.match(PATTERN)):
        made = known.get(path.relative_to(folder).as_posix(), frozenset())
        require(digest(path) in {found for _, found in made}, f"{path.name} is in no record")
        check_take(path)
    for ledger in folder.glob(PATTERN):
        for line in ledger.read_text("utf-8").splitlines():
            require("Internal error" not in json.loads(line).get("reason", ""), line)


def run_farm(path: Path) -> None:
    """A bundle whose files are whole JSON."""
    out = path.parent.parent / "out"
    words = ["--out", str(out / "takes"), "--bundle", str(out / "bundle"), "--quiet"]
    ran = in_process(["farm", "export", str(path), *words])
    _check(ran, (0, 1))
    made = sorted((out / "bundle").glob("*.json"))
    require(len(made) == (0 if ran.status else 3), f"a bundle of {len(made)} files")
    for one in made:
        json.loads(one.read_text("utf-8"))


# options

_COMMANDS = (
    *("animate {voice} --text - --out {out}.csv --fps 24 --scale 1.5 --emotion happy=0.5,sad",
      "animate {voice} --text - --out {out}.npz --seed 3 --blinks 0.5 --head 0 --accents 2",
      "animate {voice} --text Hello --language en --out {out}.json --log-format json",
      "listen {voice} --text - --json", "listen {voice} --edits - --text auto --content",
      "listen {voice} --words {out}.srt --text Hello",
      "batch {folder} --out {out} --jobs 1 --chunk 1/2 --format .json --fps 25",
      "doctor", "farm export {folder} --out {out} --bundle {out} --chunks 2"),
)  # fmt: skip


def make_arguments(random: Generator) -> Seed:
    """A command line with odd words in it."""
    words = pick(random, _COMMANDS).split()
    for _ in range(int(random.integers(1, 3))):
        at, change = int(random.integers(len(words))), random.random()
        other = pick(random, NUMBERS if change < 0.5 else ODD).replace("\0", "0")
        words[at : at + 1] = [] if change > 0.9 else [other]
        words = words or ["listen"]
    return Seed(".args.json", json.dumps(words).encode())


def run_arguments(path: Path) -> None:
    """Statuses as documented: 2 with the usage, 1 with a sentence, 0 with a product."""
    top = path.parent.parent
    places = {
        "{voice}": str(top / "beside" / "voice.wav"),
        "{folder}": str(top / "beside"),
        "{out}": str(top / "out" / "made"),
    }
    words = json.loads(path.read_text("utf-8"))
    for name, place in places.items():
        words = [word.replace(name, place) for word in words]
    ran = in_process(words)
    made = [one for one in (top / "out").rglob("*") if one.is_file() and not one.match(PATTERN)]
    told = f"status {ran.status}: {ran.err[-800:]}"
    require(ran.status in (0, 1, 2), f"a wrong {told}")
    require(not any(word in ran.err for word in _FORBIDDEN), told)
    require(ran.status != 2 or ("usage:" in ran.err and not made), told)
    require(ran.status != 0 or ran.out or made, "nothing came of it")
    require(ran.status != 1 or ran.err.strip() or words[:1] == ["doctor"], "no reason")


# as processes


def make_process(random: Generator) -> Seed:
    """What comes in by a process of its own: a voice, or a manifest."""
    return make_batch(random) if random.random() < 0.3 else make_voice(random)


def run_process(path: Path) -> None:
    """The same as the commands above, started as users do."""
    if path.suffix in (".csv", ".tsv", ".jsonl", ".ndjson"):
        run_batch(path, as_process)
    elif chance(path, "verb") < 0.5:
        run_animate(path, as_process)
    else:
        run_listen(path, as_process)


READERS = (
    Reader("animate", make_voice, run_animate, share=4),
    Reader("listen", make_voice, run_listen, share=4),
    Reader("batch", make_batch, run_batch, share=3),
    Reader("farm", make_manifest, run_farm),
    Reader("arguments", make_arguments, run_arguments, share=4, damage=False),
    Reader("process", make_process, run_process, share=1),
)
