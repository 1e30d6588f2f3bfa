"""The checkout under both its names: `intone`, and in Blender `bl_ext.user_default.intone`.

The repository root is the package. A link in a throw-away user folder makes it a real extension:
tests run the checkout itself, and leave the user's Blender alone. There must be no conftest.py in
the root and no __init__.py in tests/: pytest would import the root before this file has run.
"""

from __future__ import annotations

import atexit
import importlib
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from support.checkout import ROOT, name_checkout

os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # some tests import onnxruntime themselves
EXTENSION = "bl_ext.user_default.intone"


def _link_extension() -> None:
    """Must run before bpy is imported: Blender reads the variable when it starts.

    Each process of pytest-xdist has a folder of its own; it inherits the variable of the first one.
    """
    if "BLENDER_USER_RESOURCES" not in os.environ or "PYTEST_XDIST_WORKER" in os.environ:
        assert "bpy" not in sys.modules, "set BLENDER_USER_RESOURCES before Blender starts"
        folder = tempfile.mkdtemp(prefix="intone-blender-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        os.environ["BLENDER_USER_RESOURCES"] = folder
    repository = Path(os.environ["BLENDER_USER_RESOURCES"], "extensions", "user_default")
    repository.mkdir(parents=True, exist_ok=True)
    if not (repository / "intone").exists():
        (repository / "intone").symlink_to(ROOT, target_is_directory=True)


name_checkout()
_link_extension()


@pytest.fixture(scope="session")
def extension() -> Iterator[str]:
    """The name of the extension, enabled in an empty Blender. Skips where there is no Blender."""
    bpy = pytest.importorskip("bpy", reason="Blender (bpy) is not installed")
    bpy.ops.wm.read_factory_settings(use_empty=True)
    assert bpy.ops.preferences.addon_enable(module=EXTENSION) == {"FINISHED"}
    yield EXTENSION
    bpy.ops.preferences.addon_disable(module=EXTENSION)


@pytest.fixture
def part(extension: str) -> Iterator[Callable[[str], ModuleType]]:
    """Imports a part of the enabled extension by its name, with an empty scene around it."""
    import bpy

    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True, load_ui=False)
    yield lambda name: importlib.import_module(f"{extension}.{name}")
