"""A model in FLAME's format, made of the embedded head, for the tests of what reads such models."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest


@pytest.fixture(scope="session")
def made() -> ModuleType:
    """The fixture's maker; tests/ is no package: pytest would take the repository for one."""
    path = Path(__file__).with_name("flame_fixture.py")
    spec = importlib.util.spec_from_file_location("flame_fixture", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def arrays(made: ModuleType) -> dict[str, np.ndarray]:
    """The model's arrays by FLAME's names."""
    return made.arrays()
