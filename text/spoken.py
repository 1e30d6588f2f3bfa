"""From a text as people write it to words as people say them: "15th" is "fifteenth".

English is read here; the signs that no language speaks are left out of all. What espeak-ng says of
other languages includes their figures.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .abbreviations import ABBREVIATIONS
from .figures import FIGURES
from .roman import ROMAN
from .rules import Around, Rule, rule
from .signs import ADDRESSES, SIGNS, UNSPOKEN

_LETTER = r"(?:[^\W\d_]|[\u0300-\u036f])"
_WORD = re.compile(rf"{_LETTER}++(?:['’]{_LETTER}++)*+(?:(?<=[sSn])['’](?!\w))?")
_PART = re.compile(
    r"\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3}){1,4}(?!\w)|[^\W_][^\s\-–—/…\[\]<>()*\"“”]*+|[%€£$°&]"
)
_TAIL = "".join(map(chr, range(33, 48))) + ":;?@]^_`{|}~’‘»«,،。、！？：；।"
_START = re.compile(r"[^\W_]|[$£€¥₹.+\-−–'’~(\[\]<*&@#=%°×÷±§½⅓⅔¼¾⅕⅛⅜⅝⅞/]")
_NO_BREAK = re.compile(r"\s*")
_CAPITALS = re.compile(r"\b[A-Z]{2,}\b")
_LEAST_SHOUTED = 3


@dataclass(frozen=True)
class Spoken:
    """A word as it is said, and where in the text it is written: text[start:end].

    Several words may be written as one: "fifteen" and "hundred" as "1500".
    """

    text: str
    start: int
    end: int


def spoken(text: str) -> tuple[Spoken, ...]:
    """The words of an English text, as they are said; in time that grows with its length."""
    return tuple(_read(text, _LETTERS, _OTHERS, _WORD))


def written(text: str, language: str = "") -> tuple[Spoken, ...]:
    """The words of a text in any language, as they are written; without stage directions."""
    years = _GERMAN if language.partition("-")[0] == "de" else ()
    return tuple(_read(text, (), (*UNSPOKEN, *years), _PART))


_LETTERS = (*ADDRESSES, *ROMAN, *ABBREVIATIONS)
_OTHERS = (*UNSPOKEN, *ADDRESSES, *FIGURES, *SIGNS)
_GERMAN = (rule(r"(1[1-9])(?:00|0?(\d{1,2}))(?![.,]?\w)", r"\1 hundert \2"),)
"""Years, which espeak-ng reads by thousands."""


def _read(
    text: str, letters: Sequence[Rule], others: Sequence[Rule], word: re.Pattern[str]
) -> Iterator[Spoken]:
    around, end = Around(shouting=_is_shouted(text)), 0
    while found := _START.search(text, end):
        at = found.start()
        before = around.before if _NO_BREAK.fullmatch(text, end, at) else ""
        around = Around(before, around.shouting)
        rules = letters if found[0].isalpha() else others
        said, stop = _first(text, at, rules, around) or _plain(text, at, word)
        yield from (Spoken(part, at, stop) for part in said)
        around, end = Around(text[at:stop] if said else before, around.shouting), stop


def _first(
    text: str, at: int, rules: Sequence[Rule], around: Around
) -> tuple[list[str], int] | None:
    """What the first rule that holds says, and where its match ends."""
    for each in rules:
        match = each.pattern.match(text, at)
        if match is not None and match.end() > at:
            said = each.say(match, around)
            if said is not None:
                return said.split(), match.end()
    return None


def _plain(text: str, at: int, word: re.Pattern[str]) -> tuple[list[str], int]:
    """The word that begins here as it is written; of a sign nothing."""
    match = word.match(text, at)
    if match is None:
        return [], at + 1
    kept = match[0] if word is _WORD else _trimmed(match[0])
    said = "".join(kept.split())  # of a figure whose thousands stand apart
    return [unicodedata.normalize("NFC", said).replace("’", "'")], at + len(kept)


def _trimmed(part: str) -> str:
    """Without the punctuation at its end."""
    return part[:1] + part[1:].rstrip(_TAIL)


def _is_shouted(text: str) -> bool:
    """Whether so much is in capitals that they say nothing."""
    capitals = sum(len(found[0]) for found in _CAPITALS.finditer(text))
    words = len(_CAPITALS.findall(text))
    return words >= _LEAST_SHOUTED and 2 * capitals > sum(map(str.isalpha, text))
