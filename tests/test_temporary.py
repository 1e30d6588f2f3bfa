import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from intone.temporary import owned, sweep


def _name_of_the_dead() -> str:
    """The name that a process which has ended had given."""
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        pass
    return owned().replace(f"-{os.getpid()}-", f"-{ended.pid}-")


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="only Linux says so in /proc")
def test_a_process_that_ended_and_was_never_reaped_counts_as_ended(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""], stdout=subprocess.PIPE) as ended:
        assert ended.stdout is not None
        ended.stdout.read()  # until it ends; who asks for its status only now leaves a zombie
        name = owned().replace(f"-{os.getpid()}-", f"-{ended.pid}-")
        (tmp_path / f".take-{name}a.mp4").touch()
        until = time.monotonic() + 30
        while list(tmp_path.iterdir()) and time.monotonic() < until:
            sweep(tmp_path)
        assert not list(tmp_path.iterdir())


@pytest.mark.skipif(os.name == "nt", reason="Windows goes by age only")
def test_what_a_dead_process_left_is_removed_and_nothing_else(tmp_path: Path) -> None:
    dead, other_host = _name_of_the_dead(), f"intone-00000000-{os.getpid()}-"
    folder = tmp_path / f".{dead}b"
    folder.mkdir()
    for path in (tmp_path / f".take-{dead}a.mp4", folder / "0001.png"):
        path.touch()
    kept = [f".take-{owned()}a.mp4", f".take-{other_host}a.mp4", "intone-notes.txt", "take.mp4"]
    for name in kept:
        (tmp_path / name).touch()
    sweep(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(kept)


def test_what_nobody_touched_for_a_day_is_removed(tmp_path: Path) -> None:
    old = tmp_path / f".take-intone-00000000-{os.getpid()}-a.mp4"
    old.touch()
    os.utime(old, (time.time() - 90_000,) * 2)
    sweep(tmp_path)
    sweep(tmp_path / "nowhere")
    assert not list(tmp_path.iterdir())
