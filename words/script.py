"""Scripts: the text of a recording, word by word, as the mouth would say it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..errors import TextError
from . import english, espeak

ENGLISH = "en"
LONGEST = 200_000
"""Characters: more than three hours of speech are no script of one sound."""


@dataclass(frozen=True)
class Script:
    """What is said in a sound; language: as espeak-ng names it (en, de, fr, cmn …)."""

    text: str
    language: str = ENGLISH


@dataclass(frozen=True)
class Automatic:
    """In place of a Script: Intone writes down itself what is said, where it is English."""


AUTO = Automatic()


@dataclass(frozen=True)
class Word:
    """A word as it is written, and the visemes (indices into VISEMES) of saying it."""

    text: str
    visemes: tuple[int, ...]


def read_script(given: str, language: str = ENGLISH) -> Script:
    """A Script of a text, or of the text file that `given` names.

    Raises TextError where it is empty, too long, or the file is no text.
    """
    text = _contents(Path(given)) if names_file(given) else given
    if not any(character.isalnum() for character in text):
        raise TextError("The text is empty: write what is said, or leave it out.")
    if len(text) > LONGEST:
        raise TextError("The text is too long to be what is said in one sound: choose its part.")
    return Script(text, language)


def names_file(given: str) -> bool:
    """Whether it is the path of a text file rather than a text."""
    return len(given) < 1000 and "\n" not in given and given.lower().endswith(".txt")


def _contents(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise TextError(f"There is no text {path} to read: choose a file that is there.") from error
    except UnicodeDecodeError as error:
        raise TextError(f"{path.name} is not UTF-8 text: save it as that.") from error


def pronounced(script: Script) -> tuple[Word, ...]:
    """The words of a script that can be said. Raises TextError as espeak.said does.

    English: the dictionary, then espeak-ng where it is there, then the spelling. Others: espeak-ng.
    """
    words = [Word(text, _visemes(text, script.language)) for text in _words(script.text)]
    return tuple(word for word in words if word.visemes)


def _words(text: str) -> Iterator[str]:
    """What stands between spaces and dashes, its punctuation taken off."""
    plain = unicodedata.normalize("NFC", text).replace("’", "'")
    for part in re.split(r"[\s\-–—/]+|\.{2,}|…", plain):
        word = re.sub(r"^[\W_]+|[^\w']+$", "", part)
        if any(character.isalnum() for character in word):
            yield word


def _visemes(text: str, language: str) -> tuple[int, ...]:
    if language != ENGLISH:
        return espeak.visemes(text, language)
    word = text.lower()
    known = english.looked_up(word) or english.looked_up(word.rstrip("'"))
    if known or espeak.library() is None:
        return known or english.spelled(word)
    return espeak.visemes(text, ENGLISH)
