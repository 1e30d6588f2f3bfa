"""All that the interface says is in the table of every language."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = sorted((ROOT / "assets" / "translations").glob("*.toml"))
FILES = sorted(
    path
    for pattern in ("operators/*.py", "panels/*.py", "preferences.py", "blender/background/jobs.py")
    for path in ROOT.glob(pattern)
)
DATA = ("face", "wish")
"""Choices of names that are the same in every language: face channels and naming conventions."""


def said(part):
    """(context, message) of every label, description and enumerated choice that is registered."""
    import bpy

    for cls in part("registration").CLASSES:
        operator = issubclass(cls, bpy.types.Operator)
        named_by_preset = hasattr(cls, "preset_subdir") and not operator  # by the last one applied
        if not issubclass(cls, bpy.types.UIList) and not named_by_preset:
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
        chosen_from = prop.type == "ENUM" and prop.identifier not in DATA
        items = prop.enum_items if chosen_from else ()
        for name in (prop.name, *(item.name for item in items)):
            yield prop.translation_context, name
        for description in (prop.description, *(item.description for item in items)):
            yield "*", description


def sentences(tree):
    """Sentences that a module writes itself: its constants, reasons why not, texts of buttons."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Return):
            yield from filter(_is_sentence, strings(node.value, deep=False))
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "").isupper():
            yield from filter(_is_sentence, strings(node.value))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "operator":
            yield from (
                word.value.value
                for word in node.keywords
                if word.arg == "text" and isinstance(word.value, ast.Constant)
            )


def _is_sentence(text):
    return text.endswith((".", ":", "…")) or "{" in text


def strings(tree, *, deep=True):
    """The literal strings of a tree, or the one that it is; pieces of f-strings are not."""
    if isinstance(tree, ast.Constant) and isinstance(tree.value, str):
        yield tree.value
    elif deep and tree is not None and not isinstance(tree, ast.JoinedStr):
        for child in ast.iter_child_nodes(tree):
            yield from strings(child)


def written():
    """The sentences of all operators and panels."""
    for path in FILES:
        yield from filter(None, sentences(ast.parse(path.read_text("utf-8"))))


def test_sentences_of_a_module_are_found():
    source = "A = 'One {x}.'\ndef why(c):\n    return 'Two.'\nlayout.operator('x', text='Three')"
    assert sorted(sentences(ast.parse(source))) == ["One {x}.", "Three", "Two."]


@pytest.mark.parametrize("path", LANGUAGES, ids=lambda path: path.stem)
def test_all_that_the_interface_says_is_translated(part, path):
    table = part("blender.translations").read_messages(path)
    needed = {pair for pair in said(part) if any(letter.isalpha() for letter in pair[1])}
    missing = {pair for pair in needed if pair not in table}
    messages = {message for _, message in table}
    missing |= {("*", text) for text in written() if text not in messages}
    assert not missing


@pytest.mark.parametrize("path", LANGUAGES, ids=lambda path: path.stem)
def test_a_translation_keeps_the_places_that_are_filled_in(part, path):
    import string

    def places(text):
        return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)

    for (_, english), other in part("blender.translations").read_messages(path).items():
        assert places(english) == places(other), english


@pytest.mark.parametrize("path", LANGUAGES, ids=lambda path: path.stem)
def test_nothing_is_translated_that_nobody_says(part, path):
    known = {message for _, message in said(part)}
    files = [
        *FILES,
        *ROOT.glob("properties/*.py"),
        *ROOT.glob("model/*.py"),
        *ROOT.glob("worker/*.py"),
        *ROOT.glob("blender/**/*.py"),
    ]
    for source in files:
        known |= set(strings(ast.parse(source.read_text("utf-8"))))
    messages = {message for _, message in part("blender.translations").read_messages(path)}
    assert sorted(messages - known) == []


def test_an_empty_message_stays_english(part, tmp_path):
    path = tmp_path / "xx.toml"
    path.write_text('["*"]\n"Voice" = "Vox"\n"Mix" = ""\n', "utf-8")
    assert part("blender.translations").read_messages(path) == {("*", "Voice"): "Vox"}
