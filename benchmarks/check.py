"""Fails where Intone became slower or larger than the last release by more than a fifth.

    python benchmarks/check.py [out/bench.json]

Compares what benchmarks/bench.py measured with benchmarks/released.json, which is that file as it
was made for the last release: `python benchmarks/bench.py --out benchmarks/released.json`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

RELEASED = Path(__file__).parent / "released.json"
ALLOWED = 1.25
"""A speed that falls by a fifth is a cost that rises by a quarter."""
STEEPER = 0.2
"""By which the exponent of growth may rise, and be called the same."""
PEERS = ("pocketsphinx", "rhubarb")
"""What is measured, and is not ours."""
Row = dict[str, Any]


def released() -> list[Row]:
    """What was measured for the last release; nothing where there is no file of it."""
    return json.loads(RELEASED.read_text("utf-8")) if RELEASED.exists() else []


def worse(rows: list[Row], before: list[Row]) -> Iterator[str]:
    """A sentence for each measure that is worse than it was, and for each that is missing now."""
    now = {row["name"]: row for row in rows}
    for old in (row for row in before if row["name"] not in PEERS):
        name, new = old["name"], now.get(old["name"], {})
        for kind, most in limits(old):
            if kind not in new:
                yield f"{name}: {kind} was not measured ({new.get('missing', 'left out')})."
            elif new[kind] > most:
                yield f"{name}: {kind} is {new[kind]:.4g}, more than {most:.4g}."


def limits(old: Row) -> Iterator[tuple[str, float]]:
    """What may be at most, by kind."""
    for kind in ("cost", "memory"):
        if kind in old:
            yield kind, ALLOWED * old[kind]
    if "exponent" in old:
        yield "exponent", old["exponent"] + STEEPER


def report(rows: list[Row], before: list[Row]) -> None:
    """Says what is worse; SystemExit where anything is, or where there is nothing to compare."""
    if not before:
        raise SystemExit(f"There is no {RELEASED.name} to compare with.")
    if found := list(worse(rows, before)):
        raise SystemExit("\n".join(found))
    print("Nothing is slower or larger than in the last release by more than a fifth.")


if __name__ == "__main__":
    path = Path(sys.argv[1] if len(sys.argv) > 1 else "out/bench.json")
    report(json.loads(path.read_text("utf-8")), released())
