"""Map files: a rig's map as TOML to keep and to share, and an artist's own table as CSV."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, cast

from ..errors import RigError
from ..tables import Row, TableError, decoded, number_of, read_table
from .channels import Channel, Inventory
from .mapping import AMPLITUDES, Link, RigMap
from .spelling import spelling

FORMAT = "intone map 1"
_NUMBERS = ("weight", "offset", "least", "most", "gamma")
_FLAGS = ("mute", "stand_in")
_DEFAULTS = {one.name: one.default for one in fields(Link) if one.name in (*_NUMBERS, *_FLAGS)}


@dataclass(frozen=True)
class Found:
    """A map laid onto a character; `missing` has the targets that it has no channel for."""

    rig: RigMap
    missing: tuple[str, ...]


def toml(rig: RigMap) -> str:
    """The map as TOML; what stands at its default is left out."""
    head = [f"format = {_text(FORMAT)}", f"convention = {_text(rig.convention)}"]
    amplitude = ["", "[amplitude]", *(f"{part} = {gain!r}" for part, gain in rig.amplitude.items())]
    rows = [line for link in rig.links for line in ("", "[[link]]", *_row(link))]
    return "\n".join([*head, *(amplitude if rig.amplitude else ()), *rows, ""])


def _row(link: Link) -> Iterable[str]:
    yield f"face = {_text(link.face)}"
    yield f"target = {_text(link.channel.name)}"
    yield f"object = {_text(link.channel.owner)}"
    for name, default in _DEFAULTS.items():
        value = getattr(link, name)
        if value != default:
            yield f"{name} = {'true' if value is True else repr(float(value))}"


def _text(text: str) -> str:
    """JSON's strings are TOML's, but for one control character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def read_map(path: Path, inventory: Inventory) -> Found:
    """A map file (.toml, or .csv of an artist's own) on a character's channels.

    Raises RigError, with the place in the file, where it is no map.
    """
    parse = parse_csv if path.suffix.lower() == ".csv" else parse_toml
    try:
        text = decoded(path)
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no UTF-8 text"
        raise RigError(f"{path.name} cannot be read ({reason}): choose a map file.") from error
    try:
        return parse(text, inventory)
    except RigError as error:
        raise RigError(f"{path.name}, {error}") from error


def parse_toml(text: str, inventory: Inventory) -> Found:
    """What `toml` wrote. Raises RigError where it is something else."""
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # also of thousands of digits or brackets
        raise RigError(f"not TOML: {error}.") from error
    if table.get("format") != FORMAT:
        raise RigError("not a map of Intone: choose one that Intone saved, or a .csv.")
    links: Any = table.get("link", [])
    amplitude: Any = table.get("amplitude", {})
    if not (isinstance(links, list) and isinstance(amplitude, dict)):
        raise RigError("link or amplitude is no table: save the map again.")
    rows = [(f"link {number}", row) for number, row in enumerate(cast(list[Any], links), 1)]
    name = str(table.get("convention", ""))
    return _laid(rows, inventory, name, _amplitude(cast(dict[str, Any], amplitude)))


def parse_csv(text: str, inventory: Inventory) -> Found:
    """Columns face, target and perhaps object, weight, offset, least, most, gamma, mute, stand_in.

    Raises RigError with the number of the line that is wrong.
    """
    try:
        table = read_table(text)
    except TableError as error:
        raise RigError(str(error)) from error
    _check_columns([name for name in table.columns if name])
    rows = [(f"line {row.number}", _filled(row)) for row in table.rows]
    return _laid(rows, inventory, "", {})


def _check_columns(columns: Sequence[str]) -> None:
    if not {"face", "target"} <= set(columns):
        raise RigError('line 1: name the columns "face,target" and perhaps "weight,offset,...".')
    known = ("face", "target", "object", *_DEFAULTS)
    strange = [column for column in columns if column not in known]
    if strange:
        raise RigError(f"line 1: there is no column {strange[0]!r}; known: {', '.join(known)}.")


def _filled(row: Row) -> dict[str, str]:
    """The cells that hold something."""
    if row.more:
        raise RigError(
            f"line {row.number}: it has more cells than columns: quote names with commas."
        )
    return {name: value for name, value in row.cells.items() if value}


def _amplitude(table: Mapping[str, Any]) -> dict[str, float]:
    for part in table:
        if part not in AMPLITUDES:
            raise RigError(f"amplitude has no {part!r}: its parts are {', '.join(AMPLITUDES)}.")
    return {part: _number("amplitude", part, gain) for part, gain in table.items()}


def _laid(
    rows: Iterable[tuple[str, Any]],
    inventory: Inventory,
    convention: str,
    amplitude: Mapping[str, float],
) -> Found:
    links: list[Link] = []
    missing: list[str] = []
    for place, row in rows:
        face, target = _names(place, row)
        shared = {name: _number(place, name, row[name]) for name in _NUMBERS if name in row}
        flags = {name: str(row.get(name, "")).lower() in ("true", "1", "yes") for name in _FLAGS}
        channels = _channels(inventory, target, str(row.get("object", "")))
        links += [_link(place, face, channel, shared, flags) for channel in channels]
        missing += [] if channels else [target]
    return Found(RigMap(convention, tuple(links), amplitude), tuple(dict.fromkeys(missing)))


def _names(place: str, row: Any) -> tuple[str, str]:
    if not (isinstance(row, dict) and "face" in row and "target" in row):
        raise RigError(f"{place}: give a face and a target.")
    named = cast(dict[str, Any], row)
    return str(named["face"]), str(named["target"])


def _number(place: str, name: str, value: Any) -> float:
    try:
        return number_of(value) if isinstance(value, str) else float(value)
    except (TypeError, ValueError):
        raise RigError(f"{place}: {name} is {value!r}: give a number.") from None


def _link(
    place: str, face: str, channel: Channel, shared: dict[str, float], flags: dict[str, bool]
) -> Link:
    try:
        return Link(face, channel, **shared, **flags)
    except RigError as error:
        raise RigError(f"{place}: {error}") from error


def _channels(inventory: Inventory, target: str, owner: str) -> list[Channel]:
    """The channels meant: of that name, else of that spelling; of that object, else of all."""
    same = [channel for channel in inventory if channel.name == target]
    like = [channel for channel in inventory if spelling(channel.name) == spelling(target)]
    fitting = same or like
    return [channel for channel in fitting if channel.owner == owner] or fitting
