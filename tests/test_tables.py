import os
import subprocess
import sys
from pathlib import Path

import pytest

from intone.tables import TableError, decoded, number_of, read_table

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize("parted", [",", ";", "\t"])
def test_the_first_line_says_what_parts_the_cells(parted: str) -> None:
    table = read_table(f"Face{parted} Target\r\njawOpen{parted} Jaw\r\n")
    assert table.columns == ("face", "target")
    assert [dict(row.cells) for row in table.rows] == [{"face": "jawOpen", "target": "Jaw"}]


def test_a_told_separator_is_believed() -> None:
    table = read_table("sep=;\nname;note,more\na;b\n")
    assert table.columns == ("name", "note,more")
    assert [row.number for row in table.rows] == [3]


def test_empty_rows_count_but_are_not_there() -> None:
    rows = read_table('a,b\n\n,,\n"two\nlines",x\ny,\n').rows
    assert [(row.number, row.cells["a"]) for row in rows] == [(4, "two\nlines"), (5, "y")]


def test_cells_beyond_the_columns_are_told_where_they_hold_something() -> None:
    rows = read_table("a,,b\n1,,2\n1,,2,,\n1,,2,3\n1,x,2\n").rows
    assert [row.more for row in rows] == [False, False, True, True]
    assert rows[0].cells == {"a": "1", "b": "2"}


def test_a_doubled_column_is_refused() -> None:
    with pytest.raises(TableError, match="two columns 'text'"):
        read_table("sound,text,Text\na,b,c\n")


def test_no_line_is_no_column() -> None:
    assert read_table("\n\n").columns == ()


def test_a_cell_without_an_end_is_told() -> None:
    with pytest.raises(TableError, match="line 2"):
        read_table("a\n" + "x" * 200_000)


@pytest.mark.parametrize(("text", "value"), [("0,8", 0.8), ("-1,5", -1.5), (" ,5", 0.5), ("2", 2)])
def test_a_decimal_comma_is_read(text: str, value: float) -> None:
    assert number_of(text) == value


@pytest.mark.parametrize("text", ["", "1,2,3", "1,2.3", "loud"])
def test_what_is_no_number_is_told(text: str) -> None:
    with pytest.raises(ValueError, match="float"):
        number_of(text)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_encodings_of_spreadsheets(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Grüße\t1", encoding)
    assert decoded(path) == "Grüße\t1"


WIDE = """
import resource
resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
from tables import read_table
print(len(read_table(",".join(f"c{k}" for k in range(200_000))).columns))
"""
"""Ended by the system where the time grows with the square of the columns (minutes)."""


@pytest.mark.skipif(os.name == "nt", reason="limits of processor time are POSIX'")
def test_the_time_for_very_many_columns_grows_with_their_number() -> None:
    done = subprocess.run([sys.executable, "-c", WIDE], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout == "200000\n", done.stderr
    with pytest.raises(TableError, match="two columns 'c7'"):
        read_table("c7,b,C7\n")
