import mmap
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from intone import spool
from intone.errors import SoundError
from intone.spool import Spool, blocks, column, forget
from intone.track import Track

ROOT = Path(__file__).parents[1]
NUMBERS = np.arange(3000, dtype=np.float32).reshape(1000, 3)


@pytest.fixture
def mapped(monkeypatch: pytest.MonkeyPatch) -> np.ndarray:
    """NUMBERS, mapped from a file."""
    monkeypatch.setattr(spool, "IN_MEMORY", 1000)
    return spooled()


def spooled() -> np.ndarray:
    made = Spool()
    for start in range(0, 1000, 70):
        made.add(NUMBERS[start : start + 70])
    return made.array()


def is_mapped(array: np.ndarray) -> bool:
    source = array
    while isinstance(source, np.ndarray):
        source = source.base
    return isinstance(getattr(source, "obj", source), mmap.mmap)


def test_a_long_array_is_mapped_and_a_short_one_is_not(mapped: np.ndarray) -> None:
    assert is_mapped(mapped) and not mapped.flags.writeable
    np.testing.assert_array_equal(mapped, NUMBERS)
    spool.IN_MEMORY = 1 << 22
    assert not is_mapped(spooled())
    np.testing.assert_array_equal(spooled(), NUMBERS)


def test_what_was_forgotten_is_read_again(mapped: np.ndarray) -> None:
    forget(mapped)
    forget(NUMBERS)
    np.testing.assert_array_equal(mapped, NUMBERS)
    np.testing.assert_array_equal(np.concatenate(list(blocks(mapped, 64))), NUMBERS)


def test_a_column_is_a_view_only_where_nothing_is_mapped(mapped: np.ndarray) -> None:
    np.testing.assert_array_equal(column(mapped, 1), NUMBERS[:, 1])
    assert not is_mapped(column(mapped, 1)) and column(NUMBERS, 1).base is not None
    np.testing.assert_array_equal(Track(mapped, 50, ("a", "b", "c"))["c"], NUMBERS[:, 2])


@pytest.mark.usefixtures("mapped")
def test_a_block_may_be_changed_after_it_was_added() -> None:
    made, block = Spool(), np.ones((10, 2), np.float32)
    made.add(block)
    block[:] = 7
    assert made.array().max() == 1


def test_no_file_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(spool, "IN_MEMORY", 0)
    array = spooled()
    np.testing.assert_array_equal(array, NUMBERS)
    del array
    assert list(tmp_path.iterdir()) == []


def test_a_temporary_folder_without_room_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spool, "IN_MEMORY", 0)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing"))
    with pytest.raises(SoundError, match=r"no room for the sound.*\(No such"):
        spooled()


GROWTH = f"""
import importlib.util, re, sys
spec = importlib.util.spec_from_file_location(
    "intone", {str(ROOT / "__init__.py")!r}, submodule_search_locations=[{str(ROOT)!r}])
sys.modules["intone"] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(sys.modules["intone"])
from pathlib import Path
from intone import spool
from intone.order import Order, Performance
from intone.model.catalogue import load_networks
spool.IN_MEMORY = 1 << 18
order = Order(Path(sys.argv[1]), emotion="happy", text="")
Performance.of(order, load_networks(device="cpu")).write(Path(sys.argv[2]))
print(re.search("VmHWM: *\t *(.*) kB", Path("/proc/self/status").read_text())[1])
"""
MOST_MIB_A_MINUTE = 3
"""It is 0.1; without temporary files it was 10."""


def peak_mib(folder: Path, minutes: float) -> float:
    """The peak memory of a process that makes a take of so many minutes of the test voice."""
    soundfile = pytest.importorskip("soundfile", reason="soundfile is not installed")
    voice, rate = soundfile.read(ROOT / "tests" / "data" / "voice.flac", dtype="int16")
    sound = folder / f"{minutes:g}.wav"
    soundfile.write(sound, np.resize(voice, int(minutes * 60 * rate)), rate)
    words = [sys.executable, "-c", GROWTH, str(sound), str(folder / "take.csv")]
    # One arena: glibc gives threads arenas of their own, which made the peak vary by 30 MiB.
    steady = {**os.environ, "MALLOC_ARENA_MAX": "1"}
    done = subprocess.run(
        words, check=True, stdout=subprocess.PIPE, text=True, timeout=600, env=steady
    )
    return int(done.stdout) / 1024


@pytest.mark.skipif(sys.platform != "linux", reason="the peak is measured as Linux counts it")
def test_memory_hardly_grows_with_the_length_of_the_sound(tmp_path: Path) -> None:
    short, long = (peak_mib(tmp_path, minutes) for minutes in (6, 14))
    assert (long - short) / 8 < MOST_MIB_A_MINUTE
