"""Scripts that no other test runs: what they take from the package is there."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = sorted([*(ROOT / "tools").rglob("*.py"), *(ROOT / "benchmarks").rglob("*.py")])


def imported(source: str) -> Iterator[tuple[str, str]]:
    """Each name that is taken from a module of the package."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "intone":
            yield from ((node.module, alias.name) for alias in node.names)


def has(module: str, name: str) -> bool:
    """Whether a module of the package has the name: a module itself, or bound at its top."""
    place = ROOT.joinpath(*module.split(".")[1:])
    if place.joinpath(name).is_dir() or place.joinpath(f"{name}.py").is_file():
        return True
    file = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
    return file.is_file() and name in set(_bound(ast.parse(file.read_text("utf-8")).body))


def _bound(body: list[ast.stmt]) -> Iterator[str]:
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Import | ast.ImportFrom):
            yield from ((alias.asname or alias.name) for alias in node.names)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = (part for target in targets for part in ast.walk(target))
            yield from (part.id for part in names if isinstance(part, ast.Name))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_a_script_takes_from_the_package_is_there(script: Path) -> None:
    taken = imported(script.read_text("utf-8"))
    assert not [f"{module}.{name}" for module, name in taken if not has(module, name)]


def test_a_name_that_is_gone_is_found() -> None:
    source = "from intone.track import Track, gone\nfrom intone import nowhere\n"
    lacking = [pair for pair in imported(source) if not has(*pair)]
    assert lacking == [("intone.track", "gone"), ("intone", "nowhere")]
