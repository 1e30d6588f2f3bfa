"""A short share of `make soak`, and what grows is found."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from soak.kills import kill_animate, kill_batch
from soak.readings import Reading
from soak.takes import check, soak
from soak.worker_kills import kill_worker

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/environ").exists(),
    reason="processes are found through Linux' /proc",
)
STEADY = [Reading(10 * k, 200.0, 300.0, 12, 1, 1, 2, 40) for k in range(9)]


def test_kills_of_animate_leave_files_whole_or_absent(tmp_path: Path) -> None:
    pytest.importorskip("bpy", reason="Blender (bpy) is not installed")
    done = list(kill_animate(tmp_path, 3, seed=5))
    assert [killed.what for killed in done] == ["csv", "json", "scene"]


def test_kills_of_a_batch_with_films_are_made_good(tmp_path: Path) -> None:
    pytest.importorskip("bpy", reason="Blender (bpy) is not installed")
    assert len(list(kill_batch(tmp_path, 1, seed=5))) == 1


def test_kills_of_the_worker_cost_no_hearing(tmp_path: Path) -> None:
    assert len(list(kill_worker(tmp_path, 2, seed=5))) == 2


def test_takes_in_one_process_do_not_grow() -> None:
    assert "line: 60 takes" in soak("line", 60)


def test_takes_in_one_blender_do_not_grow() -> None:
    pytest.importorskip("bpy", reason="Blender (bpy) is not installed")
    assert "desk: 30 takes" in soak("desk", 30)


@pytest.mark.parametrize(
    ("kind", "by"),
    [("memory", 30), ("children_memory", 30), ("descriptors", 1), ("threads", 1), ("children", 1),
     ("temporary", 1), ("data", 1)],
)  # fmt: skip
def test_what_grows_is_found(kind: str, by: float) -> None:
    check(STEADY)
    grown = replace(STEADY[-1], **{kind: getattr(STEADY[-1], kind) + by})
    with pytest.raises(AssertionError, match=f"{kind} grow"):
        check([*STEADY[:-1], grown])
