"""Timings: words and mouths with their seconds, in the files of other programs and our own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ...audio.speech import SpokenWord
from ...errors import OutputError, TextError
from ...places import is_file
from ..files import plain_text
from .mouths import read_moho, read_papagayo, read_tsv, read_xml
from .subtitles import read_subtitles, write_srt, write_vtt
from .textgrid import read_textgrid, write_textgrid
from .timed_text import TimedText
from .word_json import read_edited, read_json, write_json


@dataclass(frozen=True)
class Format:
    """How a file is read, and written where it can be: text of the file from and to what it says.

    encoding: of a file that is neither UTF-8 nor says which it is.
    """

    name: str
    read: Callable[[str], TimedText]
    write: Callable[[Sequence[SpokenWord]], str] | None = None
    encoding: str = "utf-8"


FORMATS: dict[str, Format] = {
    ".json": Format("JSON of Intone, WhisperX, Gentle or Rhubarb", read_json, write_json),
    ".srt": Format("SubRip", read_subtitles, write_srt),
    ".vtt": Format("WebVTT", read_subtitles, write_vtt),
    ".textgrid": Format("TextGrid of Praat or MFA", read_textgrid, write_textgrid, "latin-1"),
    ".tsv": Format("Rhubarb's mouth cues", read_tsv),
    ".xml": Format("Rhubarb's mouth cues", read_xml),
    ".pgo": Format("Papagayo's project", read_papagayo),
    ".dat": Format("Moho's switch", read_moho),
}
"""By suffix, in lower case."""


EDITS = ".words.json"
"""What the name of a file of edited words ends in, beside the sound of the same name."""


def suffix_of(path: Path) -> str:
    """The suffix by which a file of timings is known; "" where it is none."""
    suffix = path.suffix.lower()
    return suffix if suffix in FORMATS else ""


def read_timed(path: Path) -> TimedText:
    """What a file says of when words are said.

    Raises TextError, which names the file, where it is not there, of no such kind, or broken.
    """
    form = FORMATS.get(suffix_of(path))
    if form is None:
        known = ", ".join(FORMATS)
        raise TextError(f"{path.name} is no file of timed words: choose one of {known}.")
    text = plain_text(path, form.encoding)
    try:
        return form.read(text)
    except TextError as error:
        raise TextError(f"{path.name} cannot be read. {error}") from error


def edits_path(sound: Path, given: str = "") -> Path | None:
    """The file of the edited words for a sound: the one that is named, "-" for none.

    "" is the file beside it, of the same name in EDITS, where there is one.
    """
    path = Path(given) if given else sound.with_suffix(EDITS)
    return path if given != "-" and (given or is_file(path)) else None


def read_edits(path: Path | None) -> tuple[SpokenWord, ...]:
    """The edited words of a words file, of no file none.

    Raises TextError where it is not there, or is no words file of Intone.
    """
    if path is None:
        return ()
    try:
        words = read_edited(plain_text(path))
    except TextError as error:
        raise TextError(f"{path.name} holds no edited words. {error}") from error
    return tuple(word for word in words if word.edited)


def check_words_path(path: Path) -> None:
    """Raises OutputError for a suffix in which no words are written, before any work is done."""
    writable = [suffix for suffix, form in FORMATS.items() if form.write]
    if suffix_of(path) not in writable:
        raise OutputError(
            f"{path.name} has no known format: end its name in {', '.join(writable)}."
        )


def words_text(words: Sequence[SpokenWord], path: Path) -> str:
    """The text of a file of these words, in the format of the path's suffix.

    Raises OutputError for a suffix in which no words are written.
    """
    check_words_path(path)
    write = FORMATS[suffix_of(path)].write
    assert write is not None
    return write(words)
