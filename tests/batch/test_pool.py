import importlib
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import BrokenExecutor
from pathlib import Path

import pytest

from intone.batch.pool import each

ROOT = Path(__file__).parents[2]
WORK = """
import os, time

def halved(number):
    if number == 0:
        time.sleep(0.2)  # so that it has company in its death
        os._exit(9)
    if number % 2:
        raise ValueError(number)
    return number / 2
"""
"""In a module of its own, which a fresh process can import wherever pytest was started."""


@pytest.fixture
def halved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], float]:
    """Halves even numbers, refuses odd ones, and dies of 0."""
    (tmp_path / "pool_work.py").write_text(WORK)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "pool_work", raising=False)
    return importlib.import_module("pool_work").halved


@pytest.mark.parametrize("jobs", [1, 2])
def test_every_item_comes_back_once(halved: Callable[[int], float], jobs: int) -> None:
    ends = {item: future.exception() for item, future in each(halved, range(1, 9), jobs)}
    assert sorted(ends) == list(range(1, 9))
    assert all((end is None) == (item % 2 == 0) for item, end in ends.items())


def test_the_death_of_a_process_costs_one_item_only(halved: Callable[[int], float]) -> None:
    ends = {item: future.exception() for item, future in each(halved, (2, 4, 0, 6, 8, 10), 2)}
    assert isinstance(ends.pop(0), BrokenExecutor)
    assert ends == dict.fromkeys((2, 4, 6, 8, 10))


SLEEPS = """
import importlib.util, os, sys, time

root = sys.argv[1]
spec = importlib.util.spec_from_file_location(
    "intone", root + "/__init__.py", submodule_search_locations=[root])
sys.modules["intone"] = importlib.util.module_from_spec(spec)

def sleeps(item):
    os.write(1, f"{os.getpid()}\\n".encode())
    time.sleep(60)

if __name__ == "__main__":
    from intone.batch.pool import each
    list(each(sleeps, (1, 2), 2))
"""
"""A batch of two workers, each of which says who it is and works on for a minute."""


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs Linux' /proc")
@pytest.mark.parametrize("how", ["SIGKILL", "SIGTERM"])
def test_workers_end_with_their_parent(tmp_path: Path, how: str) -> None:
    (tmp_path / "sleeps.py").write_text(SLEEPS)
    command = [sys.executable, str(tmp_path / "sleeps.py"), str(ROOT)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        workers = [int(parent.stdout.readline()) for _ in range(2)]
        assert all(map(alive, workers))
        parent.send_signal(getattr(signal, how))
    end = time.monotonic() + 20
    while any(map(alive, workers)) and time.monotonic() < end:
        time.sleep(0.1)
    assert not any(map(alive, workers))


def alive(process: int) -> bool:
    """Whether it runs; one that has ended and waits to be noticed does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2][0] != "Z"
    except FileNotFoundError:
        return False


def test_more_processes_than_a_machine_can_count_are_as_many_as_there_is_work() -> None:
    assert sorted(future.result() for _, future in each(abs, [-1, -2], 10**12)) == [1, 2]
