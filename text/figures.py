"""Figures: how what is written with numbers is read aloud in English."""

from __future__ import annotations

import re
from datetime import date

from .measures import COINS, MONEY, MONTH_NAMES, MONTHS, SCALE, UNITS, UNITS_ATTACHED
from .numbers import cardinal, digits, figure, four, fraction, minutes, ordinal, plural, year
from .rules import Around, rule

N = r"(?:\d{1,3}(?:,\d{3}){1,4}(?!\d)|\d{1,15}(?!\d))(?:\.\d{1,15}(?!\d))?"
"""A number: 1250, 1,250 or 1,250.75."""
_VULGAR: dict[str, tuple[int, int]] = {
    **{"½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅕": (1, 5), "⅛": (1, 8)},
    **{"⅜": (3, 8), "⅝": (5, 8), "⅞": (7, 8)},
}
_PARTS = frozenset({*range(2, 11), 12, 16, 20, 32, 64, 100})
_MONTH = "|".join(MONTHS)


def number(written: str) -> str:
    """A number that stands alone: four figures are a year, seven and more are dialled."""
    if not written.isdecimal():
        return figure(written)
    dialled = written == "911" or (len(written) >= 7 and not written.endswith("000"))
    return digits(written) if dialled else four(written)


def _dialled(match: re.Match[str], _: Around) -> str:
    return digits(re.sub(r"\D", "", match[0]))


def _iso_date(match: re.Match[str], _: Around) -> str | None:
    return _date(int(match[3]), int(match[2]), match[1])


def _slash_date(match: re.Match[str], _: Around) -> str | None:
    """Month first, as Americans write it; day first with points, or where it cannot be a month."""
    first, second = int(match[1]), int(match[3])
    day_first = match[2] == "." or first > 12
    day, month = (first, second) if day_first else (second, first)
    return _date(day, month, match[4])


def _date(day: int, month: int, written_year: str) -> str | None:
    try:
        date(2000, month, day)
    except ValueError:
        return None
    said = year(int(written_year)) if len(written_year) == 4 else _short_year(written_year)
    return f"{MONTH_NAMES[month - 1]} {ordinal(day)} {said}"


def _short_year(written: str) -> str:
    return digits(written) if written.startswith("0") else cardinal(int(written))


def _clock(match: re.Match[str], _: Around) -> str | None:
    hour, half = int(match[1]), match[4]
    if hour > 24:
        return None
    past = minutes(int(match[2]))
    if past == "o'clock":
        past = "" if half else ("hundred" if hour > 12 else past)
    seconds = minutes(int(match[3])) if match[3] else ""
    return " ".join(filter(None, (cardinal(hour), past, seconds, _half(half))))


def _half(letter: str | None) -> str:
    return {"a": "ay m", "p": "p m"}.get((letter or "").lower(), "")


def _hour(match: re.Match[str], _: Around) -> str | None:
    hour = int(match[1])
    return f"{cardinal(hour)} {_half(match[2])}" if hour <= 12 else None


def _money(match: re.Match[str], _: Around) -> str:
    return _amount(match[2], MONEY[match[1]], SCALE.get((match[3] or match[4] or "").lower(), ""))


def _money_behind(match: re.Match[str], _: Around) -> str:
    return _amount(match[1], MONEY[match[2]], "")


def _amount(written: str, unit: tuple[str, str], scale: str) -> str:
    whole, _, cents = written.partition(".")
    if scale or len(cents) != 2 or unit not in COINS:
        words = f"{figure(written)} {scale}".strip()
        return f"{words} {unit[words != 'one']}"
    number, coins = int(cents), COINS[unit]
    small = f"{cardinal(number)} {coins[number != 1]}"
    if not int(whole.replace(",", "")):
        return small
    large = f"{figure(whole)} {unit[whole != '1']}"
    return f"{large} and {small}" if number else large


def _unit(match: re.Match[str], _: Around) -> str:
    one, many = {**UNITS, **UNITS_ATTACHED}[match[2]]
    return f"{figure(match[1])} {one if match[1] == '1' else many}"


def _height(match: re.Match[str], _: Around) -> str:
    return f"{cardinal(int(match[1]))} foot {cardinal(int(match[2]))}"


def _decade(match: re.Match[str], _: Around) -> str | None:
    if not match[1].endswith("0"):
        return None
    return plural(year(int(match[1])) if len(match[1]) == 4 else cardinal(int(match[1])))


def _fraction(match: re.Match[str], _: Around) -> str:
    above, below = int(match[1]), int(match[2])
    if above < below and below in _PARTS and not match[1].startswith("0"):
        return fraction(above, below)
    return f"{figure(match[1])} {figure(match[2])}"  # 24/7, 9/11


def _mixed(match: re.Match[str], _: Around) -> str | None:
    above, below = int(match[2]), int(match[3])
    return _and_part(match[1], above, below) if 0 < above < below else None


