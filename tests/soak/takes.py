"""Many takes in one process: memory, descriptors, threads, children and files do not grow."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from support.checkout import ROOT, environment

from .readings import Reading

GROWTH_MB = 24.0
"""How much a process may grow after its first third, in which it loads and warms up."""
COUNTED = ("descriptors", "threads", "children", "temporary", "data")


def soak(way: str, count: int) -> str:
    """Makes so many takes through the pipeline ("line") or in Blender ("desk"); what it held.

    Raises AssertionError where something grows.
    """
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        found = _readings(Path(folder), way, count)
    check(found)
    first, last = settled(found)[0], found[-1]
    return (
        f"{way}: {last.takes} takes; memory {first.memory:.0f} MB after {first.takes}, "
        f"{last.memory:.0f} MB at the end (worker {first.children_memory:.0f} and "
        f"{last.children_memory:.0f} MB); {last.descriptors} descriptors, {last.threads} threads, "
        f"{last.children} children, {last.temporary} temporary files, as before"
    )


def settled(found: Sequence[Reading]) -> Sequence[Reading]:
    """The readings without those of the first third."""
    return found[len(found) // 3 :]


def check(found: Sequence[Reading]) -> None:
    """Raises AssertionError where something grows after the first third."""
    first, last = settled(found)[0], found[-1]
    for kind in ("memory", "children_memory"):
        before, after = getattr(first, kind), getattr(last, kind)
        assert after - before <= GROWTH_MB, f"{kind} grows from {before:.0f} to {after:.0f} MB"
    for kind in COUNTED:
        before, after = getattr(first, kind), getattr(last, kind)
        assert after <= before, f"{kind} grow from {before} to {after}"


def _readings(folder: Path, way: str, count: int) -> list[Reading]:
    extension = folder / "blender" / "extensions" / "user_default" / "intone"
    extension.parent.mkdir(parents=True)
    extension.symlink_to(ROOT, target_is_directory=True)
    variables = environment(folder / "link", folder / "scratch")
    done = subprocess.run(
        [sys.executable, "-m", f"soak.{way}", str(count)],
        env={**variables, "BLENDER_USER_RESOURCES": str(folder / "blender")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    left = sorted(path.name for path in (folder / "scratch").iterdir())
    assert not left, f"left in the temporary folder: {left}"
    return [Reading(**json.loads(line)) for line in lines]
