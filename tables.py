"""Tables: CSV as spreadsheets of any country write it. Manifests and rig maps are read here.

The cells may be parted by commas, semicolons or tabs; numbers may have a decimal comma; rows that
hold nothing are left out, as Excel's `sep=;` is.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

SEPARATORS = (",", ";", "\t")
_SEP = re.compile(r'"?sep=(.)"?\s*\Z', re.IGNORECASE)
_DECIMAL_COMMA = re.compile(r"\s*[-+]?\d*,\d+\s*")


class TableError(ValueError):
    """A table that cannot be read; the message ends a sentence that begins with its name."""


@dataclass(frozen=True)
class Row:
    """A row that holds something: its number in the sheet, from 1, and its cells by column.

    more   whether it has cells beyond the last column
    """

    number: int
    cells: Mapping[str, str]
    more: bool = False


@dataclass(frozen=True)
class Table:
    """The columns in lower case, and the rows below them."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def decoded(path: Path) -> str:
    """The text of a file in UTF-8, or in UTF-16 with its mark, as Excel writes "Unicode text".

    Raises OSError and UnicodeDecodeError.
    """
    data = path.read_bytes()
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return data.decode("utf-16" if marked else "utf-8-sig")


def read_table(text: str) -> Table:
    """The table that a text holds; one without a line has no columns. Raises TableError."""
    rows = _filled(text)
    number, head = next(rows, (0, list[str]()))
    columns = tuple(cell.lower() for cell in head)
    doubled = [name for name, count in Counter(columns).items() if name and count > 1]
    if doubled:
        raise TableError(f"line {number}: there are two columns '{doubled[0]}': keep one of them.")
    return Table(columns, tuple(_row(columns, number, cells) for number, cells in rows))


def number_of(text: str) -> float:
    """A number, also one with a decimal comma. Raises ValueError where it is none."""
    return float(text.replace(",", ".") if _DECIMAL_COMMA.fullmatch(text) else text)


def _filled(text: str) -> Iterator[tuple[int, list[str]]]:
    """Number and cells of each row that holds something."""
    first, _, _ = text.partition("\n")
    told = _SEP.match(first)
    separator = told.group(1) if told else _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True)
    try:
        for number, row in enumerate(reader, start=1):
            cells = [cell.strip() for cell in row]
            if any(cells) and not (told and number == 1):
                yield number, cells
    except csv.Error as error:
        raise TableError(f"line {reader.line_num}: {error}.") from error


def _separator(text: str) -> str:
    """What parts the columns of the first line that holds something."""
    head = next((line for line in text.splitlines() if line.strip()), "")
    return max(SEPARATORS, key=head.count)


def _row(columns: tuple[str, ...], number: int, cells: list[str]) -> Row:
    named = {name: cell for name, cell in zip(columns, cells, strict=False) if name}
    nameless = [cell for name, cell in zip(columns, cells, strict=False) if not name]
    return Row(number, named, any([*nameless, *cells[len(columns) :]]))
