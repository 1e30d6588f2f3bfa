"""Abbreviations: what stands for a word, or for the names of its letters, in English."""

from __future__ import annotations

import re

from . import english
from .measures import MONTHS
from .numbers import ordinal
from .roman import numeral
from .rules import Around, ahead, rule

_ALWAYS: dict[str, str] = {
    **{"mr": "mister", "mrs": "missus", "ms": "Ms", "messrs": "messers", "prof": "professor"},
    **{"jr": "junior", "sr": "senior", "etc": "et cetera", "vs": "versus", "approx": "about"},
    **{"inc": "incorporated", "ltd": "limited", "corp": "corporation", "bros": "brothers"},
    **{"dept": "department", "univ": "university", "assn": "association", "est": "established"},
    **{"ave": "avenue", "blvd": "boulevard", "rd": "road", "hwy": "highway", "apt": "apartment"},
    **{"sgt": "sergeant", "capt": "captain", "lt": "lieutenant", "cmdr": "commander"},
    **{"govt": "government", "tel": "telephone", "ext": "extension", "misc": "miscellaneous"},
    **{"cf": "compare", "viz": "namely", "ca": "circa"},
}
"""With a point behind, wherever they stand."""
_BEFORE_NAME: dict[str, str] = {
    **{"gen": "general", "col": "colonel", "rev": "reverend", "gov": "governor", "maj": "major"},
    **{"sen": "senator", "rep": "representative", "pres": "president", "hon": "honorable"},
    **{"mt": "mount", "ft": "fort", "fr": "father", "cpl": "corporal", "pvt": "private"},
}
_BEFORE_FIGURE: dict[str, str] = {
    **{"no": "number", "nos": "numbers", "p": "page", "pp": "pages", "vol": "volume"},
    **{"ch": "chapter", "fig": "figure", "figs": "figures", "sec": "section", "art": "article"},
    **{"pt": "part", "op": "opus"},
}
_POINTLESS: dict[str, str] = {
    **{"Dr": "doctor", "Mr": "mister", "Mrs": "missus", "Prof": "professor", "St": "saint"},
    **{"Mt": "mount", "Lt": "lieutenant", "Sgt": "sergeant", "Capt": "captain"},
}
"""Without a point, before a name."""
_MOUNTS = frozenset(("mount", "mt", "fort", "port", "lake", "cathedral", "east", "north", "king"))
_LATIN: dict[str, str] = {"e.g": "for example", "i.e": "that is"}
_SPELLED = frozenset(
    (
        *("US", "UN", "ID", "MC", "HR", "IP", "IQ", "AI", "VR", "AR", "BA", "PA", "ER", "LA", "AD"),
        *("AKA", "FYI", "COO", "RPM", "LED"),
    )
)
"""What is spelled out although the dictionary has a word that is written alike."""
_VOWEL = re.compile("[AEIOUY]")
_MONTH = "|".join(MONTHS)
_CAPITALS = 3
"""Letters up to which capitals that no dictionary has are spelled out, vowels or not."""


def letters(written: str) -> str:
    """The names of letters: of A what the dictionary calls "ay", of the rest themselves."""
    names = ("ay" if letter in "aA" else letter.upper() for letter in written if letter.isalpha())
    return " ".join(names)


def _pointed(match: re.Match[str], around: Around) -> str | None:
    """A word with a point behind that may be short for another."""
    key, then = match[1].lower(), ahead(match)
    if key in ("st", "dr"):
        return _street(key, around, then)
    if key in _BEFORE_NAME:
        return _BEFORE_NAME[key] if then[:1].isupper() and match[1][0].isupper() else None
    if key in _BEFORE_FIGURE:
        return _BEFORE_FIGURE[key] if then[:1].isdecimal() or numeral(_first(then)) > 1 else None
    return _ALWAYS.get(key)


def _first(text: str) -> str:
    found = re.match(r"\w{1,10}", text)
    return found[0] if found else ""


def _street(key: str, around: Around, then: str) -> str:
    """St. and Dr.: a title before a name, a street behind one."""
    title, street = {"st": ("saint", "street"), "dr": ("doctor", "drive")}[key]
    behind = around.after_name or around.before[:1].isdecimal()
    if around.before.lower() in _MOUNTS or not behind:
        return title
    return title if then[:1].isupper() and key == "dr" else street


def _dotted(match: re.Match[str], _: Around) -> str:
    written = match[0].rstrip(".")
    return _LATIN.get(written.lower()) or letters(written)


def _title(match: re.Match[str], _: Around) -> str:
    return _POINTLESS[match[1]]


def _month_day(match: re.Match[str], _: Around) -> str | None:
    day = int(match[2])
    return f"{MONTHS[match[1]]} {ordinal(day)}" if 0 < day <= 31 else None


def _month(match: re.Match[str], _: Around) -> str:
    return MONTHS[match[1]]


def _acronym(match: re.Match[str], around: Around) -> str | None:
    """Capitals as the names of their letters, unless the dictionary has them as a word."""
    if not _is_spelled(match[1], around):
        return None
    return letters(match[1]) + (match[2] or "")


def _is_spelled(word: str, around: Around) -> bool:
    if word in _SPELLED:
        return not around.shouting
    if english.looked_up(word.lower()):
        return False
    if not _VOWEL.search(word):
        return True
    return len(word) <= _CAPITALS and not around.shouting


def _alone(match: re.Match[str], around: Around) -> str | None:
    """A single A that is a letter: "vitamin A", but "A dog"."""
    letter = around.before and not around.shouting and not ahead(match)[:1].isupper()
    return "ay" if letter and around.before != "I" else None


ABBREVIATIONS = (
    rule(r"Ph\.?D(?!\w)\.?", "P H D"),
    rule(r"(?:[^\W\d_]\.){2,6}(?!\w)", _dotted),
    rule(r"(?:[^\W\d_]\.){1,5}[^\W\d_](?!\w)", _dotted),
    rule(r"([A-Z])\.(?=\s?[A-Z])", lambda m, _: letters(m[1])),
    rule(rf"({_MONTH})\.? (\d{{1,2}})(?:st|nd|rd|th)?(?![\w:%]|[.,]\d)", _month_day),
    rule(r"(Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.(?= )", _month),
    rule(r"(Jan|Feb|Apr|Aug|Sept?|Oct|Nov)(?= \d)", _month),
    rule(r"([A-Za-z]{1,6})\.", _pointed),
    rule(r"(Dr|Mrs?|Prof|St|Mt|Lt|Sgt|Capt)(?=\s[A-Z])", _title),
    rule(r"(vs|etc)(?!\w)", lambda m, _: _ALWAYS[m[1]]),
    rule(r"w/o(?!\w)", "without"),
    rule(r"w/(?=\s?\w)", "with"),
    rule(r"([A-Z]{1,3})&([A-Z]{1,3})(?!\w)", lambda m, _: f"{letters(m[1])} and {letters(m[2])}"),
    rule(r"([A-Z]{1,4})(?=\d)", lambda m, _: letters(m[1]) if len(m[1]) < 4 else None),
    rule(r"([A-Z]{2,6})(['’]?s)?(?!\w|['’]\w)", _acronym),
    rule(r"A(?![\w'’])", _alone),
)
"""In their order: the first that holds is how a thing that begins with a letter is read."""
