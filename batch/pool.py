"""A function on many items in several processes, any of which may die."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    wait,
)
from multiprocessing import connection
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
_MOST = 1024
"""Processes at a time, however many are asked for."""


def each(
    function: Callable[[Item], Result], items: Iterable[Item], jobs: int
) -> Generator[tuple[Item, Future[Result]], None, None]:
    """(item, its finished future) as they finish, `jobs` at a time; 1 job stays in this process.

    Where a process dies, all items in work are tried again, one at a time: only the future of the
    item that kills its process holds a BrokenExecutor.
    """
    waiting, suspects = deque(items), deque[Item]()
    jobs = jobs if jobs == 1 else min(jobs, max(2, len(waiting)), _MOST)
    while waiting or suspects:
        if suspects:
            yield from _round(function, suspects, jobs, 1, deque())
        else:
            yield from _round(function, waiting, jobs, jobs, suspects)


def _round(
    function: Callable[[Item], Result],
    waiting: deque[Item],
    jobs: int,
    width: int,
    suspects: deque[Item],
) -> Generator[tuple[Item, Future[Result]], None, None]:
    """Works until nothing waits or the executor breaks; items in work then go to `suspects`.

    With a width of 1 the item that broke it is known, and is yielded.
    """
    with _executor(jobs) as executor:
        flying: dict[Future[Result], Item] = {}
        broken = False
        while flying or (waiting and not broken):
            while waiting and not broken and len(flying) < width:
                try:
                    future = executor.submit(function, waiting[0])
                except BrokenExecutor:
                    broken = True
                else:
                    flying[future] = waiting.popleft()
            for future in wait(flying, return_when=FIRST_COMPLETED).done:
                item = flying.pop(future)
                broken = broken or isinstance(future.exception(), BrokenExecutor)
                if isinstance(future.exception(), BrokenExecutor) and width > 1:
                    suspects.append(item)
                else:
                    yield item, future


def _executor(jobs: int) -> Executor:
    """Spawned processes: a fork would copy the state of threads and networks."""
    if jobs == 1:
        return ThreadPoolExecutor(1)
    spawned = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(jobs, mp_context=spawned, initializer=end_with_parent)


def end_with_parent() -> None:
    """Has this worker process end when its parent does, however that ends.

    A parent that is killed cannot shut its pool down; its workers would wait for ever. Ctrl-C
    reaches all processes of a terminal: it is left to the parent.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent.sentinel,), daemon=True).start()


def _end_after(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)
