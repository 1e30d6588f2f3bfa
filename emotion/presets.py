"""Emotion presets as Blender writes them: which settings one sets, read without running it."""

from __future__ import annotations

import ast
from pathlib import Path

Value = str | float
"""What a preset sets a setting to."""


def preset_values(path: Path) -> dict[str, Value]:
    """The settings that a preset's lines `performance.NAME = VALUE` set; {} where it has none.

    What is no such line is passed over. Raises OSError where the file cannot be read.
    """
    found = dict[str, Value]()
    try:
        tree = ast.parse(path.read_text(encoding="utf-8"))
    except (SyntaxError, ValueError):
        return found
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            target, value = node.targets[0], node.value.value
            if isinstance(target, ast.Attribute) and isinstance(value, str | float | int):
                found[target.attr] = value
    return found
