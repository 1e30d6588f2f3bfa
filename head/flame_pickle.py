"""Pickled models read without running anything: only arrays, sparse matrices and plain values.

Unpickling runs code by calling what a file names, or by giving objects a state. Here every name
that a file may use stands in a short table, and what it gets is an inert type of our own, made for
this one reading, that only remembers its arguments; nothing of numpy, scipy or chumpy is called
while the file is read. What they would have built is built afterwards, from numbers that are
checked. Before that the opcodes are walked once: those that reach around the table, and files that
are cut short or built to exhaust memory or stack, are refused.
"""

from __future__ import annotations

import io
import pickle
import pickletools
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from ..errors import HeadError
from .pickle_costs import HashCosts

LARGEST = 1 << 28
"""Bytes of a file, and numbers of an array, that are not a head any more (FLAME's have 53 MB)."""
MOST_STEPS, DEEPEST = 100_000, 32
"""Limits on opcodes and on nested values."""

Array = NDArray[Any]
Part = dict[Any, Any] | list[Any] | Array | str | bytes | bytearray | float | bool | None

_NUMPY = ("numpy.core.multiarray", "numpy._core.multiarray")
_CODECS, _COPYREG, _BUILTINS = ("_codecs",), ("copyreg", "copy_reg"), ("builtins", "__builtin__")
_KNOWN: dict[str, tuple[str, tuple[str, ...]]] = {
    "_reconstruct": ("array", _NUMPY),
    "scalar": ("scalar", _NUMPY),
    "_frombuffer": ("buffer", ("numpy.core.numeric", "numpy._core.numeric")),
    "ndarray": ("name", ("numpy",)),
    "dtype": ("dtype", ("numpy",)),
    "encode": ("bytes", _CODECS),
    "_reconstructor": ("object", _COPYREG),
    "object": ("name", _BUILTINS),
    "bytes": ("bytes", _BUILTINS),
    "set": ("set", _BUILTINS),
    "csc_matrix": ("csc", ("scipy.sparse.csc", "scipy.sparse._csc")),
    "csr_matrix": ("csr", ("scipy.sparse.csr", "scipy.sparse._csr")),
    "coo_matrix": ("coo", ("scipy.sparse.coo", "scipy.sparse._coo")),
    "Ch": ("chumpy", ("chumpy", "chumpy.ch")),
    "Select": ("select", ("chumpy.reordering",)),
}
"""What a file may name: by its last part, what we make of it and the modules it may come from."""
_AROUND = {"EXT1", "EXT2", "EXT4", "PERSID", "BINPERSID", "NEXT_BUFFER", "READONLY_BUFFER"}
"""Opcodes that get objects from elsewhere than the table."""
_NUMBERS = re.compile(r"[<>|=]?(?:[fiu][248]|[iub]1)")

_BROKEN = (
    *(pickle.UnpicklingError, EOFError, ValueError, TypeError, KeyError, IndexError),
    *(AttributeError, OverflowError, MemoryError),
)
"""What the reading of a broken file raises."""


class _Inert:
    """Remembers what a file would have done: the arguments of a call, and the state given."""

    __slots__ = ("arguments", "state")
    kind = "name"
    arguments: tuple[Any, ...]
    state: Any

    def __new__(cls, *arguments: Any) -> _Inert:
        made = object.__new__(cls)
        made.arguments, made.state = arguments, None
        return made

    def __setstate__(self, state: Any) -> None:
        self.state = state


class _RefusedError(ValueError):
    """What the file names, where it may not."""


class _Reader(pickle.Unpickler):
    def __init__(self, data: bytes) -> None:
        super().__init__(io.BytesIO(data), encoding="latin1")
        self._types: dict[str, type[_Inert]] = {}

    def find_class(self, module_name: str, global_name: str, /) -> type[_Inert]:
        """The inert type for a name of the table; raises _RefusedError for any other."""
        kind, modules = _KNOWN.get(global_name, ("", ()))
        if module_name not in modules:
            raise _RefusedError(f"{module_name}.{global_name}")
        slots: dict[str, Any] = {"__slots__": (), "kind": kind}
        return self._types.setdefault(kind, type(kind, (_Inert,), slots))


def read_pickle(path: Path) -> dict[str, Part]:
    """The dictionary in a pickle file, its arrays as numpy's. Nothing in the file is executed.

    Sparse matrices become dense, chumpy's objects the arrays that they hold, and bytes strings of
    Python 2 text. Raises HeadError where the file holds anything else, is broken or too large.
    """
    data = _bytes_of(path)
    try:
        _walk(data)
        found = _Builder().build(_Reader(data).load())
    except _RefusedError as refused:
        what = re.sub(r"[^\w.]", "?", str(refused))[:80]
        raise HeadError(
            f"{path.name} was refused: it carries {what}, which is code and no array; "
            "choose a model from a source that you trust."
        ) from None
    except _BROKEN as error:
        raise HeadError(f"{path.name} is no model, or is cut short: download it again.") from error
    if not isinstance(found, dict):
        raise HeadError(f"{path.name} holds no model: choose a file with named arrays.")
    return {key: value for key, value in found.items() if isinstance(key, str)}


def _bytes_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise HeadError(f"{path.name} is too large for a head: choose the model's own file.")
        return path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise HeadError(f"{path.name} cannot be read ({reason}): choose another file.") from error


def _walk(data: bytes) -> None:
    """Goes over the opcodes without doing them. Raises ValueError where they may not be done."""
    costs = HashCosts()
    for steps, (opcode, argument, _) in enumerate(pickletools.genops(data)):
        if opcode.name in _AROUND:
            raise _RefusedError(opcode.name)
        crowded = opcode.name.endswith("PUT") and int(argument or 0) > MOST_STEPS
        large = isinstance(argument, int) and argument.bit_length() > 64
        if steps > MOST_STEPS or crowded or large:
            raise ValueError("too many steps, or a number that none needs")
        costs.step(opcode, argument)


