"""Praat's TextGrid, long and short: tiers of words and phones, as the Montreal Forced Aligner
and WebMAUS write them too. The two forms hold the same values in the same order, so one reader
that, like Praat's own, takes only free-standing numbers, strings and flags reads both.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...audio.speech import VISEMES, SpokenWord, VisemeSpan
from ...errors import TextError
from .phones import Phone, visemes_of_phones
from .timed_text import Cue, TimedText, TimedWord, of_words
from .values import between, seconds

_TOKEN = re.compile(r'"((?:[^"]++|"")*+)"|!.*|([^\s"]++)')
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,4})?")
_WORDS = re.compile(r"(?:^|.*[^a-z])(?:words?|ort|ort-mau)", re.IGNORECASE)
_PHONES = re.compile(r"(?:^|.*[^a-z])(?:phones?|phonemes?|segments?)", re.IGNORECASE)
_SPEECHLESS = frozenset(("", "<eps>", "sil", "sp", "<sil>", "<p:>", "[noise]", "<unk>", "spn"))


@dataclass(frozen=True)
class _Tier:
    """Intervals (label, start, end) of one name; those of points last no time."""

    name: str
    intervals: tuple[Phone, ...]


class _Values:
    """The values of a TextGrid, one after another."""

    def __init__(self, text: str) -> None:
        self._values = _free_standing(text)

    def string(self) -> str:
        value = self._next()
        if not isinstance(value, str):
            raise TextError(f"It has {value:g} where Praat has a text in quotes: save it again.")
        return value

    def number(self) -> float:
        value = self._next()
        if isinstance(value, str):
            raise TextError(f"It has “{value[:40]}” where Praat has a number: save it again.")
        return value

    def skip(self, numbers: int) -> None:
        for _ in range(numbers):
            self.number()

    def _next(self) -> str | float:
        try:
            return next(self._values)
        except StopIteration:
            raise TextError("It ends too early: save it again.") from None


def _free_standing(text: str) -> Iterator[str | float]:
    for found in _TOKEN.finditer(text):
        quoted, bare = found.groups()
        if quoted is not None:
            yield quoted.replace('""', '"')
        elif bare is not None and len(bare) < 40 and _NUMBER.fullmatch(bare):
            yield float(bare)


def read_textgrid(text: str) -> TimedText:
    """What the tiers of words, phones and visemes say; of another kind of tier, its phrases.

    Raises TextError where it is no TextGrid in text form, or broken.
    """
    if text.startswith("ooBinaryFile") or "ooTextFile" not in text[:100]:
        raise TextError("It is no TextGrid in text form: save it in Praat as a text file.")
    tiers = list(_tiers(text))
    words = [t for t in tiers if _WORDS.fullmatch(t.name)]
    if not words:
        return _phrases(tiers)
    visemes = [s for t in tiers if t.name.lower().endswith("visemes") for s in _viseme_spans(t)]
    phones = [] if visemes else [p for t in tiers if _PHONES.fullmatch(t.name) for p in t.intervals]
    spoken = sorted(_spoken(words), key=lambda word: word[1])
    mouths = _shared_out(spoken, visemes or phones)
    spans = (_named(mouth) if visemes else visemes_of_phones(mouth) for mouth in mouths)
    return of_words(tuple(map(_word, spoken, spans)))


def _tiers(text: str) -> Iterator[_Tier]:
    values = _Values(text)
    kind = [values.string(), values.string()][1]
    if kind != "TextGrid":
        raise TextError(f"It is a {kind[:40]}, no TextGrid: choose a TextGrid.")
    values.skip(2)  # first and last second
    for _ in range(_count(values)):
        shape, name = values.string(), values.string()
        values.skip(2)
        points = shape == "TextTier"
        rows = [_interval(values, name, points) for _ in range(_count(values))]
        yield _Tier(name, tuple(rows))


def _count(values: _Values) -> int:
    count = values.number()
    if not (0 <= count <= 10_000_000 and count == int(count)):
        raise TextError(f"It says that there are {count:g} tiers or intervals: save it again.")
    return int(count)


def _interval(values: _Values, tier: str, is_point: bool) -> Phone:
    what = f"An interval of the tier “{tier[:40]}”"
    start = seconds(max(values.number(), 0.0), what)
    end = start if is_point else seconds(values.number(), what)
    return values.string().strip(), *between(start, end, what)


def _spoken(tiers: Sequence[_Tier]) -> Iterator[Phone]:
    for tier in tiers:
        yield from (row for row in tier.intervals if row[0].lower() not in _SPEECHLESS)


def _phrases(tiers: Sequence[_Tier]) -> TimedText:
    """Of a tier that somebody wrote by hand: the first that has any text."""
    for tier in tiers:
        rows = [row for row in _spoken([tier]) if row[2] > row[1]]
        if rows:
            return TimedText(tuple(Cue(text, start, end) for text, start, end in rows))
    raise TextError("It has no words: name their tier “words”.")


def _viseme_spans(tier: _Tier) -> list[Phone]:
    for name, start, _ in tier.intervals:
        if name and name not in VISEMES:
            raise TextError(f"“{name[:40]}” at {start:g} s is no viseme of {', '.join(VISEMES)}.")
    return [row for row in tier.intervals if row[0]]


def _shared_out(words: Sequence[Phone], phones: Sequence[Phone]) -> list[list[Phone]]:
    """The phones of each word: those whose middle is inside it."""
    mine: list[list[Phone]] = [[] for _ in words]
    starts = [start for _, start, _ in words]
    for phone in sorted(phones, key=lambda phone: phone[1]):
        middle = (phone[1] + phone[2]) / 2
        k = bisect_right(starts, middle) - 1
        if k >= 0 and middle <= words[k][2]:
            mine[k].append(phone)
    return mine


def _named(mouth: Sequence[Phone]) -> tuple[VisemeSpan, ...]:
    return tuple(VisemeSpan(*row) for row in mouth)


def _word(word: Phone, mouth: tuple[VisemeSpan, ...]) -> TimedWord:
    return TimedWord(*word, visemes=mouth)


def write_textgrid(words: Sequence[SpokenWord]) -> str:
    """The long form, with the tiers “words” and “visemes”."""
    ordered = sorted(words, key=lambda word: word.start)
    said = [(word.text, word.start, word.end) for word in ordered]
    shown = [(s.viseme, s.start, s.end) for word in ordered for s in word.visemes]
    end = max((row[2] for row in (*said, *shown)), default=0.0)
    head = ['File type = "ooTextFile"', 'Object class = "TextGrid"', "", "xmin = 0 "]
    head += [f"xmax = {_written(end)} ", "tiers? <exists> ", "size = 2 ", "item []: "]
    tiers = (_tier_lines(1, "words", said, end), _tier_lines(2, "visemes", shown, end))
    return "\n".join([*head, *(line for tier in tiers for line in tier), ""])


def _tier_lines(number: int, name: str, rows: Sequence[Phone], end: float) -> list[str]:
    filled = _without_gaps(rows, end)
    lines = [
        f"    item [{number}]:",
        '        class = "IntervalTier" ',
        f'        name = "{name}" ',
    ]
    lines += ["        xmin = 0 ", f"        xmax = {_written(end)} "]
    lines.append(f"        intervals: size = {len(filled)} ")
    for k, (text, start, stop) in enumerate(filled, 1):
        quoted = text.replace('"', '""')
        lines += [f"        intervals [{k}]:", f"            xmin = {_written(start)} "]
        lines += [f"            xmax = {_written(stop)} ", f'            text = "{quoted}" ']
    return lines


def _without_gaps(rows: Sequence[Phone], end: float) -> list[Phone]:
    """Intervals that touch, as Praat wants them: empty ones between; none overlaps another."""
    filled: list[Phone] = []
    at = 0.0
    for text, start, stop in rows:
        if start > at:
            filled.append(("", at, start))
        if stop > max(at, start):
            filled.append((text, max(at, start), stop))
        at = max(at, stop)
    return [*filled, ("", at, end)] if at < end or not filled else filled


def _written(time: float) -> str:
    return f"{time:.6f}".rstrip("0").rstrip(".")
