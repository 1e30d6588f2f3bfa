"""The page for the next developer says what is true: folders, files, functions, who calls whom."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from test_import_law import ORDER, WINGS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "code-structure.md").read_text("utf-8")
STEP = re.compile(r"^\d+\. `([\w.]+)` \(`([\w/]+\.py)`\)(.*)$", re.MULTILINE)
Step = tuple[str, str, str]
"""A function, its file, and what is said of it."""


def section(title: str) -> str:
    return re.split(r"\n##+ ", PAGE.split(f" {title}\n")[1])[0]


WALKS = {
    title: STEP.findall(section(title))
    for title in ("A sound becomes keys", "A slider becomes a face", "A rig becomes a map")
}
STEPS = sorted({(name, path) for walk in WALKS.values() for name, path, _ in walk})


def source_of(name: str, path: str) -> str:
    """The source of a function or a method; KeyError where the file has none of that name."""
    text = (ROOT / path).read_text("utf-8")
    scope: ast.AST = ast.parse(text)
    for part in name.split("."):
        found = {n.name: n for n in ast.iter_child_nodes(scope) if hasattr(n, "name")}
        scope = found[part]
    return ast.get_source_segment(text, scope)


def first_cells(table: str) -> list[str]:
    return re.findall(r"^\| `([\w/]+)` \|", table, re.MULTILINE)


def test_the_table_has_the_parts_in_the_order_of_the_law() -> None:
    cells = [cell.rstrip("/") for cell in first_cells(section("The folders"))]
    parts = [cell for cell in cells if "/" not in cell]
    assert parts == [part for part in ORDER if not part.startswith("__")]
    wings = [cell for cell in cells if cell.startswith("blender/")]
    assert wings == [f"blender/{wing}" for wing in WINGS]


def test_every_package_folder_is_named() -> None:
    folders = {path.parent.relative_to(ROOT) for path in ROOT.glob("[a-z]*/**/*.py")}
    packages = {folder for folder in folders if (ROOT / folder / "__init__.py").exists()}
    packages |= {folder for folder in folders if folder.parts[0] == "training"}
    named = set(re.findall(r"`([\w/]+)/`", PAGE))
    inside = {f.as_posix() for f in packages if f.parts[0] not in ("tests", "tools", "out")}
    assert inside - named == set()


@pytest.mark.parametrize("folder", sorted(set(re.findall(r"`([\w/]+)/`", PAGE))))
def test_every_named_folder_exists(folder: str) -> None:
    assert (ROOT / folder).is_dir()


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`([\w/]+\.(?:py|toml|md))`", PAGE))))
def test_every_named_file_exists(path: str) -> None:
    assert (ROOT / path).is_file()


@pytest.mark.parametrize(("name", "path"), STEPS)
def test_every_function_of_the_walks_exists(name: str, path: str) -> None:
    assert source_of(name, path)


@pytest.mark.parametrize("title", WALKS)
def test_each_step_is_called_by_one_before_it(title: str) -> None:
    walk: list[Step] = WALKS[title]
    assert len(walk) > 15
    before = ""
    for name, path, said in walk:
        mentioned = re.search(rf"\b{name.split('.')[-1]}\b", before)
        assert mentioned or ", called " in said, f"nothing before {name} calls it"
        before += source_of(name, path).partition("\n")[2]


def test_a_step_that_nobody_calls_would_be_found() -> None:
    with pytest.raises(KeyError):
        source_of("no_such_function", "pipeline.py")
    assert not re.search(r"\bkeyframe\(", source_of("listen", "pipeline.py"))
