"""The CSV beside what the Live Link Face app records, read by one reader."""

import os
from pathlib import Path

import numpy as np
import pytest

from intone.export import write_take
from intone.face.basis import CHANNELS
from intone.track import Track
from support import live_link

ROOT = Path(__file__).resolve().parents[2]
RECORDINGS = Path(
    os.environ.get("INTONE_DATA", ROOT.parent / "shared" / "data"), "livelink", "anim"
)


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
