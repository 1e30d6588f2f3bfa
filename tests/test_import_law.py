"""The import law: each part imports only what stands to its left, and heavy packages stay put."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ORDER = (
    *("errors", "places", "progress", "tables", "temporary", "spool", "track", "audio", "text"),
    *("model", "emotion", "face"),
    *(
        "geometry",
        "head",
        "rig",
        "animation",
        "export",
        "capture",
        "pipeline",
        "order",
        "batch",
        "worker",
    ),
    *("commands", "cli", "blender", "properties"),
    *("preferences", "operators", "panels", "registration", "__init__", "__main__"),
)
WINGS = (
    *("background", "character", "output", "head", "takes", "live", "timeline", "command_line"),
)
"""The folders of blender/: each imports only what stands to its left."""
EDGE = ("blender", "properties", "preferences", "operators", "panels", "registration")
BLENDER = ("bpy", "bpy_extras", "mathutils", "gpu", "blf", "aud", "bl_ext")
HOME = {
    "onnxruntime": ("model/onnx_backend.py",),
    "torch": (),
    "torchaudio": (),
    "pickle": ("head/flame_pickle.py",),
}
"""Packages that only the files named may import."""

STORED_MAP = ("blender/character/rig_map.py", "blender/character/preview.py")
"""The only files of blender/ that read what properties/ declares: the map on a character."""


def imports(source: str) -> Iterator[tuple[int, str]]:
    """(level, dotted name) of every import, also those inside functions."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((0, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names = [node.module] if node.module else [alias.name for alias in node.names]
            yield from ((node.level, name) for name in names)


def breaches(path: str, source: str) -> list[str]:
    """What the file at that path (from the root) imports against the law."""
    parts = Path(path).with_suffix("").parts
    here = ORDER.index(parts[0])
    found = []
    for level, name in imports(source):
        top = name.split(".")[0]
        if level == 0 and top in BLENDER and parts[0] not in EDGE:
            found.append(f"{path} imports {top}")
        if level == 0 and top in HOME and path not in HOME[top]:
            found.append(f"{path} imports {top}")
        if level == 0 and top == "intone":
            found.append(f"{path} imports itself absolutely")
        if level == len(parts) and top in ORDER and ORDER.index(top) > here:
            found.append(f"{path} imports {top}, which stands to its right")
        if parts[0] == "blender" and level == len(parts) - 1 and _climbs(parts[1], top):
            found.append(f"{path} imports {top}, a wing to its right")
    return found


def _climbs(wing: str, imported: str) -> bool:
    """Whether a file in `wing` (or right in blender/, below all wings) may not import that one."""
    if imported not in WINGS:
        return False
    return wing not in WINGS or WINGS.index(imported) > WINGS.index(wing)


def package_files() -> list[str]:
    """Every Python file of the extension, from the root."""
    files = [
        path for top in ORDER for path in (*ROOT.glob(f"{top}.py"), *ROOT.glob(f"{top}/**/*.py"))
    ]
    return [path.relative_to(ROOT).as_posix() for path in files]


@pytest.mark.parametrize("path", package_files())
def test_file_keeps_the_law(path: str) -> None:
    assert breaches(path, (ROOT / path).read_text("utf-8")) == []


@pytest.mark.parametrize("path", [p for p in package_files() if p.startswith("blender/")])
def test_blender_reads_no_settings_but_the_stored_map(path: str) -> None:
    """Settings become plain data in properties/; blender/ is handed that."""
    nodes = list(ast.walk(ast.parse((ROOT / path).read_text("utf-8"))))
    named = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    named |= {str(node.value) for node in nodes if isinstance(node, ast.Constant)}
    named &= {"intone", "intone_rig", "intone_settings", "intone_lines"}
    assert named <= ({"intone_rig"} if path in STORED_MAP else set())


def test_every_wing_stands_in_the_order() -> None:
    assert {path.parent.name for path in ROOT.glob("blender/*/*.py")} == set(WINGS)


def test_every_package_folder_stands_in_the_order() -> None:
    outside = {"tests", "training", "tools", "benchmarks", "docs"}
    folders = {path.parent.name for path in ROOT.glob("*/*.py")} - outside
    assert {name for name in folders if not name.startswith(".")} <= set(ORDER)


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("face/guard.py", "import bpy"),
        ("face/guard.py", "def f():\n    import bpy.types"),
        ("blender/x.py", "import onnxruntime"),
        ("model/x.py", "from torch import nn"),
        ("audio/x.py", "from ..face import basis"),
        ("audio/x.py", "from .. import pipeline"),
        ("track.py", "from .audio import sound"),
        ("cli.py", "from intone.track import Track"),
        ("panels/x.py", "import pickle"),
        ("blender/character/x.py", "from ..takes import actions"),
        ("blender/takes/x.py", "from .. import live"),
        ("blender/translations.py", "from .character import bones"),
    ],
)
def test_a_planted_breach_is_caught(path: str, source: str) -> None:
    assert breaches(path, source) != []
