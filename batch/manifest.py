"""Manifests: the lines to animate, from a CSV, a JSON-lines file or a folder of sounds."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

from ..audio.formats import voices
from ..audio.voice_level import Stretch
from ..emotion.over_time import emotion_of, is_table
from ..errors import IntoneError, ManifestError, OutputError
from ..export import suffix_of
from ..face.own_files import read_emotions
from ..order import Order
from ..places import is_folder
from ..tables import TableError, decoded, read_table
from ..text.script import names_file, text_of
from ..text.timings import edits_path, read_edits
from .cells import check_text, number_in
from .line_style import line_style, rolls
from .naming import parse_name, read_voice

FIELDS = (
    *("sound", "emotion", "scale", "character", "text", "language", "words", "fps", "out"),
    *("emotions", "voice", "neutral", "manner", "seed", "look_at", "before", "after"),
)
_NAMED = 3
"""How many of the lines that would write one file each of them names."""


@dataclass(frozen=True)
class Line:
    """One line of dialogue to animate.

    number  its row in a table, its line in a file of JSON lines, its place in a folder; from 1
    out     relative to the folder of the batch
    files   what it is made from beside its sound: of its text, its edited words, its emotions
    voice   who speaks: lines of one voice share its level
    neutral the stretch of its sound where that voice is calm; None where none is marked
    """

    number: int
    order: Order
    out: Path
    character: str = ""
    files: tuple[Path, ...] = ()
    voice: str = ""
    neutral: Stretch | None = None


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
        numbers = sorted(line.number for line in (*self.lines, *self.refusals))
        wanted = set(numbers[index - 1 :: count])
        return Manifest(
            tuple(line for line in self.lines if line.number in wanted),
            tuple(line for line in self.refusals if line.number in wanted),
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
MORE = ""
"""The key of a row's cells beyond its columns."""


def read_manifest(path: Path, defaults: Defaults) -> Manifest:
    """The lines of a manifest, numbered as they stand in it.

    A line that cannot be read or done becomes a Refusal, as do lines that would write the same
    file. Raises ManifestError where the manifest cannot be read: no such file, no column `sound`,
    not a line of JSON.
    """
    rows = list(_rows(path))
    if not rows:
        raise ManifestError(f"There is no line in {path}: list a sound, or choose another one.")
    broken = [row for _, row in rows if isinstance(row, ManifestError)]
    if len(broken) == len(rows):
        raise broken[0]
    lines, refusals = list[Line](), list[Refusal]()
    for number, row in rows:
        try:
            lines.append(_line(number, row, path, defaults))
        except IntoneError as error:
            sound = "" if isinstance(row, ManifestError) else row.get("sound", "")
            refusals.append(Refusal(number, sound, str(error)))
    doubles = list(_doubles(lines))
    refused = {refusal.number for refusal in doubles}
    refusals = sorted([*refusals, *doubles], key=lambda refusal: refusal.number)
    return Manifest(tuple(line for line in lines if line.number not in refused), tuple(refusals))


