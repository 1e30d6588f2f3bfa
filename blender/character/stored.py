"""What Intone keeps in custom properties.

Anybody can edit them, or a script spoil them: each is read as what it should be, or as if it were
not there.
"""

from __future__ import annotations

import json
import math
from typing import Any

from bpy.types import ID


def number(data: ID, name: str) -> float | None:
    """A finite number; None where there is none."""
    found: Any = data.get(name)
    return float(found) if isinstance(found, int | float) and math.isfinite(found) else None


def numbers(data: ID, name: str) -> list[float]:
    """A list of finite numbers; empty where there is none."""
    found: Any = data.get(name)
    try:
        listed = [float(value) for value in found.to_list()]
    except (AttributeError, TypeError, ValueError):
        return []
    return listed if all(map(math.isfinite, listed)) else []


def rows(data: ID, name: str, *kinds: type | Any) -> list[Any]:
    """The rows of a table in JSON whose cells are of these kinds; empty where it is another."""
    try:
        found: Any = json.loads(data.get(name, "[]"))
        whole = all(_fits(row, kinds) for row in found)
    except (TypeError, ValueError, RecursionError):
        return []
    return found if whole and isinstance(found, list) else []


def _fits(row: Any, kinds: tuple[Any, ...]) -> bool:
    fits = isinstance(row, list) and len(row) == len(kinds)
    return fits and all(map(isinstance, row, kinds))
