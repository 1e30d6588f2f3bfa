"""Translations: what the interface says in other languages, read from assets/translations/."""

from __future__ import annotations

import tomllib
from pathlib import Path

import bpy

from .. import __package__ as extension

FOLDER = Path(__file__).parents[1] / "assets" / "translations"

CONTEXT = "Intone"
"""The context of our names: to Blender some of the words mean something else (lead, the metal)."""

Messages = dict[tuple[str, str], str]
"""(context, English) to the other language; CONTEXT, or one of bpy.app.translations.contexts."""


def read_messages(path: Path) -> Messages:
    """One language: a table for each context. A message left empty stays English."""
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        (context, english): said
        for context, table in tables.items()
        for english, said in table.items()
        if said
    }


def attach() -> None:
    """Gives Blender every language of the folder."""
    languages = {path.stem: read_messages(path) for path in sorted(FOLDER.glob("*.toml"))}
    bpy.app.translations.register(extension, languages)


def detach() -> None:
    """Takes them back."""
    bpy.app.translations.unregister(extension)