def _rows(path: Path) -> Iterator[tuple[int, Row | ManifestError]]:
    """Number and fields of each line; of one that cannot be read, why."""
    if is_folder(path):
        return enumerate(_folder_rows(path), start=1)
    readers: dict[str, Callable[[Path], Iterator[tuple[int, Row | ManifestError]]]] = {
        ".csv": _csv_rows,
        ".tsv": _csv_rows,
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
    for sound in voices(path.rglob("*")):
        inside = sound.relative_to(path)
        if not any(part.startswith(".") for part in inside.parts):
            yield {"sound": inside.as_posix(), "out": inside.with_suffix("").as_posix()}


def _csv_rows(path: Path) -> Iterator[tuple[int, Row]]:
    try:
        table = read_table(decoded(path))
    except TableError as error:
        raise ManifestError(f"{path}, {error}") from error
    _check_fields([name for name in table.columns if name], path)
    for row in table.rows:
        yield row.number, {**row.cells, MORE: "more"} if row.more else row.cells


def _json_rows(path: Path) -> Iterator[tuple[int, Row | ManifestError]]:
    with path.open("rb") as file:
        for number, data in enumerate(file, start=1):
            try:
                if data.strip(b"\xef\xbb\xbf \t\r\n"):
                    yield number, _json_row(data, f"{path.name}:{number}")
            except ManifestError as error:
                yield number, error


def _json_row(data: bytes, place: str) -> Row:
    try:
        found: Any = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ManifestError(f"{place} is not UTF-8 text: save it as that.") from error
    except (ValueError, RecursionError) as error:
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


def _line(number: int, row: Row | ManifestError, manifest: Path, defaults: Defaults) -> Line:
    """Raises IntoneError where the row cannot be read, or says something that cannot be."""
    if isinstance(row, ManifestError):
        raise row
    _check(row)
    folder = manifest if is_folder(manifest) else manifest.parent
    sound = folder / row["sound"]
    if not sound.name:
        raise ManifestError(f"The sound '{row['sound']}' names no file: name one.")
    asked, text = defaults.order, _in(folder, row.get("text", ""))
    emotions = [folder / row["emotions"]] if row.get("emotions") else []
    own = tuple(own for path in emotions for own in read_emotions(path)) or asked.own
    named = parse_name(Path(row["sound"]), own)
    felt = row.get("emotion") or named.emotion
    emotions += [folder / felt] if is_table(felt) else []
    edits = edits_path(sound, _in(folder, row.get("words", "")))
    character = row.get("character") or named.character
    order = replace(
        asked,
        sound=sound,
        emotion=emotion_of(str(folder / felt) if is_table(felt) else felt, own) or asked.emotion,
        scale=number_in(row.get("scale") or named.scale, asked.scale, "scale", 0.0),
        fps=number_in(row.get("fps", ""), asked.fps, "fps", 1.0, 1000.0),
        text=text_of(text),
        language=row.get("language") or asked.language,
        edits=read_edits(edits),
        own=own,
        style=line_style(row, character, asked.style),
        **rolls(row, asked),
    )
    out = _out(row.get("out") or sound.stem, defaults)
    files = (*((Path(text),) if names_file(text) else ()), *((edits,) if edits else ()), *emotions)
    return Line(number, order, out, character, files, *read_voice(row))


def _check(row: Row) -> None:
    """Raises ManifestError for a row that cannot be a line."""
    if MORE in row:
        raise ManifestError("It has more cells than columns: quote a text that holds separators.")
    if not row.get("sound"):
        raise ManifestError("It names no sound: name one.")
    check_text(row)


def _in(folder: Path, given: str) -> str:
    """A text; of a file that it names, the path."""
    return str(folder / given) if names_file(given) else given


def _out(text: str, defaults: Defaults) -> Path:
    path = Path(text)
    if not path.name:
        raise OutputError(f"'{text}' names no file: name one in the folder of the batch.")
    if not suffix_of(path, defaults.suffixes):
        path = path.with_name(path.name + defaults.suffix)
    if path.is_absolute() or ".." in path.parts:
        raise OutputError(f"{text} lies outside the folder of the batch: name a file in it.")
    return path


def _doubles(lines: list[Line]) -> Iterator[Refusal]:
    """Lines that would write the same file; on many disks upper and lower case are one."""
    places: dict[str, list[Line]] = {}
    for line in lines:
        places.setdefault(line.out.as_posix().casefold(), []).append(line)
    for double in (some for some in places.values() if len(some) > 1):
        named = [f"{line.number} ({line.order.sound.name})" for line in double[:_NAMED]]
        more = [f"{len(double) - _NAMED} more"] if len(double) > _NAMED else []
        reason = (
            f"Lines {' and '.join(named + more)} would all write {double[0].out}: give each its "
            "own 'out' in a table, or keep one of the sounds."
        )
        yield from (Refusal(line.number, str(line.order.sound), reason) for line in double)
