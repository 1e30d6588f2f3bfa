import os
import time
from concurrent.futures import BrokenExecutor

import pytest

from intone.batch.pool import each


def halved(number: int) -> float:
    """Runs in a process of its own: 0 kills it, and odd numbers are refused."""
    if number == 0:
        time.sleep(0.2)  # so that it has company in its death
        os._exit(9)
    if number % 2:
        raise ValueError(number)
    return number / 2


@pytest.mark.parametrize("jobs", [1, 2])
def test_every_item_comes_back_once(jobs: int) -> None:
    ends = {item: future.exception() for item, future in each(halved, range(1, 9), jobs)}
    assert sorted(ends) == list(range(1, 9))
    assert all((end is None) == (item % 2 == 0) for item, end in ends.items())


def test_the_death_of_a_process_costs_one_item_only() -> None:
    ends = {item: future.exception() for item, future in each(halved, (2, 4, 0, 6, 8, 10), 2)}
    assert isinstance(ends.pop(0), BrokenExecutor)
    assert ends == dict.fromkeys((2, 4, 6, 8, 10))
