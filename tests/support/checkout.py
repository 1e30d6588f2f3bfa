"""The checkout that holds the tests, as the package `intone`, in this process and in its children.

The repository root is the package, whatever its folder is called and PYTHONPATH says.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def name_checkout() -> None:
    """Makes `import intone` mean this checkout in this process."""
    spec = importlib.util.spec_from_file_location(
        "intone", ROOT / "__init__.py", submodule_search_locations=[str(ROOT)]
    )
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["intone"] = module
    spec.loader.exec_module(module)


def environment(folder: Path, scratch: Path) -> dict[str, str]:
    """The variables of a child process: there `import intone` means this checkout, by a link in
    `folder`; tests/ is on the path; temporary files go to `scratch`.
    """
    for place in (folder, scratch):
        place.mkdir(parents=True, exist_ok=True)
    if not (folder / "intone").exists():
        (folder / "intone").symlink_to(ROOT, target_is_directory=True)
    path = os.pathsep.join([str(folder), str(ROOT / "tests")])
    own = {"PYTHONPATH": path, "TMPDIR": str(scratch), "PYTHONDONTWRITEBYTECODE": "1"}
    return {**os.environ, **own, "ORT_DISABLE_TELEMETRY": "1"}
