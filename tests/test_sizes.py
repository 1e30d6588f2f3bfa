"""Files and functions stay small: no file over 300 lines, no function over 40."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from test_import_law import package_files

ROOT = Path(__file__).parent.parent
LONGEST_FILE, LONGEST_FUNCTION = 300, 40
FILES = [
    *package_files(),
    *(
        p.relative_to(ROOT).as_posix()
        for top in ("training", "tools")
        for p in ROOT.glob(f"{top}/**/*.py")
    ),
]


def long_functions(source: str) -> Iterator[str]:
    """Name and length of each function that is too long; decorators do not count."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = node.end_lineno - node.lineno + 1
            if length > LONGEST_FUNCTION:
                yield f"{node.name}: {length} lines"


@pytest.mark.parametrize("path", FILES)
def test_file_and_its_functions_are_short(path: str) -> None:
    source = (ROOT / path).read_text("utf-8")
    assert len(source.splitlines()) <= LONGEST_FILE
    assert list(long_functions(source)) == []


def test_a_long_function_would_be_found() -> None:
    body = "    pass\n" * LONGEST_FUNCTION
    assert list(long_functions(f"def f():\n{body}")) == ["f: 41 lines"]
    assert list(long_functions(f"class C:\n    def f(self):\n{body.replace('    ', ' ' * 8)}"))
