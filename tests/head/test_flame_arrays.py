"""NPZ files that are broken or hostile: refused in a sentence, whatever numpy and zipfile raise."""

import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest

from intone.errors import HeadError
from intone.head.container import read_head
from intone.head.flame_arrays import read_arrays


def _array(header: str) -> bytes:
    data = header.encode() + b" " * (-(len(header) + 11) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(data)) + data + bytes(80)


def _described(shape: str, descr: str = "'<f8'") -> str:
    return f"{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}, }}"


HEADERS = {
    "terabytes": _described("(1000000000000,)"),
    "beyond 64 bits": _described(f"({1 << 70},)"),
    "minus signs": "-" * 9000 + "1",
    "open brackets": "(" * 9000,
    "a tuple as type": _described("(1,)", "('<f8',)"),
    "objects": _described("(1,)", "'|O'"),
    "a negative edge": _described("(-1,)"),
}


@pytest.mark.parametrize("read", [read_arrays, read_head])
@pytest.mark.parametrize("name", HEADERS)
def test_headers_that_cannot_be_are_refused(tmp_path: Path, read, name: str) -> None:
    path = tmp_path / "a.npz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x.npy", _array(HEADERS[name]))
    with pytest.raises(HeadError, match=r"a\.npz"):
        read(path)


@pytest.mark.parametrize("read", [read_arrays, read_head])
def test_encrypted_members_are_refused(tmp_path: Path, read) -> None:
    path = tmp_path / "a.npz"
    np.savez(path, x=np.arange(3.0))
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.find(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    with pytest.raises(HeadError, match=r"a\.npz"):
        read(path)


def test_damage_of_any_kind_is_refused_or_read(tmp_path: Path) -> None:
    path, random = tmp_path / "a.npz", np.random.default_rng(0)
    np.savez_compressed(path, x=np.arange(40.0), y=np.ones((3, 3), np.float32))
    whole, refused = path.read_bytes(), 0
    for place in random.integers(0, len(whole), 200):
        data = bytearray(whole)
        data[place] ^= 1 << int(random.integers(8))
        path.write_bytes(data)
        try:
            read_arrays(path)
        except HeadError:
            refused += 1
    assert refused > 100
