"""SubRip (.srt) and WebVTT (.vtt): cues of a phrase, or of a word each.

Intone writes SubRip with a cue for each word, and WebVTT with a cue for each phrase and the times
of its words inside it, as https://www.w3.org/TR/webvtt1/ has it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from ...audio.speech import SpokenWord
from ...errors import TextError
from .timed_text import Cue, TimedText, TimedWord
from .values import between, seconds

_TIME = re.compile(r"(?:(\d{1,4}):)?(\d{1,3}):(\d{1,2}(?:[.,]\d{1,6})?)")
_TAG = re.compile(r"<([^<>\n]{0,300})>|([^<]+|<)")
_STYLE = re.compile(r"\{\\[^{}\n]{0,100}\}")
_NO_BREAK_SPACE = "\u00a0"
"""Stands for a space inside a word."""
_PAUSE_S, _LONGEST_S = 0.5, 6.0
"""A phrase ends at such a pause, or when it is as long."""
_Timed = tuple[SpokenWord, int, int]
"""A word, and its first and last millisecond."""


def read_subtitles(text: str) -> TimedText:
    """The cues of a .srt or .vtt file. Raises TextError where it has none, or a time is broken."""
    cues = [_cue(lines, number) for number, lines in enumerate(_blocks(text), 1)]
    if not cues:
        raise TextError("It has no cue with times (00:00:01,000 --> 00:00:02,000): mend it.")
    if any(cue.words for cue in cues) or not any(" " in cue.text for cue in cues):
        cues = [_of_one_word(cue) for cue in cues]
    return TimedText(tuple(_spaced(cue) for cue in cues if cue.text))


def _of_one_word(cue: Cue) -> Cue:
    """Where a file times its words, a cue of one word times this."""
    if cue.words or " " in cue.text:
        return cue
    return replace(cue, words=(TimedWord(cue.text, cue.start, cue.end),))


def _blocks(text: str) -> Iterator[list[str]]:
    """The lines of each cue, the first of them its times."""
    for blank, lines in groupby(text.lstrip("\ufeff").split("\n"), lambda line: not line.strip()):
        block = [] if blank else list(lines)
        times = next((k for k, line in enumerate(block[:2]) if "-->" in line), None)
        if times is not None and not block[0].startswith("NOTE"):
            yield block[times:]


def _cue(lines: Sequence[str], number: int) -> Cue:
    what = f"Cue {number}"
    before, _, after = lines[0].partition("-->")
    stop = after.split()[0] if after.split() else ""
    start, end = between(_time(before.strip(), what), _time(stop, what), what)
    parts = list(_parts(" ".join(lines[1:]), start, what))
    text = " ".join("".join(part for _, part in parts).split(" ")).strip()
    timed = any(time != start for time, _ in parts)
    return Cue(text, start, end, tuple(_words(parts, end)) if timed else ())


def _parts(text: str, start: float, what: str) -> Iterator[tuple[float, str]]:
    """Pieces of text, and from when each is said; tags of other kinds are dropped."""
    time = start
    for found in _TAG.finditer(_STYLE.sub("", text)):
        tag, said = found.groups()
        if said is not None:
            yield time, html.unescape(said)
        elif tag[:1].isdigit():
            time = _time(tag, what)
            yield time, ""


def _words(parts: Sequence[tuple[float, str]], end: float) -> Iterator[TimedWord]:
    """The words of timed pieces; only the first and last of a piece have a time each."""
    times = [*(time for time, _ in parts), end]
    for (time, text), stop in zip(parts, _stops(times), strict=True):
        said = [word for word in text.split(" ") if word]
        last = len(said) - 1
        for k, word in enumerate(said):
            yield TimedWord(word, None if k else time, stop if k == last else None)


def _stops(times: Sequence[float]) -> list[float]:
    """When each piece ends: at the next later time."""
    stops = list[float]()
    for time, following in reversed(list(pairwise(times))):
        later = stops[-1] if stops and following <= time else max(following, time)
        stops.append(later)
    return stops[::-1]


def _spaced(cue: Cue) -> Cue:
    """With the spaces that belong into its words."""
    words = tuple(
        TimedWord(word.text.replace(_NO_BREAK_SPACE, " "), word.start, word.end)
        for word in cue.words
    )
    return Cue(cue.text.replace(_NO_BREAK_SPACE, " "), cue.start, cue.end, words)


def _time(written: str, what: str) -> float:
    found = _TIME.fullmatch(written)
    if found is None:
        raise TextError(f"{what} has the time {written[:40]!r}: write it like 00:00:01,000.")
    hours, minutes, rest = found.groups()
    return seconds(3600 * int(hours or 0) + 60 * int(minutes) + float(rest.replace(",", ".")), what)


def write_srt(words: Sequence[SpokenWord]) -> str:
    """SubRip, a cue for each word."""
    cues = (
        f"{number}\n{_clock(start, ',')} --> {_clock(end, ',')}\n{_srt_text(word.text)}\n"
        for number, (word, start, end) in enumerate(_milliseconds(words), 1)
    )
    return "\n".join(cues)


def _srt_text(text: str) -> str:
    """Plain; what would be taken for a tag is escaped as in HTML, since SubRip has no own rule."""
    plain = _plain(text)
    tagged = "<" in plain or html.unescape(plain) != plain
    return html.escape(plain, quote=False) if tagged else plain


def write_vtt(words: Sequence[SpokenWord]) -> str:
    """WebVTT, a cue for each phrase."""
    cues = (_vtt_cue(phrase) for phrase in _phrases(_milliseconds(words)))
    return "\n".join(["WEBVTT\n", *cues])


def _vtt_cue(phrase: Sequence[_Timed]) -> str:
    start, end = phrase[0][1], phrase[-1][2]
    pieces = [html.escape(_plain(phrase[0][0].text), quote=False)]
    for (_, _, stop), (word, begin, _) in pairwise(phrase):
        pause = f"<{_clock(stop)}> <{_clock(begin)}>" if begin > stop else f" <{_clock(begin)}>"
        pieces += [pause, html.escape(_plain(word.text), quote=False)]
    return f"{_clock(start)} --> {_clock(end)}\n{''.join(pieces)}\n"


def _phrases(words: Sequence[_Timed]) -> list[list[_Timed]]:
    phrases: list[list[_Timed]] = []
    for word in words:
        last = phrases[-1] if phrases else None
        near = last and word[1] - last[-1][2] < 1000 * _PAUSE_S
        if last and near and word[2] - last[0][1] <= 1000 * _LONGEST_S:
            last.append(word)
        else:
            phrases.append([word])
    return phrases


def _milliseconds(words: Sequence[SpokenWord]) -> list[_Timed]:
    """Words in whole milliseconds, each at least one long and none before the last has ended."""
    found: list[_Timed] = []
    for word in sorted(words, key=lambda word: word.start):
        start = max(round(1000 * word.start), found[-1][2] if found else 0)
        found.append((word, start, max(round(1000 * word.end), start + 1)))
    return found


def _plain(text: str) -> str:
    return _NO_BREAK_SPACE.join(text.replace("-->", "→").split())


def _clock(milliseconds: int, point: str = ".") -> str:
    total, rest = divmod(milliseconds, 1000)
    minutes, second = divmod(total, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours:02d}:{minute:02d}:{second:02d}{point}{rest:03d}"
