"""English numbers: the words in which figures are read aloud."""

from __future__ import annotations

SMALL: tuple[str, ...] = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen"),
)
TENS: tuple[str, ...] = (
    *("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"),
)
SCALES: tuple[str, ...] = ("", "thousand", "million", "billion", "trillion")
LONGEST = 15
"""Digits: a longer number is read digit by digit."""
_ORDINAL: dict[str, str] = {
    **{"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth"},
    **{"nine": "ninth", "twelve": "twelfth"},
}


def cardinal(number: int) -> str:
    """12 as "twelve"; for 0 up to LONGEST digits."""
    groups: list[str] = []
    for scale in SCALES:
        number, group = divmod(number, 1000)
        if group:
            groups.insert(0, f"{_below_thousand(group)} {scale}".strip())
    return " ".join(groups) or SMALL[0]


def _below_thousand(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    words = [SMALL[hundreds], "hundred"] if hundreds else []
    if rest >= 20:
        tens, ones = divmod(rest, 10)
        words += [TENS[tens], *([SMALL[ones]] if ones else [])]
    elif rest:
        words.append(SMALL[rest])
    return " ".join(words)


def ordinal(number: int) -> str:
    """12 as "twelfth"."""
    before, _, last = cardinal(number).rpartition(" ")
    return f"{before} {_ordinal_word(last)}".strip()


def _ordinal_word(word: str) -> str:
    if word in _ORDINAL:
        return _ORDINAL[word]
    return f"{word[:-1]}ieth" if word.endswith("y") else f"{word}th"


def plural(words: str) -> str:
    """The last of the words in the plural: "nineties", "sixths"."""
    if words.endswith("y") and not words.endswith(("ay", "ey", "oy")):
        return f"{words[:-1]}ies"
    return f"{words}es" if words.endswith(("x", "ch", "s")) else f"{words}s"


def digits(figures: str) -> str:
    """Digit by digit, a zero as "oh": "five five five oh one"."""
    return " ".join("oh" if figure == "0" else SMALL[int(figure)] for figure in figures)


def year(number: int) -> str:
    """1998 as "nineteen ninety eight", 2007 as "two thousand seven"; for 1000 to 9999."""
    century, rest = divmod(number, 100)
    if century % 10 == 0 and rest < 10:
        return cardinal(number)
    if rest == 0:
        return f"{cardinal(century)} hundred"
    return f"{cardinal(century)} {_pair(rest)}"


def _pair(number: int) -> str:
    """Two figures of a year or of minutes: 5 is "oh five"."""
    return f"oh {SMALL[number]}" if number < 10 else cardinal(number)


def minutes(number: int) -> str:
    """What follows the hour: "thirty", "oh five", "o'clock" for none."""
    return _pair(number) if number else "o'clock"


def figure(written: str) -> str:
    """A number as written in figures, also "1,250.5", ".5" and "007"."""
    whole, point, after = written.replace(",", "").partition(".")
    if point:
        spelled = " ".join(SMALL[int(figure)] for figure in after)
        return f"{count(whole) if whole else ''} point {spelled}".strip()
    return count(whole)


def count(whole: str) -> str:
    """Figures without a point; those that begin with 0, or are too many, one by one."""
    if len(whole) > LONGEST or (len(whole) > 1 and whole.startswith("0")):
        return digits(whole)
    return cardinal(int(whole))


def four(whole: str) -> str:
    """A number that may be a year: 1000 to 2099 are read as one."""
    likely = len(whole) == 4 and 1000 <= int(whole) <= 2099
    return year(int(whole)) if likely else count(whole)


def fraction(above: int, below: int) -> str:
    """3/4 as "three quarters"."""
    names = {2: "half", 4: "quarter"}
    part = names.get(below) or ordinal(below)
    many = {"half": "halves"}.get(part) or plural(part)
    return f"{cardinal(above)} {part if above == 1 else many}"
