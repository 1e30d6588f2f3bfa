"""Scripts: the text of a recording, word by word, as the mouth would say it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

from ..audio.speech import VISEMES
from ..errors import TextError
from ..places import is_file
from . import english, espeak
from .files import plain_text
from .languages import ENGLISH, language_of
from .spoken import Spoken, spoken, written
from .timings import read_timed, suffix_of
from .timings.timed_text import TimedText

PLAIN = (".txt", ".text", ".md")
"""What a file of plain text is called."""
FOREIGN = (".doc", ".docx", ".odt", ".rtf", ".pdf", ".html", ".htm", ".fdx", ".pages")
"""Files of text that are not read: they are told apart from what is said."""
_PUNCTUATION = re.compile(r"[.,;:!?…]*[\"'”’»)]*[.,;:!?…]*")
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
NO_TEXT = "-"
"""What a user writes who wants none."""
Given = Script | Automatic | TimedText | None
"""What is known of what is said: a text, times, that Intone writes it down, or nothing."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it is said, and the visemes (indices into VISEMES) of saying it.

    written: where it stands in the script's text, the first character and the last plus one; shown:
    what is written there, with the punctuation behind it. Words that are written as one ("1500")
    have the same of both.
    """

    text: str
    visemes: tuple[int, ...]
    written: tuple[int, int] = (0, 0)
    shown: str = ""


def read_script(given: str, language: str = ENGLISH) -> Script:
    """A Script of a text, or of the text file that `given` names.

    Raises TextError where it is empty, too long, or the file is no text.
    """
    text = _contents(Path(given)) if names_file(given) else given
    if not any(character.isalnum() for character in text):
        raise TextError("The text is empty: write what is said, or leave it out.")
    if len(text) > LONGEST:
        raise TextError("The text is too long to be what is said in one sound: choose its part.")
    return Script(text, language_of(language))


def text_of(asked: str) -> str | Automatic:
    """What a user asks for, as what_is_said takes it: "" and "auto" are AUTO, "-" is no text."""
    return AUTO if asked in ("", "auto") else "" if asked == NO_TEXT else asked


def what_is_said(given: str | Automatic, language: str = ENGLISH) -> Given:
    """What a text, or the file that it names, says of a sound: a file of timings has its times.

    "" is nothing. AUTO is nothing in languages other than English, which nothing here writes down.
    Raises TextError as read_script and read_timed do.
    """
    if isinstance(given, Automatic):
        return given if language_of(language) == ENGLISH else None
    if names_file(given) and suffix_of(Path(given)):
        timed = read_timed(Path(given))
        return replace(timed, language=language_of(timed.language or language))
    return read_script(given, language) if given else None


def names_file(given: str) -> bool:
    """Whether it is the path of a file rather than what is said: by its suffix, or it is there."""
    if len(given) >= 1000 or "\n" in given:
        return False
    path = Path(given)
    known = given.lower().endswith((*PLAIN, *FOREIGN)) or suffix_of(path) != ""
    return known or (path.suffix != "" and is_file(path))


def _contents(path: Path) -> str:
    if suffix_of(path):
        return read_timed(path).text
    if path.suffix.lower() not in PLAIN:
        raise TextError(f"{path.name} is no plain text: save it as .txt, or give its words.")
    return plain_text(path)


def pronounced(script: Script) -> tuple[Word, ...]:
    """The words of a script that can be said. Raises TextError as espeak.visemes does.

    English: the dictionary, then espeak-ng where it is there, then the spelling. Others: espeak-ng.
    """
    language = language_of(script.language)
    parts = spoken(script.text) if language == ENGLISH else written(script.text, language)
    words = (
        Word(p.text, _visemes(p.text, language), (p.start, p.end), _shown(script.text, p))
        for p in parts
    )
    return tuple(word for word in words if word.visemes)


def _shown(text: str, part: Spoken) -> str:
    """A word as it is written, with the punctuation behind it; what breaks lines is a space."""
    end = _PUNCTUATION.match(text, part.end)
    return " ".join(text[part.start : end.end() if end else part.end].split())


def _visemes(text: str, language: str) -> tuple[int, ...]:
    if language != ENGLISH:
        return espeak.visemes(text, language)
    word = text.lower()
    known = english.looked_up(word) or english.looked_up(word.rstrip("'")) or _with_s(word)
    if known or espeak.library() is None:
        return known or english.spelled(word)
    return espeak.visemes(text, ENGLISH)


def _with_s(word: str) -> tuple[int, ...]:
    """A known word with an s behind: "TVs", "BBC's"."""
    stem = word.removesuffix("s").removesuffix("'")
    known = english.looked_up(stem) if word.endswith("s") else ()
    return (*known, VISEMES.index("SS")) if known else ()
