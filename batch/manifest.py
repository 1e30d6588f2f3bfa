"""Manifests: the lines to animate, from a CSV, a JSON-lines file or a folder of sounds."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar, cast

from ..errors import IntoneError, ManifestError, OutputError
from ..export import suffix_of
from ..order import Order
from ..text.script import names_file, text_of
from ..text.timings import edits_path, read_edits
from .naming import parse_name

FIELDS = ("sound", "emotion", "scale", "character", "text", "language", "words", "fps", "out")
SOUNDS = frozenset({".wav", ".flac", ".ogg", ".mp3", ".aif", ".aiff"})
"""What of a folder is a line."""


@dataclass(frozen=True)
class Line:
    """One line of dialogue to animate.

    out     relative to the folder of the batch
    files   what it is made from beside its sound: of its text, of its edited words
    """

    number: int
    order: Order
    out: Path
    character: str = ""
    files: tuple[Path, ...] = ()


@dataclass(frozen=True)
class Refusal:
    """A line that cannot be done, and why in a sentence."""

    number: int
    sound: str
    reason: str


@dataclass(frozen=True)
class Manifest:
    """The lines to do, and those that cannot be done."""

    lines: tuple[Line, ...]
    refusals: tuple[Refusal, ...] = ()

    def chunk(self, index: int, count: int) -> Manifest:
        """Part `index` (from 1) of `count`: every count-th line, so parts take equally long."""
        return Manifest(
            tuple(line for line in self.lines if line.number % count == index % count),
            tuple(line for line in self.refusals if line.number % count == index % count),
        )


@dataclass(frozen=True)
class Defaults:
    """The suffix of a take without one, all that it may have, and the order of a line that says
    nothing but its sound.
    """

    suffix: str
    suffixes: Collection[str]
    order: Order = Order(Path())


Row = Mapping[str, str]
_Default = TypeVar("_Default")


def read_manifest(path: Path, defaults: Defaults) -> Manifest:
    """The lines of a manifest, numbered from 1.

    A line that cannot be done becomes a Refusal. Raises ManifestError where the manifest cannot be
    read: no such file, no column `sound`, two lines that would write the same file.
    """
    rows = list(_rows(path))
    if not rows:
        raise ManifestError(f"There is no line in {path}: list a sound, or choose another one.")
    lines, refusals = list[Line](), list[Refusal]()
    for number, row in enumerate(rows, start=1):
        try:
            lines.append(_line(number, row, path, defaults))
        except IntoneError as error:
            refusals.append(Refusal(number, row.get("sound", ""), str(error)))
    _refuse_doubles(lines)
    return Manifest(tuple(lines), tuple(refusals))


def _rows(path: Path) -> Iterator[Row]:
    if path.is_dir():
        return _folder_rows(path)
    readers: dict[str, Callable[[Path], Iterator[Row]]] = {
        ".csv": _csv_rows,
        ".jsonl": _json_rows,
        ".ndjson": _json_rows,
    }
    if path.suffix.lower() not in readers:
        raise ManifestError(f"{path} is no manifest: give a .csv, a .jsonl or a folder of sounds.")
    try:
        return iter(list(readers[path.suffix.lower()](path)))
    except OSError as error:
        raise ManifestError(
            f"The manifest {path} cannot be read: choose one that is there."
        ) from error
    except UnicodeDecodeError as error:
        raise ManifestError(f"{path} is not UTF-8 text: save it as that.") from error


def _folder_rows(path: Path) -> Iterator[Row]:
    sounds = (file for file in path.rglob("*") if file.suffix.lower() in SOUNDS)
    for sound in sorted(sounds):
        inside = sound.relative_to(path)
        if not any(part.startswith(".") for part in inside.parts):
            yield {"sound": inside.as_posix(), "out": inside.with_suffix("").as_posix()}


def _csv_rows(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        table = csv.DictReader(file, skipinitialspace=True)
        heads = [head.strip().lower() for head in table.fieldnames or ()]
        _check_fields(heads, path)
        for row in table:
            values = [value.strip() if isinstance(value, str) else "" for value in row.values()]
            yield dict(zip(heads, values, strict=False))


def _json_rows(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8") as file:
        for number, text in enumerate(file, start=1):
            if text.strip():
                yield _json_row(text, f"{path.name}:{number}")


def _json_row(text: str, place: str) -> Row:
    try:
        found: Any = json.loads(text)
    except ValueError as error:
        raise ManifestError(f"{place} is no JSON object: put one object on each line.") from error
    if not isinstance(found, dict):
        raise ManifestError(f"{place} is no JSON object: put one object on each line.")
    row = {str(key): value for key, value in cast(dict[Any, Any], found).items()}
    _check_fields(list(row), place)
    return {key: "" if value is None else str(value) for key, value in row.items()}


def _check_fields(names: list[str], place: object) -> None:
    if "sound" not in names:
        raise ManifestError(f"{place} has no field 'sound': name one so, of {', '.join(FIELDS)}.")
    strange = [name for name in names if name not in FIELDS]
    if strange:
        raise ManifestError(
            f"{place} has a field '{strange[0]}' that is none of {', '.join(FIELDS)}: rename it."
        )


def _line(number: int, row: Row, manifest: Path, defaults: Defaults) -> Line:
    """Raises IntoneError where the row says something that cannot be."""
    if not row["sound"]:
        raise ManifestError(f"Line {number} names no sound: name one.")
    folder = manifest if manifest.is_dir() else manifest.parent
    sound, named = folder / row["sound"], parse_name(Path(row["sound"]))
    asked, text = defaults.order, _in(folder, row.get("text", ""))
    edits = edits_path(sound, _in(folder, row.get("words", "")))
    order = replace(
        asked,
        sound=sound,
        emotion=row.get("emotion") or named.emotion or asked.emotion,
        scale=_number(row.get("scale") or named.scale, asked.scale, 0.0, "scale"),
        fps=_number(row.get("fps", ""), asked.fps, 1.0, "fps"),
        text=text_of(text),
        language=row.get("language") or asked.language,
        edits=read_edits(edits),
    )
    out = _out(row.get("out") or sound.stem, defaults)
    files = (*((Path(text),) if names_file(text) else ()), *((edits,) if edits else ()))
    return Line(number, order, out, row.get("character") or named.character, files)


def _in(folder: Path, given: str) -> str:
    """A text; of a file that it names, the path."""
    return str(folder / given) if names_file(given) else given


def _number(text: str, default: _Default, least: float, name: str) -> float | _Default:
    if not text:
        return default
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not (math.isfinite(value) and value >= least):
        raise ManifestError(f"The {name} '{text}' is no number of {least:g} or more: correct it.")
    return value


def _out(text: str, defaults: Defaults) -> Path:
    path = Path(text)
    if not suffix_of(path, defaults.suffixes):
        path = path.with_name(path.name + defaults.suffix)
    if path.is_absolute() or ".." in path.parts:
        raise OutputError(f"{text} lies outside the folder of the batch: name a file in it.")
    return path


def _refuse_doubles(lines: list[Line]) -> None:
    """Names that differ in case only are one on many disks."""
    first: dict[str, Line] = {}
    for line in lines:
        earlier = first.setdefault(line.out.as_posix().casefold(), line)
        if earlier is not line:
            raise ManifestError(
                f"Lines {earlier.number} and {line.number} would both write {line.out}: "
                "give each its own 'out'."
            )
