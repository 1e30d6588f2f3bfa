"""What the desk says is in every language's table, and every language's table is said somewhere."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = sorted((ROOT / "assets" / "translations").glob("*.toml"))
MODULES = (
    *("operators.animate", "operators.animate_all", "operators.cancel", "operators.add_head"),
    *("operators.demo", "operators.lines", "operators.presets", "operators.reset"),
    *("operators.show_curve", "operators.use_strip", "operators.menus", "operators.intensity"),
    *("operators.takes", "operators.bake", "properties.scene_lines", "properties.performance"),
    *("properties.scene_settings", "panels.performance", "panels.emotion", "panels.intensity"),
    *("panels.shaping", "panels.output", "panels.lines"),
)
"""What is translated; the preferences and the map of a rig are not yet."""


def said(part):
    """(context, message) of every label, description and enumerated choice of those modules."""
    import bpy

    for cls in part("registration").CLASSES:
        named_by_preset = hasattr(cls, "preset_subdir") and not hasattr(cls, "bl_idname")
        if named_by_preset or cls.__module__.split("intone.", 1)[1] not in MODULES:
            continue
        operator = issubclass(cls, bpy.types.Operator)
        yield _context(cls, operator), getattr(cls, "bl_label", "")
        yield "*", getattr(cls, "bl_description", "")
        yield from _properties(cls, operator)
    lane = bpy.types.Scene.bl_rna.properties["intone_lane"]
    yield lane.translation_context, lane.name
    yield "*", lane.description


def _context(cls, operator):
    return getattr(cls, "bl_translation_context", "Operator" if operator else "*")


def _properties(cls, operator):
    import bpy

    rna = cls.bl_rna
    if operator:
        rna = getattr(bpy.ops.intone, cls.bl_idname.split(".")[1]).get_rna_type()
    for prop in rna.properties:
        if prop.is_hidden or not prop.is_runtime or prop.identifier.startswith("filter_"):
            continue
        if prop.name == prop.identifier:  # never shown
            continue
        items = prop.enum_items if prop.type == "ENUM" else ()
        for name in (prop.name, *(item.name for item in items)):
            yield prop.translation_context, name
        for description in (prop.description, *(item.description for item in items)):
            yield "*", description


def written():
    """Sentences that the modules write themselves: reasons why not, and what panels say."""
    for module in MODULES:
        tree = ast.parse((ROOT / f"{module.replace('.', '/')}.py").read_text("utf-8"))
        for node in ast.walk(tree):
            name = getattr(getattr(node, "func", None), "attr", "")
            if name == "poll_message_set" and isinstance(node.args[0], ast.Constant):
                yield node.args[0].value
            if name == "operator":
                for word in node.keywords:
                    if word.arg == "text" and isinstance(word.value, ast.Constant):
                        yield word.value.value


@pytest.mark.parametrize("path", LANGUAGES, ids=lambda path: path.stem)
def test_all_that_the_desk_says_is_translated(part, path):
    table = part("blender.translations").read_messages(path)
    needed = {pair for pair in said(part) if any(letter.isalpha() for letter in pair[1])}
    missing = {pair for pair in needed if pair not in table}
    sentences = {message for _, message in table}
    missing |= {("written", text) for text in written() if text and text not in sentences}
    assert not missing


@pytest.mark.parametrize("path", LANGUAGES, ids=lambda path: path.stem)
def test_a_translation_keeps_the_places_that_are_filled_in(part, path):
    import string

    def places(text):
        return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)

    for (_, english), other in part("blender.translations").read_messages(path).items():
        assert places(english) == places(other), english


def test_an_empty_message_stays_english(part, tmp_path):
    path = tmp_path / "xx.toml"
    path.write_text('["*"]\n"Voice" = "Vox"\n"Mix" = ""\n', "utf-8")
    assert part("blender.translations").read_messages(path) == {("*", "Voice"): "Vox"}
