"""A model in FLAME's format, made of the embedded head, for the tests of what reads such models."""

from __future__ import annotations

import numpy as np
import pytest

from support import flame


@pytest.fixture(scope="session")
def arrays() -> dict[str, np.ndarray]:
    """The model's arrays by FLAME's names."""
    return flame.arrays()
