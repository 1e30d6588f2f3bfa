"""Pickled models: what FLAME's files hold is read, and nothing that a file says is done."""

from __future__ import annotations

import pickle
import pickletools
import random
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from intone.errors import HeadError
from intone.head import flame_pickle
from intone.head.flame_pickle import read_pickle
from support import flame


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., dict]:
    """Writes parts as FLAME's files do, and reads them again."""

    def write(python2: bool = False, **parts: object) -> dict:
        path = tmp_path / "model.pkl"
        flame.write_pickle(path, parts, python2)
        return read_pickle(path)

    return write


def _read(tmp_path: Path, data: bytes) -> dict:
    path = tmp_path / "model.pkl"
    path.write_bytes(data)
    return read_pickle(path)


@pytest.mark.parametrize("python2", [False, True])
@pytest.mark.parametrize("dtype", ["<f8", ">f8", "<f4", "<u4", "<i8", "|u1", "?"])
@pytest.mark.parametrize("order", ["C", "F"])
def test_arrays_of_numbers_are_read_as_they_are(
    written: Callable[..., dict], python2: bool, dtype: str, order: str
) -> None:
    array = np.array(np.arange(12).reshape(3, 4), dtype=dtype, order=order)
    found = written(python2, whole=array, empty=array[:0], number=array.sum())
    np.testing.assert_array_equal(found["whole"], array)
    assert found["whole"].dtype == array.dtype.newbyteorder("=")
    assert found["empty"].shape == (0, 4)
    assert found["number"] == array.sum()


@pytest.mark.parametrize("protocol", range(6))
def test_every_protocol_is_read(tmp_path: Path, protocol: int) -> None:
    parts = {"x": np.arange(6.0).reshape(2, 3), "nested": [1, (2.5, None, True), {"a": "é"}]}
    found = _read(tmp_path, pickle.dumps(parts, protocol))
    np.testing.assert_array_equal(found["x"], parts["x"])
    assert found["nested"] == [1, [2.5, None, True], {"a": "é"}]


@pytest.mark.parametrize("python2", [False, True])
def test_sparse_matrices_and_chumpy_become_arrays(
    written: Callable[..., dict], python2: bool
) -> None:
    dense = np.zeros((5, 40))
    dense[[0, 0, 3, 4], [1, 39, 7, 7]] = [0.25, 0.75, 1, -2]
    whole = np.arange(24.0).reshape(2, 3, 4)
    part = flame.Select(flame.Ch(whole), np.arange(24)[1::2], (2, 3, 2))
    found = written(
        python2, J_regressor=flame.csc_matrix(dense), shapedirs=flame.Ch(whole), part=part
    )
    np.testing.assert_array_equal(found["J_regressor"], dense)
    np.testing.assert_array_equal(found["shapedirs"], whole)
    np.testing.assert_array_equal(found["part"], whole[..., 1::2])


def test_objects_of_the_oldest_protocol_are_read(tmp_path: Path) -> None:
    path = tmp_path / "model.pkl"
    with flame.stand_ins(), path.open("wb") as file:
        pickle.Pickler(file, protocol=0).dump({"x": flame.Ch(np.arange(3.0))})
    np.testing.assert_array_equal(read_pickle(path)["x"], np.arange(3.0))


# files that would do something

TOUCHED = "touched-by-a-pickle"


class Does:
    """Pickles as a call of the function, as an attacker's file has it."""

    def __init__(self, function: Callable, *arguments: object) -> None:
        self.call = (function, arguments)

    def __reduce__(self) -> tuple:
        return self.call