class _Builder:
    """Makes values of what was remembered, each once, however often the file refers to it."""

    def __init__(self) -> None:
        self._made: dict[int, Part] = {}
        self._depth = 0

    def build(self, part: Any) -> Part:
        if part is None or isinstance(part, (str, bytes, bytearray, bool, int, float)):
            return part
        if id(part) not in self._made:
            self._depth += 1
            if self._depth > DEEPEST:
                raise ValueError("nested too deeply")
            self._made[id(part)] = self._new(part)
            self._depth -= 1
        return self._made[id(part)]

    def _new(self, part: Any) -> Part:
        if isinstance(part, dict):
            return {key: self.build(value) for key, value in cast(dict[Any, Any], part).items()}
        if isinstance(part, (list, tuple)):
            return [self.build(value) for value in cast(list[Any], part)]
        if isinstance(part, _Inert):
            return self._assembled(part)
        return None  # a set: chumpy's, of names that are of no use here

    def _assembled(self, part: _Inert) -> Part:
        if part.kind == "object":  # the old way to say: an instance of the first argument
            made = part.arguments[0](*())
            made.state = part.state
            return self._assembled(made)
        build: dict[str, Callable[[_Inert], Part]] = {
            "array": self._array, "buffer": self._buffer, "scalar": self._scalar,
            "bytes": _encoded, "csc": self._sparse, "csr": self._sparse, "coo": self._sparse,
            "chumpy": self._chumpy, "select": self._selected,
        }  # fmt: skip
        return build[part.kind](part) if part.kind in build else None

    def _array(self, part: _Inert) -> Array:
        _, shape, dtype, fortran, data = part.state
        return _shaped(self.build(data), _dtype(dtype), shape, "F" if fortran else "C")

    def _buffer(self, part: _Inert) -> Array:
        data, dtype, shape, order = part.arguments
        return _shaped(self.build(data), _dtype(dtype), shape, order)

    def _scalar(self, part: _Inert) -> float:
        dtype, data = part.arguments
        return _shaped(self.build(data), _dtype(dtype), (), "C").item()

    def _chumpy(self, part: _Inert) -> Part:
        return self.build(part.state["x"])

    def _selected(self, part: _Inert) -> Array:
        """chumpy's slice of another object: flat indices into it, and the shape they take."""
        whole, indices = (np.asarray(self.build(part.state[name])) for name in ("a", "idxs"))
        return whole.ravel()[indices].reshape(_sizes(part.state["preferred_shape"]))

    def _sparse(self, part: _Inert) -> Array:
        """A sparse matrix of scipy's as the dense one; its arrays are named by its layout."""
        state = cast(dict[str, Any], self.build(part.state))
        shape = state["_shape"] if "_shape" in state else state["shape"]
        rows, columns = (int(edge) for edge in shape)
        if rows < 0 or columns < 0 or rows * columns > LARGEST:
            raise ValueError("too large")
        dense = np.zeros((rows, columns))
        np.add.at(dense, _places(part.kind, state), np.asarray(state["data"], float))
        return dense


def _places(kind: str, state: dict[str, Any]) -> tuple[Array, Array]:
    """Row and column of each number of a sparse matrix; indices may not be negative."""
    if kind == "coo":
        row, column = np.asarray(state["row"]), np.asarray(state["col"])
    else:
        minor, starts = np.asarray(state["indices"]), np.asarray(state["indptr"])
        counts = np.diff(starts)
        if len(minor) > LARGEST or (counts < 0).any() or counts.sum() != len(minor):
            raise ValueError("the starts do not fit the indices")
        major = np.repeat(np.arange(len(counts)), counts)
        row, column = (minor, major) if kind == "csc" else (major, minor)
    if min(row.min(initial=0), column.min(initial=0)) < 0:
        raise ValueError("a negative index")
    return row, column


def _dtype(part: Any) -> np.dtype[Any]:
    """The type of plain numbers that was described; ValueError for objects, records and text."""
    if not isinstance(part, _Inert) or part.kind != "dtype":
        raise ValueError("no type of numbers")
    code = str(part.arguments[0])
    if not _NUMBERS.fullmatch(code):
        raise ValueError("no type of numbers")
    order = str(part.state[1]) if part.state else "="
    return np.dtype(code).newbyteorder("=" if order == "|" else order)  # type: ignore[arg-type]


def _shaped(data: Part, dtype: np.dtype[Any], shape: Any, order: str) -> Array:
    raw = data.encode("latin1") if isinstance(data, str) else data
    if not isinstance(raw, (bytes, bytearray)) or order not in ("C", "F"):
        raise ValueError("no plain bytes")
    numbers = np.frombuffer(raw, dtype)
    shaped = numbers.reshape(_sizes(shape), order="F" if order == "F" else "C")
    return shaped.astype(dtype.newbyteorder("="), copy=False)


def _sizes(shape: Any) -> tuple[int, ...]:
    sizes = tuple(int(size) for size in shape)
    if any(size < 0 for size in sizes):
        raise ValueError("a negative size")
    return sizes


def _encoded(part: _Inert) -> bytes:
    """How Python 3 writes bytes for Python 2: text that is to be encoded as latin1, or nothing."""
    text, encoding = part.arguments or ("", "latin1")
    if encoding not in ("latin1", "latin-1"):
        raise ValueError("an unexpected encoding")
    return str(text).encode("latin1")
