"""Roman numerals: behind a ruler's name an ordinal, behind a part of a book a number."""

from __future__ import annotations

import re

from .numbers import cardinal, ordinal
from .rules import Around, ahead, rule

_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_VALID = re.compile(r"M{0,3}(CM|CD|D?C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})")
_RULERS = frozenset(
    (
        *("Henry", "Elizabeth", "Charles", "George", "William", "Edward", "Richard", "James"),
        *("Mary", "John", "Louis", "Philip", "Francis", "Napoleon", "Frederick", "Wilhelm"),
        *("Catherine", "Peter", "Alexander", "Nicholas", "Ivan", "Pius", "Benedict", "Paul"),
        *("Leo", "Gregory", "Innocent", "Clement", "Urban", "Boniface", "Ferdinand", "Leopold"),
        *("Albert", "Christian", "Gustav", "Harald", "Haakon", "Carl", "Karl", "Ludwig", "Otto"),
        *("Rudolf", "Maximilian", "Joseph", "Carlos", "Alfonso", "Felipe", "Ramses", "Ramesses"),
        *("Ptolemy", "Xerxes", "Darius", "Cyrus", "Constantine", "Justinian", "Theodosius"),
        *("Basil", "Robert", "David", "Kenneth", "Stephen", "Umberto", "Emmanuel"),
        *("Mehmed", "Selim", "Suleiman", "Hassan", "Hussein", "Mohammed", "Victoria", "Margaret"),
    )
)
_PARTS = frozenset(
    (
        *("chapter", "part", "act", "scene", "volume", "book", "war", "section", "article"),
        *("phase", "level", "type", "class", "stage", "grade", "mark", "title", "appendix"),
        *("bowl", "figure", "table", "episode", "season", "unit", "lesson", "canto", "verse"),
        *("corps", "sonata", "symphony", "apollo"),
    )
)
_NEVER = frozenset(("DI", "MI", "LI", "CV", "CD", "DC", "XL", "DVD", "MIX", "DIM", "MM", "CC"))
"""Valid, and nearly always something else."""
_VERBS = frozenset(("of", "was", "and", "in", "had", "died", "ruled", "reigned", "became"))


def numeral(written: str) -> int:
    """The number that capitals stand for; 0 where they are no Roman numeral."""
    if not written or not _VALID.fullmatch(written):
        return 0
    values = [_VALUES[letter] for letter in written]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-value if value < after else value for value, after in pairs)


def _said(match: re.Match[str], around: Around) -> str | None:
    number = numeral(match[0])
    if not number or around.shouting:
        return None
    if around.before.lower() in _PARTS:
        return cardinal(number)
    if around.before in _RULERS:
        return f"the {ordinal(number)}" if _is_ruler(match) else None
    sure = number < 40 and len(match[0]) > 1 and match[0] not in _NEVER
    return cardinal(number) if sure and around.after_name else None


def _is_ruler(match: re.Match[str]) -> bool:
    """Of one letter only where a ruler is spoken of: "Elizabeth I was", not "Elizabeth I think"."""
    if len(match[0]) > 1:
        return True
    if match[0] != "I":
        return match[0] in "VX" and match.string[match.end() :][:1] != "."
    then = ahead(match)
    return not then[:1].isalnum() or then.split(" ")[0].strip(".,;") in _VERBS


ROMAN = (rule(r"[IVXLCDM]{1,9}(?![\w'’])", _said),)
