"""JSON: Intone's own takes, and ARKit weights as NVIDIA's Audio2Face writes them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import numpy as np

from ..audio.speech import SpokenWord
from ..errors import CaptureError, TextError
from ..export.json_take import FORMAT
from ..text.timings.word_json import read_json
from ..track import Track
from .captured import captured


def read_take(path: Path) -> tuple[Track, tuple[SpokenWord, ...]]:
    """The face of a JSON file, and the words that it says where they are known.

    Raises CaptureError where it is none that Intone knows, or broken.
    """
    try:
        found: object = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise CaptureError(f"{path.name} is no JSON, or not whole: export it again.") from error
    data = cast(Mapping[str, Any], found if isinstance(found, dict) else {})
    if "weightMat" in data and "facsNames" in data:
        keys = ("weightMat", "facsNames", "exportFps")
        return _face(path, data, keys), ()
    if data.get("format") == FORMAT or {"frames", "channels", "fps"} <= set(data):
        return _face(path, data, ("frames", "channels", "fps")), _words(path, data)
    raise CaptureError(
        f"{path.name} is no take: Intone reads its own JSON, and ARKit weights (facsNames, "
        "weightMat)."
    )


def _face(path: Path, data: Mapping[str, Any], keys: tuple[str, str, str]) -> Track:
    rows, named, rate = (data.get(key) for key in keys)
    names = cast(list[object], named if isinstance(named, list) else [None])
    try:
        values = np.array(rows, np.float64)
        fps = float(cast(Any, rate))
    except (TypeError, ValueError, OverflowError) as error:
        raise CaptureError(f"{path.name} holds no table of numbers: export it again.") from error
    labels = [name for name in names if isinstance(name, str)]
    if len(labels) < len(names):
        raise CaptureError(f"{path.name} does not name its channels: export it again.")
    return captured(path.name, values, labels, fps)


def _words(path: Path, data: Mapping[str, Any]) -> tuple[SpokenWord, ...]:
    if not data.get("words"):
        return ()
    try:
        return read_json(json.dumps({"words": data["words"]})).words
    except TextError as error:
        raise CaptureError(f"{path.name}: {error}") from error
