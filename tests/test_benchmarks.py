"""`make bench` runs, and its check fails where something became worse."""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def check() -> ModuleType:
    spec = importlib.util.spec_from_file_location("check", ROOT / "benchmarks" / "check.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


BEFORE = [
    {"name": "listen", "cost": 0.1, "real_time": 50.0},
    {"name": "whole line, 1 min", "cost": 0.2, "memory": 200.0},
    {"name": "growth of time with length, exponent", "exponent": 1.0},
    {"name": "rhubarb", "cost": 4.0},
]


def changed(name: str, **kinds: float) -> list[dict]:
    return [{**row, **kinds} if row["name"] == name else row for row in BEFORE]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (changed("listen", cost=0.126), ["listen: cost is 0.126, more than 0.125."]),
        (changed("whole line, 1 min", memory=251.0), ["memory is 251"]),
        (changed(BEFORE[2]["name"], exponent=1.3), ["exponent is 1.3"]),
        (BEFORE[1:], ["listen: cost was not measured (left out)."]),
        ([{"name": "listen", "missing": "no model"}, *BEFORE[1:]], ["(no model)"]),
        (changed("listen", cost=0.124, real_time=1.0), []),
        (changed("rhubarb", cost=9.0), []),
        (BEFORE[:3], []),
    ],
)
def test_what_is_worse_by_more_than_a_fifth_is_said(check, rows, said) -> None:
    found = list(check.worse(rows, BEFORE))
    assert len(found) == len(said)
    assert all(part in sentence for part, sentence in zip(said, found, strict=True))


def test_a_check_ends_with_a_status(check, capsys: pytest.CaptureFixture[str]) -> None:
    check.report(BEFORE, BEFORE)
    assert "Nothing is slower" in capsys.readouterr().out
    for rows, before in ((BEFORE, []), (changed("listen", cost=9.0), BEFORE)):
        with pytest.raises(SystemExit) as failed:
            check.report(rows, before)
        assert isinstance(failed.value.code, str)


def test_the_last_release_was_measured(check) -> None:
    names = {row["name"] for row in check.released() if list(check.limits(row))}
    assert {"listen", "words", "act", "keys", "batch of 12 lines"} <= names
    assert any(name.startswith("slider") for name in names)


@pytest.mark.skipif(os.name == "nt", reason="needs what POSIX says of processes")
def test_a_short_run_measures_and_prints(tmp_path: Path) -> None:
    (tmp_path / "path").mkdir()
    (tmp_path / "path" / "intone").symlink_to(ROOT, target_is_directory=True)
    command = [sys.executable, ROOT / "benchmarks" / "bench.py", "--short", "--only", "line"]
    done = subprocess.run(
        [*command, "--only", "batch", "--out", tmp_path / "bench.json"],
        env={**os.environ, "PYTHONPATH": str(tmp_path / "path")},
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    rows = {row["name"]: row for row in json.loads((tmp_path / "bench.json").read_text())}
    assert rows.keys() == {"whole line, 0.1 min", "whole line, 0.2 min", "batch of 2 lines"}
    assert all(row["cost"] > 0 and row["real_time"] > 0 for row in rows.values())
    assert rows["whole line, 0.1 min"]["memory"] > 50
    assert done.stdout.count("\n") == 2 + len(rows)
