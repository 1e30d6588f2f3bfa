"""The CSV beside what the Live Link Face app records, read by one reader."""

import importlib.util
import os
import sys
from pathlib import Path

import numpy as np
import pytest

from intone.export import write_take
from intone.face.basis import CHANNELS
from intone.track import Track

RECORDINGS = Path(os.environ.get("INTONE_DATA", "/work/shared/data"), "livelink", "anim")


def _reader():
    """tests/ is no package: pytest would take the repository for one."""
    spec = importlib.util.spec_from_file_location(
        "live_link", Path(__file__).with_name("live_link.py")
    )
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


live_link = _reader()


@pytest.mark.parametrize("fps", [24, 25, 30, 60])
def test_the_reader_finds_the_take_again(tmp_path: Path, fps: int) -> None:
    values = np.random.default_rng(1).random((150, len(CHANNELS)), np.float32)
    take = Track(values, float(fps), CHANNELS)
    write_take(take, tmp_path / "take.csv", fps)
    found = live_link.read(tmp_path / "take.csv", fps)
    np.testing.assert_allclose(found.values, values, atol=1e-7)
    np.testing.assert_allclose(found.seconds, np.arange(150) / fps, atol=1e-9)


def test_it_is_the_layout_of_the_apps_own_recordings(tmp_path: Path) -> None:
    recordings = sorted(RECORDINGS.rglob("*.csv"))
    if not recordings:
        pytest.skip("no recordings of the Live Link Face app here (set INTONE_DATA)")
    write_take(Track(np.zeros((9, 61), np.float32), 60.0, CHANNELS), tmp_path / "take.csv", 60)
    ours = live_link.read(tmp_path / "take.csv", 60)
    for path in recordings:
        recorded = live_link.read(path, 60)
        assert recorded.names == ours.names
        assert (np.diff(recorded.seconds) > 0).all()
