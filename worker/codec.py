"""Codec: requests and replies as JSON beside raw arrays, between two processes of one program.

A message is two little-endian lengths (uint32 of the JSON, uint64 of the arrays), the JSON, and
the bytes of all arrays one after another. Nothing is pickled: only the types named here travel.
"""

from __future__ import annotations

import dataclasses
import json
import struct
from typing import Any, BinaryIO, cast

import numpy as np
from numpy.typing import NDArray

from ..audio.speech import NonVerbal, Speech, SpokenWord, VisemeSpan
from ..emotion.intensity import IntensityShape
from ..emotion.mood import Mood
from ..emotion.own import OwnEmotion
from ..face.partner import Partner
from ..face.performance import Style
from ..spool import forget
from ..text.script import Automatic, Script
from ..text.timings.timed_text import Cue, TimedText, TimedWord
from ..track import Track

_LENGTHS = struct.Struct("<IQ")
_TRAVEL = (
    *(Track, Speech, SpokenWord, VisemeSpan, NonVerbal),
    *(Script, Automatic, TimedText, Cue, TimedWord),
    *(IntensityShape, Mood, OwnEmotion, Style, Partner),
)
_TYPES: dict[str, type] = {kind.__name__: kind for kind in _TRAVEL}
_Arrays = list[NDArray[Any]]


def send(stream: BinaryIO, message: dict[str, Any]) -> None:
    """Writes one message; its values are JSON, arrays, tuples and the types above."""
    arrays: _Arrays = []
    text = json.dumps({key: _encoded(value, arrays) for key, value in message.items()}).encode()
    stream.write(_LENGTHS.pack(len(text), sum(array.nbytes for array in arrays)))
    stream.write(text)
    for array in arrays:
        stream.write(array.data.cast("B") if array.size else b"")
        forget(array)
    stream.flush()


def receive(stream: BinaryIO) -> dict[str, Any] | None:
    """Reads one message, or None where the other side is gone."""
    head = stream.read(_LENGTHS.size)
    if len(head) < _LENGTHS.size:
        return None
    text_length, data_length = _LENGTHS.unpack(head)
    text, data = stream.read(text_length), stream.read(data_length)
    if len(text) < text_length or len(data) < data_length:
        return None
    return {key: _decoded(value, data) for key, value in json.loads(text).items()}


def _encoded(value: Any, arrays: _Arrays) -> Any:
    if isinstance(value, np.ndarray):
        array = np.ascontiguousarray(cast(NDArray[Any], value))
        offset = sum(other.nbytes for other in arrays)
        arrays.append(array)
        return {"array": [array.dtype.str, list(array.shape), offset]}
    if dataclasses.is_dataclass(value) and type(value).__name__ in _TYPES:
        fields = {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
        return {"type": type(value).__name__, "fields": _encoded(fields, arrays)}
    if isinstance(value, tuple):
        return {"tuple": [_encoded(item, arrays) for item in cast(tuple[Any, ...], value)]}
    if isinstance(value, dict):
        table = cast(dict[str, Any], value)
        return {"dict": {key: _encoded(item, arrays) for key, item in table.items()}}
    return value


def _decoded(value: Any, data: bytes) -> Any:
    if not isinstance(value, dict):
        return value
    table = cast(dict[str, Any], value)
    if "array" in table:
        dtype, shape, offset = cast(tuple[str, list[int], int], table["array"])
        count = int(np.prod(shape))
        return np.frombuffer(data, np.dtype(dtype), count, offset).reshape(shape)
    if "type" in table:
        return _TYPES[table["type"]](**_decoded(table["fields"], data))
    if "tuple" in table:
        return tuple(_decoded(item, data) for item in table["tuple"])
    return {key: _decoded(item, data) for key, item in table["dict"].items()}
