"""`make soak`: kills of a run, of a batch and of the worker, then many takes in one process."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from support.checkout import name_checkout

name_checkout()

from soak.kills import Killed, kill_animate, kill_batch  # noqa: E402
from soak.takes import soak  # noqa: E402
from soak.worker_kills import kill_worker  # noqa: E402

Kills = Callable[[Path, int, int], Iterator[Killed]]
KILLS: dict[str, Kills] = {"animate": kill_animate, "batch": kill_batch, "worker": kill_worker}

WAYS = ("line", "desk")


def main() -> int:
    """Runs what was asked for; an AssertionError ends it."""
    parser = argparse.ArgumentParser("soak", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    for name in KILLS:
        parser.add_argument(f"--{name}", type=int, default=0, help="how many kills of it")
    for way in WAYS:
        parser.add_argument(f"--{way}", type=int, default=0, help="how many takes in one process")
    args = parser.parse_args()
    for name, kills in KILLS.items():
        if count := getattr(args, name):
            _show(name, kills, count, args.seed)
    for way in WAYS:
        if count := getattr(args, way):
            print(soak(way, count), flush=True)
    return 0


def _show(name: str, kills: Kills, count: int, seed: int) -> None:
    began, done = time.monotonic(), list[Killed]()
    with tempfile.TemporaryDirectory(prefix=f"soak-{name}-") as folder:
        for killed in kills(Path(folder), count, seed):
            done.append(killed)
            print(f"{len(done):4}  {killed}", flush=True)
    hit, written = sum(k.hit for k in done), sum(k.there > 0 for k in done)
    seconds = time.monotonic() - began
    print(
        f"{name}: {len(done)} kills, {hit} before the end, {written} with files already written; "
        f"all whole or absent, all resumed equal, nothing left; {seconds:.0f} s",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