def _vulgar(match: re.Match[str], _: Around) -> str:
    return _and_part(match[1], *_VULGAR[match[2]])


def _and_part(whole: str, above: int, below: int) -> str:
    part = fraction(above, below)
    if not whole:
        return part
    return f"{figure(whole)} and {'a' if above == 1 else ''} {part.removeprefix('one ')}"


def _day(match: re.Match[str], _: Around) -> str | None:
    day = int(match[1])
    return f"{ordinal(day)} of {MONTHS[match[2]]}" if 0 < day <= 31 else None


def _alternatives(names: dict[str, tuple[str, str]]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


FIGURES = (
    rule(r"(?:\+?\d{1,3}[ .-]?)?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}(?!\d)", _dialled),
    rule(r"\+\d{1,3}(?:[ -]\d{1,5}){2,5}(?!\d)", _dialled),
    rule(r"0\d{2,5}(?:[ -]\d{3,5}){1,3}(?!\d)", _dialled),
    rule(r"\d{3}-\d{4}(?![\d-])|\d{3}-\d{2}-\d{4}(?!\d)|(?:\d{4}[ -]){3}\d{4}(?!\d)", _dialled),
    rule(r"(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)", _iso_date),
    rule(r"(\d{1,2})([/.])(\d{1,2})\2(\d{4}|\d{2})(?!\d)", _slash_date),
    rule(
        r"(\d{1,2}):([0-5]\d)(?::([0-5]\d))?(?!\d)(?:\s?([AaPp])\.?[Mm](?!\w)\.?)?",
        _clock,
    ),
    rule(r"(\d{1,2})\s?([AaPp])\.?[Mm](?!\w)\.?", _hour),
    rule(r"(\d{1,3}):(\d{1,3})(?![\d:])", lambda m, _: f"{figure(m[1])} to {figure(m[2])}"),
    rule(
        rf"([$£€¥₹])\s?({N})(?:\s(thousand|million|billion|trillion)\b|([KkMmBbTt]n?)(?!\w))?",
        _money,
    ),
    rule(rf"({N})\s?([€£$¢]|USD|EUR|GBP|CHF)(?!\w)", _money_behind),
    rule(r"(\d{1,2})(p)(?!\w)", _money_behind),
    rule(rf"({N})\s?%", lambda m, _: f"{figure(m[1])} percent"),
    rule(r"(\d)['′’](\d{1,2})(?:[\"″”]|'')", _height),
    rule(
        r"(\d{1,3}(?:,\d{3}){1,4}|\d{1,12})(?:st|nd|rd|th)(?!\w)",
        lambda m, _: ordinal(int(m[1].replace(",", ""))),
    ),
    rule(r"(\d{4}|\d{2})['’]?s(?!\w)", _decade),
    rule(rf"(\d{{1,2}}) ({_MONTH})(?!\w)", _day),
    rule(r"(\d{1,3}) (\d{1,2})/(\d{1,2})(?![\d/])", _mixed),
    rule(r"(\d{0,3}) ?([½⅓⅔¼¾⅕⅛⅜⅝⅞])", _vulgar),
    rule(r"(\d{1,3})/(\d{1,3})(?![\d/])", _fraction),
    rule(r"(\d{1,5})(?: ?x ?|×)(?=\d)", lambda m, _: f"{number(m[1])} by"),
    rule(r"(\d{1,3}(?: 000){1,4})(?!\d)", lambda m, _: cardinal(int(m[1].replace(" ", "")))),
    rule(rf"({N})\s?({_alternatives(UNITS)})(?!\w)", _unit),
    rule(rf"({N})({_alternatives(UNITS_ATTACHED)})(?!\w)", _unit),
    rule(
        r"(\d{1,3}(?:[\u00a0\u2009\u202f]\d{3}){1,4})(?!\d)",
        lambda m, _: cardinal(int("".join(c for c in m[1] if c.isdecimal()))),
    ),
    rule(N, lambda m, _: number(m[0])),
    rule(r"\d{1,200}", lambda m, _: digits(m[0])),
    rule(r"['’](\d{2})(?!\w)", lambda m, _: _short_year(m[1])),
    rule(r"['’](\d0)s(?!\w)", lambda m, _: plural(cardinal(int(m[1])))),
    rule(r"(?<![^\s\d(\"“\-−+$£€])\.\d{1,15}(?!\d)", lambda m, _: figure(m[0])),
    rule(r"(?<![\w.,)\-])[-−](?=\.?\d|[$£€]\d)", "minus"),
    rule(r"(?<=\d)[-–](?=[$£€]?\d)", "to"),
    rule(r"(?<=\d)/(?=(?:day|week|month|year|hour|person|night|kg|lb|min|sec)\b)", "per"),
)
"""In their order: the first that holds is how a thing that begins with no letter is read."""