def _malicious(mark: Path) -> dict[str, bytes]:
    """Pickles that make the file `mark` when Python's own reader opens them, each its own way."""
    import copyreg
    import operator
    import os
    import subprocess

    command = f"touch {mark}"
    code = f"open({str(mark)!r}, 'w').close()"
    chained = Does(getattr, Does(__import__, "os"), "system")
    state = b"}(Vsystem\nVx\nu"
    return {
        "os.system": pickle.dumps(Does(os.system, command)),
        "subprocess": pickle.dumps(Does(subprocess.check_call, ["touch", str(mark)])),
        "eval": pickle.dumps(Does(eval, code)),
        "exec, protocol 0": pickle.dumps(Does(exec, code), 0),
        "within an array": pickle.dumps({"v_template": np.zeros(3), "x": Does(eval, code)}),
        "getattr chain": b"cbuiltins\ngetattr\n(cos\n__dict__\nVget\ntR(Vsystem\ntR(V%b\ntR."
        % command.encode(),
        "attrgetter": pickle.dumps(Does(operator.attrgetter("x").__class__, "system")),
        "import": pickle.dumps(chained),
        "numpy.load": pickle.dumps(Does(np.load, str(mark), None, True)),
        "copyreg": pickle.dumps(Does(copyreg._reconstructor, subprocess.Popen, object, None)),
        "INST": f"(S'{command}'\nios\nsystem\n.".encode(),
        "OBJ": f"(cos\nsystem\nS'{command}'\no.".encode(),
        "dotted name": b"\x80\x04\x8c\x05numpy\x8c\x10ndarray.__init__\x93.",
        "dotted numpy": b"\x80\x04\x8c\x05numpy\x8c\x0btesting.sys\x93.",
        "BUILD on a module": b"\x80\x02cbuiltins\n__dict__\n" + state + b"b.",
        "extension": b"\x80\x02\x82\x01.",
        "persistent id": b"Pevil\n.",
    }  # fmt: skip


@pytest.mark.parametrize("name", _malicious(Path("x")))
def test_a_pickle_that_carries_code_is_refused(tmp_path: Path, name: str) -> None:
    mark = tmp_path / TOUCHED
    with pytest.raises(HeadError, match="was refused: it carries"):
        _read(tmp_path, _malicious(mark)[name])
    assert not mark.exists()


@pytest.mark.parametrize("name", ["os.system", "subprocess", "eval", "exec, protocol 0", "INST"])
def test_python_itself_would_have_run_them(tmp_path: Path, name: str) -> None:
    """So that the test above is known to be able to fail."""
    mark = tmp_path / TOUCHED
    pickle.loads(_malicious(mark)[name])
    assert mark.exists()


def test_what_a_file_may_name_cannot_be_changed_by_it(
    tmp_path: Path, written: Callable[..., dict]
) -> None:
    """BUILD on one of our own types, and on what they make, reaches nothing but this reading."""
    before = dict(vars(flame_pickle._Inert))
    for target in (b"cnumpy\nndarray\n", b"cnumpy\nndarray\n)R", b"cnumpy\nndarray\n)\x81"):
        for state in (b"}(V__class__\nI1\nVkind\nVarray\nu", b"(}V__setstate__\nI1\nst"):
            try:
                _read(tmp_path, b"\x80\x02}(Vx\n" + target + state + b"bu.")
            except HeadError:
                continue
    assert dict(vars(flame_pickle._Inert)) == before
    assert written(x=np.arange(3.0))["x"].tolist() == [0, 1, 2]


def test_no_real_type_is_ever_on_the_stack() -> None:
    reader = flame_pickle._Reader(b"")
    for name, (_, modules) in flame_pickle._KNOWN.items():
        for module in modules:
            found = reader.find_class(module, name)
            assert issubclass(found, flame_pickle._Inert)
            assert found is not flame_pickle._Inert


# files that are broken, or built to exhaust


def _bombs() -> dict[str, bytes]:
    zeros = pickle.dumps(np.zeros(3), 2)
    doubling = b"\x80\x02]q\x00" + b"".join(
        b"](" + f"h{chr(k)}".encode() * 9 + b"eq" + bytes([k + 1]) for k in range(60)
    )
    return {
        "empty": b"",
        "cut short": zeros[:-20],
        "not a pickle": b"hello, this is a text and no pickle",
        "a list": pickle.dumps([1, 2]),
        "a memo of gigabytes": b"\x80\x02}r\xff\xff\xff\x7f.",
        "a long string that is not there": b"\x80\x04\x8e" + struct.pack("<Q", 1 << 40) + b"x.",
        "nested lists": b"\x80\x02" + b"]" * 50_000 + b"a" * 49_999 + b".",
        "nested tuples as a key": b"\x80\x02})" + b"\x85" * 90_000 + b"Ns.",
        "too many steps": b"\x80\x02" + b"N0" * 200_000 + b"}.",
        "doubling": b"\x80\x02}" + b"U\x01x" + doubling[2:] + b"s.",
        "a list within itself": b"\x80\x02}U\x01x]q\x00h\x00as.",
    }


