"""Transcripts: what is known of what a character's voice says, as its settings have it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import bpy
from bpy.types import Object

from ..text import script as script_files
from ..text.script import ENGLISH, Automatic, Given, names_file, what_is_said
from ..text.timings.word_json import read_edited
from ..text.words import Words
from .take_settings import GIVEN, TRANSCRIBED, TakeSettings


def script(thing: Object) -> Given:
    """What is known of what the character's voice says. Raises TextError."""
    text = text_of(thing.intone)
    is_file = isinstance(text, str) and names_file(text) and Path(text).is_file()
    return _said(text, language(thing.intone), Path(text).stat().st_mtime_ns if is_file else 0)


@lru_cache(maxsize=4)
def _said(text: str | Automatic, language: str, saved: int) -> Given:
    """As what_is_said, of a file once for each time that it was saved: it is drawn from this."""
    return what_is_said(text, language)


def language(settings: TakeSettings) -> str:
    """Of the words, as espeak-ng names it: what is transcribed is English."""
    return settings.language if settings.text_source == GIVEN else ENGLISH


def text_of(settings: TakeSettings) -> str | Automatic:
    """The transcript as it was given, or the whole path of its file; "" for none."""
    if settings.text_source == TRANSCRIBED:
        return script_files.AUTO
    given, library = settings.transcript, settings.id_data.library
    given = given if settings.text_source == GIVEN else ""
    return bpy.path.abspath(given, library=library) if names_file(given) else given


@lru_cache(maxsize=8)
def read_edits(text: str) -> Words:
    """The words that were edited, of a take's setting. Raises TextError where it is broken."""
    return read_edited(text) if text else ()
