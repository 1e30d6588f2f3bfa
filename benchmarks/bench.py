"""`make bench`: how fast Intone is and how much memory it takes, as ratios that machines share.

    python benchmarks/bench.py [--short] [--check] [--only PART] [--out out/bench.json]

Parts: line (lengths, memory, growth), stages (listen, words, act, keys), batch, slider (in Blender)
and peers. A cost is what a second of sound takes, measured in the processor seconds of a workload
that never changes (benchmarks/stage.py), in the same minute: the same on a faster machine, or on
one that is shared. Writes JSON and prints a table; --check compares with benchmarks/released.json
(see check.py); --short is a trial of seconds that measures little.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import check  # benchmarks/check.py, beside this file
import line
import numpy as np
import peers
import soundfile
from stage import reference, seconds_of

HERE = Path(__file__).parent
Row = dict[str, Any]
LINES, LINE_S = 12, 4
"""Lines of the batch, and the seconds of each."""


def lengths(short: bool) -> list[Row]:
    """The whole line by length: its cost, peak memory, and how both grow."""
    minutes = (0.1, 0.2) if short else (1.0, 4.0, 16.0)
    rows, points = list[Row](), list[tuple[float, float, float]]()
    for length in minutes:
        unit = least_reference()
        _, busy, memory = line.measured(length)
        cost = busy / min(unit, least_reference())
        points.append((length, cost, memory))
        rows.append(
            {"name": f"whole line, {length:g} min", "cost": cost / length / 60}
            | {"real_time": length * 60 / busy, "memory": memory}
        )
    return [*rows, *growth(points)]


def growth(points: list[tuple[float, float, float]]) -> list[Row]:
    """The exponent of time against length without what a start costs; memory a minute."""
    (first, start, _), (middle, cost, low), (last, most, high) = points[0], points[-2], points[-1]
    if len(points) < 3:
        return []
    slope = math.log((most - start) / (cost - start)) / math.log((last - first) / (middle - first))
    return [
        {"name": "growth of time with length, exponent", "exponent": slope},
        {"name": "growth of memory, MiB a minute", "growth": (high - low) / (last - middle)},
    ]


def least_reference() -> float:
    """Processor seconds of the workload: what others do on the machine only adds."""
    return min(seconds_of(reference) for _ in range(3))


def stages(short: bool) -> list[Row]:
    """Each stage alone, its networks loaded before."""
    return [staged(name, short) for name in ("listen", "words", "act", "keys")]


def staged(stage: str, short: bool) -> Row:
    """The cost of a stage, or why it is missing, from a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        sound = Path(folder, "voice.wav")
        line.write_voice(sound, 0.05 if short else 0.5)
        command = [sys.executable, HERE / "stage.py", stage, sound, "1" if short else "5"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return {"name": stage, "missing": done.stderr.strip().splitlines()[-1]}
    return {"name": stage, **json.loads(done.stdout)}


def batch(short: bool) -> list[Row]:
    """A batch of short lines in one process, its start included."""
    count = 2 if short else LINES
    voice, rate = soundfile.read(line.VOICE, dtype="int16")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "lines")
        folder.mkdir()
        for index in range(count):
            samples = np.roll(voice, -index * rate)[: LINE_S * rate]
            soundfile.write(folder / f"happy__1__{index}.wav", samples, rate)
        command = [sys.executable, "-m", "intone", "batch", folder, "--out", Path(name, "out")]
        unit = least_reference()
        busy = busy_seconds([*command, "--jobs", "1", "--device", "cpu"])
        cost = busy / min(unit, least_reference())
    seconds = count * LINE_S
    row = {"name": f"batch of {count} lines", "cost": cost / seconds, "real_time": seconds / busy}
    return [row | {"lines_a_minute": 60 * count / busy}]


def busy_seconds(command: list[object]) -> float:
    """Processor seconds of a command."""
    child = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{command} ended with {child.returncode}")
    return usage.ru_utime + usage.ru_stime


def slider(short: bool) -> list[Row]:
    """From a slider to the face in Blender: its processor seconds, and the time that passes."""
    told = [5.0] if short else [10.0, 60.0]
    names = [f"slider to face, a take of {seconds:g} s" for seconds in told]
    unit = least_reference()
    command = [sys.executable, HERE / "desk.py", "--json", *map(str, told)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        reason = done.stderr.strip().splitlines()[-1]
        return [{"name": name, "missing": reason} for name in names]
    found = json.loads(next(text for text in done.stdout.splitlines() if text.startswith("[[")))
    return [
        {"name": name, "cost": cpu / unit, "ms": 1000 * whole, "held_ms": 1000 * busy}
        for name, (whole, busy, cpu, _) in zip(names, found, strict=True)
    ]


def others(short: bool) -> list[Row]:
    """The peers, where they are installed, on the same sound in the same run."""
    rows = [staged("pocketsphinx", short)]
    with tempfile.TemporaryDirectory() as folder:
        sound = Path(folder, "voice.wav")
        line.write_voice(sound, 0.05 if short else 0.25)
        unit = least_reference()
        try:
            busy = peers.rhubarb(sound, Path(folder))
        except SystemExit as missing:
            return [*rows, {"name": "rhubarb", "missing": str(missing)}]
        seconds, unit = soundfile.info(sound).duration, min(unit, least_reference())
    return [
        *rows,
        {"name": "rhubarb", "cost": busy / unit / seconds, "real_time": seconds / busy},
    ]


PARTS: dict[str, Callable[[bool], list[Row]]] = {
    **{"line": lengths, "stages": stages, "batch": batch},
    **{"slider": slider, "peers": others},
}


def table(rows: list[Row], released: list[Row]) -> str:
    """The rows in Markdown, beside those of the last release."""
    before = {row["name"]: row for row in released}
    head = ("measure", "x real time", "cost", "cost in the last release", "MiB", "more")
    lines = [head, ["---"] * len(head)]
    for row in rows:
        old = before.get(row["name"], {})
        shown = {"ms", "held_ms", "lines_a_minute", "exponent", "growth", "missing"}
        more = "; ".join(
            f"{key.replace('_', ' ')} {value if isinstance(value, str) else f'{value:.3g}'}"
            for key, value in row.items()
            if key in shown
        )
        speed = f"{row['real_time']:.3g}" if "real_time" in row else ""
        costs = (f"{one['cost']:.4f}" if "cost" in one else "" for one in (row, old))
        memory = f"{row['memory']:.0f}" if "memory" in row else ""
        lines.append([row["name"], speed, *costs, memory, more])
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--only", choices=PARTS, action="append")
    parser.add_argument("--out", type=Path, default=Path("out/bench.json"))
    given = parser.parse_args()
    rows = [row for part in given.only or PARTS for row in PARTS[part](given.short)]
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    released = check.released()
    print(table(rows, released))
    if given.check:
        check.report(rows, released)


if __name__ == "__main__":
    main()