@pytest.mark.parametrize("name", _bombs())
def test_a_broken_or_endless_file_is_refused_in_a_sentence(tmp_path: Path, name: str) -> None:
    with pytest.raises(HeadError, match=r"^model\.pkl (is no model|holds no model|is too large)"):
        _read(tmp_path, _bombs()[name])


@pytest.mark.parametrize(
    ("part", "field", "value"),
    [
        ("sparse", "_shape", (1 << 30, 1 << 30)),
        ("sparse", "indices", np.array([-1, 2])),
        ("sparse", "indices", np.array([999, 2])),
        ("sparse", "indptr", np.array([0, 7, 2])),
        ("chumpy", "x", "no array"),
    ],
)
def test_numbers_that_do_not_fit_are_refused(
    written: Callable[..., dict], part: str, field: str, value: object
) -> None:
    dense = np.zeros((2, 2))
    dense[[0, 1], [0, 1]] = 1
    thing = flame.csc_matrix(dense) if part == "sparse" else flame.Select(flame.Ch(dense), 9, (1,))
    thing.__dict__[field] = value
    with pytest.raises(HeadError, match="is no model, or is cut short"):
        written(x=thing)


@pytest.mark.parametrize("dtype", ["O", "U3", "M8[s]", [("a", "f8"), ("b", "f8")]])
def test_arrays_of_anything_but_numbers_are_refused(
    written: Callable[..., dict], dtype: object
) -> None:
    with pytest.raises(HeadError, match=r"is no model|was refused"):
        written(x=np.zeros(2, dtype))


def test_a_file_that_is_too_large_is_not_even_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.pkl"
    with path.open("wb") as file:
        file.truncate(flame_pickle.LARGEST + 1)  # sparse: it takes no room
    with pytest.raises(HeadError, match="too large"):
        read_pickle(path)


def test_a_missing_file_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(HeadError, match="cannot be read"):
        read_pickle(tmp_path / "absent.pkl")


def test_any_damage_is_a_refusal_and_no_traceback(tmp_path: Path) -> None:
    """Random bytes changed in a real layout: it is read, or it is refused."""
    path = tmp_path / "model.pkl"
    parts = {
        "J_regressor": flame.csc_matrix(np.eye(3)), "shapedirs": flame.Ch(np.zeros((3, 3))),
        "f": np.arange(6), "bs_style": "lbs",
    }  # fmt: skip
    flame.write_pickle(path, parts, python2=True)
    whole, chance = path.read_bytes(), random.Random(1)
    places = [place for _, _, place in pickletools.genops(whole)]
    refused = 0
    for _ in range(600):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 3)):
            data[chance.choice(places)] = chance.randrange(256)
        try:
            _read(tmp_path, bytes(data))
        except HeadError:
            refused += 1
    assert refused > 200


def _doubling(count: int, as_key: bytes) -> bytes:
    """Tuples, each twice the one before; the last becomes a key."""
    nested = b"".join(b"h%ch%c\x86q%c0" % (k, k, k + 1) for k in range(count))
    return b"\x80\x04})q\x000" + nested + b"h%c" % count + as_key


@pytest.mark.parametrize("as_key", [b"Ns.", b"Rs.", b"\x91Ns."])
def test_tuples_that_take_for_ever_to_hash_are_refused(tmp_path: Path, as_key: bytes) -> None:
    with pytest.raises(HeadError, match="no model"):
        _read(tmp_path, _doubling(25, as_key))


def test_wide_tuples_and_vast_numbers_as_keys_are_refused(tmp_path: Path) -> None:
    wide = b"\x80\x02}" + b"(" + b"K\x01" * 2000 + b"tNs."
    vast = b"\x80\x02}\x8b" + struct.pack("<i", 4000) + b"\x01" * 4000 + b"Ns."
    for data in (wide, vast):
        with pytest.raises(HeadError, match="no model"):
            _read(tmp_path, data)


def test_small_tuples_as_keys_are_read(tmp_path: Path) -> None:
    assert _read(tmp_path, pickle.dumps({(1, (2, 3)): 4, "a": 5}, 2)) == {"a": 5}
