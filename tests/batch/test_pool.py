import importlib
import sys
from collections.abc import Callable
from concurrent.futures import BrokenExecutor
from pathlib import Path

import pytest

from intone.batch.pool import each

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
