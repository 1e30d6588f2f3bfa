"""Files of mouths: Rhubarb's cues (.tsv, .xml, .json), Papagayo's projects, Moho's switches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.etree import ElementTree

from ...audio.speech import VisemeSpan
from ...errors import TextError
from .phones import looks
from .timed_text import TimedText, TimedWord, of_words
from .values import after_one_another, between, seconds

RHUBARB: dict[str, str] = {
    **{"A": "PP", "B": "SS", "C": "E", "D": "aa", "E": "oh", "F": "ou", "G": "FF", "H": "nn"},
    **{"X": "sil"},
}
"""Lip shapes of Rhubarb Lip Sync (its README, "mouth shapes")."""
BLAIR: dict[str, str] = {
    **{"AI": "aa", "E": "E", "O": "oh", "U": "ou", "WQ": "ou", "L": "nn", "FV": "FF"},
    **{"MBP": "PP", "etc": "DD", "rest": "sil"},
}
"""Preston Blair's mouths by Papagayo's names."""
MOHO_FPS = 24.0
"""Frames a second of a Moho switch, which does not say: Papagayo's and Rhubarb's own default."""
_MOST = 1_000_000
_TOO_FEW_LINES = "It ends too early: save it again."


def rhubarb_cues(cues: Iterable[tuple[str, float, float]]) -> TimedText:
    """Cues (letter, start, end) as mouths. Raises TextError for a letter that is none."""
    return TimedText(mouth=tuple(VisemeSpan(_letter(name), *span) for name, *span in cues))


def _letter(name: str) -> str:
    if name not in RHUBARB:
        raise TextError(f"“{name[:40]}” is no mouth of Rhubarb: those are A to H and X.")
    return RHUBARB[name]


def read_tsv(text: str) -> TimedText:
    """Rhubarb's TSV: a time and a letter a line. Raises TextError where a line is another."""
    marks: list[tuple[float, str]] = []
    for number, line in enumerate(filter(str.strip, text.split("\n")), 1):
        time, _, name = line.partition("\t")
        marks.append((seconds(time, f"Line {number}"), _letter(name.strip())))
    if not marks:
        raise TextError("It has no mouth cues of Rhubarb: choose another file.")
    return TimedText(mouth=after_one_another(marks, 0.0))


def read_xml(text: str) -> TimedText:
    """Rhubarb's XML. Raises TextError where it is another, or holds declarations of entities."""
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise TextError("It declares a document type, which Rhubarb never writes: save it again.")
    try:
        root = ElementTree.fromstring(text)
    except (ElementTree.ParseError, ValueError, RecursionError) as error:
        raise TextError("It is no XML, or not whole: save it again.") from error
    cues = root.findall("mouthCues/mouthCue")
    if root.tag != "rhubarbResult" or not cues:
        raise TextError("It has no mouth cues of Rhubarb: choose another file.")
    return rhubarb_cues(map(_xml_cue, cues))


def _xml_cue(cue: ElementTree.Element) -> tuple[str, float, float]:
    start, end = (seconds(cue.get(key), "A mouth cue") for key in ("start", "end"))
    return (cue.text or "").strip(), *between(start, end, "A mouth cue")


def read_moho(text: str) -> TimedText:
    """A Moho switch (.dat): a frame, counted from 1, and a mouth a line, at MOHO_FPS."""
    first, *lines = [*filter(str.strip, text.split("\n")), ""]
    if first.strip() != "MohoSwitch1":
        raise TextError("It is no Moho switch: its first line is not MohoSwitch1.")
    marks = [_switch(line, number) for number, line in enumerate(lines[:-1], 2)]
    return TimedText(mouth=after_one_another(marks, 0.0))


def _switch(line: str, number: int) -> tuple[float, str]:
    frame, _, name = line.strip().partition(" ")
    at = max(seconds(frame, f"Line {number}") - 1, 0) / MOHO_FPS
    return at, _mouth(name.strip()) or "sil"


def _mouth(name: str) -> str:
    """The viseme of a mouth of Papagayo's: Preston Blair's, Rhubarb's letters, or a phone's."""
    return BLAIR.get(name) or RHUBARB.get(name) or looks(name, arpabet=True).split(" ")[0]


def read_papagayo(text: str) -> TimedText:
    """A project of Papagayo (.pgo): the words and mouths of its voices, in frames of its rate."""
    lines = iter(text.split("\n"))
    if not _line(lines).startswith("lipsync version"):
        raise TextError("It is no project of Papagayo: its first line is not “lipsync version 1”.")
    _skip(lines, 1)  # the sound's path
    fps = float(_whole(lines))
    if not 0 < fps <= 1000:
        raise TextError(f"It has {fps:g} frames a second: mend it.")
    _skip(lines, 1)  # how long the sound is
    words = [word for _ in range(_whole(lines)) for word in _voice(lines, fps)]
    return of_words(tuple(sorted(words, key=lambda word: word.start or 0.0)))


def _voice(lines: Iterator[str], fps: float) -> Iterator[TimedWord]:
    _skip(lines, 2)  # its name and its text
    for _ in range(_whole(lines)):
        _skip(lines, 3)  # a phrase's text, first and last frame
        for _ in range(_whole(lines)):
            yield _word(lines, fps)


def _word(lines: Iterator[str], fps: float) -> TimedWord:
    """A word: text, first frame, last frame (still in it), and how many mouths follow."""
    line = _line(lines)
    text, *numbers = line.rsplit(None, 3) or [""]
    if len(numbers) != 3:
        raise TextError(f"“{line[:40]}” has no frames: save it in Papagayo again.")
    first, last, count = (_number(number) for number in numbers)
    start, end = between(first / fps, (last + 1) / fps, f"“{text[:40]}”")
    marks = [_mark(_line(lines), fps) for _ in range(count)]
    spans = after_one_another([mark for mark in marks if mark[1]], end)
    return TimedWord(text, seconds(start, text[:40]), seconds(end, text[:40]), visemes=spans)


def _mark(line: str, fps: float) -> tuple[float, str]:
    frame, _, name = line.partition(" ")
    return seconds(_number(frame) / fps, "A mouth"), _mouth(name.strip())


def _line(lines: Iterator[str]) -> str:
    line = next(lines, None)
    if line is None:
        raise TextError(_TOO_FEW_LINES)
    return line.strip()


def _skip(lines: Iterator[str], count: int) -> None:
    for _ in range(count):
        _line(lines)


def _whole(lines: Iterator[str]) -> int:
    return _number(_line(lines))


def _number(written: str) -> int:
    """A whole number of 0 or more. Raises TextError where it is none."""
    if not (written.isascii() and written.isdecimal() and int(written[:8]) <= _MOST):
        raise TextError(f"It has “{written[:40]}” where a number belongs: save it again.")
    return int(written[:8])
