import threading

import pytest

from intone.progress import Cancelled, attended


def test_what_is_attended_gives_its_result_and_says_that_it_goes_on() -> None:
    told, twice = [], threading.Event()

    def notice(fraction: float, what: str) -> None:
        told.append((fraction, what))
        if len(told) == 2:
            twice.set()

    assert attended(lambda: twice.wait(60), notice, 0.5, "Waiting")
    assert set(told) == {(0.5, "Waiting")}


def test_what_is_attended_is_told_at_least_once() -> None:
    told: list[float] = []
    assert attended(lambda: 7, lambda fraction, what: told.append(fraction), 0.25, "Quick") == 7
    assert told[0] == 0.25


def test_a_cancel_does_not_wait_for_the_end_of_what_is_attended() -> None:
    begun, released, ended = (threading.Event() for _ in range(3))

    def work() -> None:
        begun.set()
        released.wait(60)
        ended.set()

    def stop(fraction: float, what: str) -> None:
        if begun.is_set():
            raise Cancelled

    with pytest.raises(Cancelled):
        attended(work, stop, 0.0, "Waiting")
    assert not ended.is_set()
    released.set()
    assert ended.wait(60)


def test_an_error_of_what_is_attended_comes_through() -> None:
    with pytest.raises(ZeroDivisionError):
        attended(lambda: 1 / 0, lambda fraction, what: None, 0.0, "Dividing")
