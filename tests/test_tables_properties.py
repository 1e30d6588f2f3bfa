"""Any table that a spreadsheet writes is read as it was meant."""

from __future__ import annotations

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from intone.tables import SEPARATORS, TableError, number_of, read_table
from support.properties import any_value, letters

cell = st.text(st.one_of(letters, st.sampled_from(",;\t\"\n'=")), max_size=12)
columns = st.sampled_from(["sound", "emotion", "text", "out"])


@any_value
@given(st.lists(columns, min_size=2, unique=True), st.data(), st.sampled_from(SEPARATORS),
       st.sampled_from(["\n", "\r\n"]), st.booleans())  # fmt: skip
def test_a_table_comes_back(names, data, separator: str, newline: str, told: bool) -> None:
    rows = data.draw(st.lists(st.lists(cell, min_size=len(names), max_size=len(names)), max_size=5))
    file = io.StringIO()
    writer = csv.writer(file, delimiter=separator, lineterminator=newline, quoting=csv.QUOTE_ALL)
    writer.writerows([[name.upper() for name in names], *rows])
    head = f"sep={separator}{newline}" if told else ""
    table = read_table(head + file.getvalue())
    assert table.columns == tuple(names)
    kept = [[text.strip() for text in row] for row in rows]
    assert [list(row.cells.values()) for row in table.rows] == [row for row in kept if any(row)]


@any_value
@given(st.text(max_size=200))
def test_any_text_is_a_table_or_refused(text: str) -> None:
    try:
        table = read_table(text)
    except TableError as error:
        assert str(error)
    else:
        assert all(set(row.cells) <= set(table.columns) for row in table.rows)


@any_value
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_read_with_either_point(value: float) -> None:
    text = f"{value:.6f}"
    assert number_of(text) == number_of(text.replace(".", ",")) == float(text)
