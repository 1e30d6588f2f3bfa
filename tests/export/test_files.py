"""Files that are whole or absent: what is cut, what stands in the way, what is left over."""

import contextlib
import os
import stat
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from intone.errors import OutputError
from intone.export.files import obstacle, replacing, write_text
from intone.export.whole import is_whole


@contextlib.contextmanager
def largest_file(size: int) -> Iterator[None]:
    """No file of this process may grow beyond that, as under a quota."""
    resource = pytest.importorskip("resource", reason="needs limits of POSIX")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def _box(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(data), kind) + data


def _crate() -> bytes:
    head = struct.pack("<8s8sq", b"PXR-USDC", bytes(8), 40) + bytes(16)
    return head + struct.pack("<Q16sqq", 1, b"TOKENS", 24, 16)


WHOLE = {
    ".png": b"\x89PNG\r\n\x1a\n" + bytes(40) + b"IEND\xaeB`\x82",
    ".mp4": _box(b"ftyp", b"isom") + _box(b"mdat", bytes(50)) + _box(b"moov", bytes(20)),
    ".glb": struct.pack("<4sII", b"glTF", 2, 60) + bytes(48),
    ".usda": b'#usda 1.0\ndef Xform "a{b"\n{\n    def Mesh "c" {}\n}\n\n',
    ".usdc": _crate(),
    ".usd": _crate(),
    ".fbx": b"Kaydara FBX" + bytes.fromhex("f85a8c6adef5d97eece90ce3758f290b"),
    ".blend": b"(\xb5/\xfd" + bytes(30) + b"\xb1\xea\x92\x8f",
}


@pytest.mark.parametrize("suffix", WHOLE)
def test_a_file_that_is_cut_is_not_put_in_the_place_of_the_old(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"take{suffix}"
    with replacing(path) as beside:
        beside.write_bytes(WHOLE[suffix])
    for length in range(0, len(WHOLE[suffix]) - 3, 7):
        with pytest.raises(OutputError, match="not written to its end"), replacing(path) as beside:
            beside.write_bytes(WHOLE[suffix][:length])
    assert path.read_bytes() == WHOLE[suffix] and list(tmp_path.iterdir()) == [path]


def test_an_alembic_file_says_that_it_was_closed(tmp_path: Path) -> None:
    path = tmp_path / "a.abc"
    for frozen, expected in ((b"\xff", True), (b"\0", False)):
        path.write_bytes(b"Ogawa" + frozen + bytes(20))
        assert is_whole(path, ".abc") == expected


def test_a_cut_file_is_refused_with_the_disks_own_reason(tmp_path: Path) -> None:
    path = tmp_path / "take.png"
    path.write_text("old")
    with largest_file(1000):
        raises = pytest.raises(OutputError, match=r"\(file too large\)")
        with raises as refused, replacing(path) as beside:
            beside.write_bytes(bytes(900))  # as a writer that says nothing
        assert obstacle(tmp_path) is not None
    assert isinstance(refused.value.__cause__, OSError)
    assert path.read_text() == "old" and list(tmp_path.iterdir()) == [path]


def test_what_a_writer_leaves_beside_its_file_is_removed(tmp_path: Path) -> None:
    with replacing(tmp_path / "a.csv") as beside:
        beside.write_text("x")
        beside.with_name(f"{beside.name}@").write_text("x")
        beside.with_name(f"{beside.stem}-1.png").write_text("x")
        beside.with_suffix("").mkdir()
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


def test_names_of_any_length_that_the_disk_allows_are_written(tmp_path: Path) -> None:
    path = tmp_path / ("é" * 120 + ".csv")
    write_text(path, "x")
    assert path.read_text() == "x"
    for name in ("x" * 300 + ".csv", "a\0b.csv"):
        with pytest.raises(OutputError, match="cannot be written"):
            write_text(tmp_path / name, "x")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_files_get_the_users_permissions(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_text(tmp_path / "a.csv", "x")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a.csv").stat().st_mode) == 0o640


def test_ctrl_c_as_the_file_is_made_leaves_nothing(tmp_path: Path, monkeypatch) -> None:
    close = os.close

    def interrupted(file: int) -> None:
        close(file)
        raise KeyboardInterrupt

    monkeypatch.setattr("intone.export.files.os.close", interrupted)
    with pytest.raises(KeyboardInterrupt), replacing(tmp_path / "take.csv"):
        raise AssertionError("never begun")
    monkeypatch.undo()
    assert list(tmp_path.iterdir()) == []
