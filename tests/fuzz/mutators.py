"""Damage: bytes, numbers, structure, encodings and sizes of a file, from a seeded generator."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from numpy.random import Generator

LARGEST = 1 << 20
"""Bytes of a damaged file; what is larger is cut."""
NUMBERS = (
    *("0", "-1", "1", "-0.0", "1e308", "-1e308", "1e999", "1e-320", "nan", "inf", "-inf"),
    *("0x10", "1,5", "1_000", "١٢", "٣.٥", "½", "1e", "--1", "+", "9" * 30, "9" * 5000),
    *("2147483648", "4294967295", "18446744073709551616", "0.1.2", "1000001", "true", "null"),
)
ODD = (
    *(
        "",
        " ",
        "\0",
        "\ufeff",
        "\u2028",
        "\u202e",
        "\x7f",
        "\x1b[31m",
        "😀",
        "ß",
        "İ",
        "ﬁ",
        "e\u0301",
    ),
    *('"', "'", "\\", "\n", "\r", "\t", ";", ",", "=", "{", "}", "[", "]", "<", "</", "&", "&#0;"),
    *("%s%n", "{0}", "../../x", "/", "C:\\", "~", "-", "--help", "auto", "sil", "None", "NaN"),
    *("a" * 300, "𝔸" * 5000, "[" * 3000, "{" * 3000, "<a>" * 3000, "é" * 129, '"""', "'''", "#"),
)
_INTEGERS = (0, 1, 2, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
_ENCODINGS = ("utf-16", "utf-16-le", "utf-32", "latin-1", "utf-8-sig", "cp1252", "utf-7", "cp500")
Bytes = Callable[[Generator, bytes], bytes]
Text = Callable[[Generator, str], str]


def damaged(random: Generator, data: bytes) -> bytes:
    """The file after one to three changes."""
    for _ in range(int(pick(random, (1, 1, 1, 2, 3)))):
        data = _once(random, data)[:LARGEST]
    return data


def _once(random: Generator, data: bytes) -> bytes:
    text = _as_text(data)
    if text is None or random.random() < 0.25:
        return pick(random, _BYTES)(random, data)
    if random.random() < 0.15:
        return text.encode(pick(random, _ENCODINGS), "replace")
    structured = _as_json(text) if random.random() < 0.5 else None
    if structured is not None:
        return dumped(odd_json(random, structured))
    return pick(random, _TEXTS)(random, text).encode("utf-8", "surrogatepass")


def pick(random: Generator, choices: Any) -> Any:
    """One of them."""
    return choices[int(random.integers(len(choices)))]


def _as_text(data: bytes) -> str | None:
    try:
        return None if b"\0" in data[:512] else data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _as_json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def dumped(value: Any) -> bytes:
    """JSON as Python writes it, with NaN and Infinity where they are."""
    try:
        return json.dumps(value).encode()
    except (RecursionError, ValueError):
        return b"{}"


# bytes


def _place(random: Generator, data: bytes) -> int:
    """A place in the file; every second one in its first bytes, where headers are."""
    bound = min(len(data), 64) if random.random() < 0.5 else len(data)
    return int(random.integers(bound + 1))


def _flip(random: Generator, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(int(random.integers(1, 9)) if data else 0):
        changed[_place(random, data) - 1] ^= 1 << int(random.integers(8))
    return bytes(changed)


def _integer(random: Generator, data: bytes) -> bytes:
    """An extreme number, of any width and order, written over what is there."""
    width, place = int(pick(random, (1, 2, 4, 8))), _place(random, data)
    value = int(pick(random, _INTEGERS)) % (1 << (8 * width))
    if random.random() < 0.2:
        value = (1 << (8 * width)) - 1
    return (
        data[:place]
        + value.to_bytes(width, pick(random, ("little", "big")))
        + data[place + width :]
    )


def _cut(random: Generator, data: bytes) -> bytes:
    return data[: _place(random, data)]


def _without(random: Generator, data: bytes) -> bytes:
    place = _place(random, data)
    return data[:place] + data[place + int(random.integers(1, 200)) :]


def _twice(random: Generator, data: bytes) -> bytes:
    start, end = sorted((_place(random, data), _place(random, data)))
    return data[:end] + data[start:end] * int(random.integers(1, 4)) + data[end:]


def _swapped(random: Generator, data: bytes) -> bytes:
    a, b, c = sorted(_place(random, data) for _ in range(3))
    return data[:a] + data[b:c] + data[a:b] + data[c:]


def _noise(random: Generator, data: bytes) -> bytes:
    place, count = _place(random, data), int(random.integers(1, 64))
    return data[:place] + random.bytes(count) + data[place + count * int(random.integers(2)) :]


def _zeros(random: Generator, data: bytes) -> bytes:
    place = _place(random, data)
    return data[:place] + bytes(int(random.integers(1, 4000))) + data[place:]


def _nothing(random: Generator, data: bytes) -> bytes:
    return pick(random, (b"", b"\0", b"\n", b"\xff\xfe", b"\xef\xbb\xbf", data + data))


_BYTES: tuple[Bytes, ...] = (
    *(_flip, _flip, _integer, _integer, _cut, _cut, _without, _twice, _swapped, _noise, _zeros),
    _nothing,
)


# texts


def _number(random: Generator, text: str) -> str:
    found = list(re.finditer(r"-?\d+(?:[.,]\d+)?", text))
    if not found:
        return _token(random, text)
    hit = pick(random, found)
    return text[: hit.start()] + pick(random, NUMBERS) + text[hit.end() :]


def _token(random: Generator, text: str) -> str:
    found = list(re.finditer(r"\w+|\W", text)) or [re.match("", text)]
    hit = pick(random, found)
    other = pick(random, found).group() if random.random() < 0.3 else pick(random, ODD)
    return text[: hit.start()] + other + text[hit.end() :]


def _lines(random: Generator, text: str) -> str:
    lines = text.split("\n")
    at, to = (int(random.integers(len(lines))) for _ in range(2))
    change = int(random.integers(5))
    if change == 0:
        del lines[at]
    elif change == 1:
        lines.insert(to, lines[at])
    elif change == 2:
        lines[at], lines[to] = lines[to], lines[at]
    elif change == 3:
        lines[at] += lines.pop(to) if len(lines) > 1 and at < to else ""
    else:
        lines = lines[:at]
    return "\n".join(lines)


def _newlines(random: Generator, text: str) -> str:
    return text.replace("\n", pick(random, ("\r", "\r\n", "\n\n", "\u2028", "", "\v", " \n")))


def _longer(random: Generator, text: str) -> str:
    times = min(int(10 ** random.uniform(0, 4)), LARGEST // max(len(text), 1) + 1)
    return pick(random, ("", "\n", " ")).join([text] * times)


def _character(random: Generator, text: str) -> str:
    place = int(random.integers(len(text) + 1))
    other = pick(random, ODD) if random.random() < 0.5 else chr(int(random.integers(1, 0xD800)))
    return text[:place] + other + text[place + int(random.integers(3)) :]


def _cased(random: Generator, text: str) -> str:
    return pick(random, (str.upper, str.lower, str.title, str.swapcase))(text)


_TEXTS: tuple[Text, ...] = (
    *(_number, _number, _number, _token, _token, _lines, _lines, _newlines, _longer),
    *(_character, _character, _cased),
)


# structure


def odd_value(random: Generator) -> Any:
    """A JSON value that nobody expects."""
    deep: Any = 0
    for _ in range(int(random.integers(1, 400))):
        deep = [deep]
    plain = (None, True, False, 0, -1, 1e308, 10**40, float("nan"), float("inf"), [], {}, deep)
    if random.random() < 0.3:
        return pick(random, ODD)
    return pick(random, (*plain, [[]], {"": {}}, [None], "1", {"start": 1}, 0.5, 1e-320))


def odd_json(random: Generator, value: Any) -> Any:
    """The value with one node in it replaced, removed, doubled or wrapped."""
    if isinstance(value, dict) and value and random.random() < 0.8:
        return _odd_table(random, value)
    if isinstance(value, list) and value and random.random() < 0.8:
        at = int(random.integers(len(value)))
        parts: tuple[list[Any], ...] = ([odd_json(random, value[at])], [], [value[at]] * 2)
        return value[:at] + pick(random, (parts[0], *parts)) + value[at + 1 :]
    return odd_value(random)


def _odd_table(random: Generator, table: dict[str, Any]) -> dict[str, Any]:
    key = pick(random, list(table))
    change = random.random()
    if change < 0.7:
        return {**table, key: odd_json(random, table[key])}
    rest = {name: value for name, value in table.items() if name != key}
    return rest if change < 0.85 else {**rest, pick(random, ODD): table[key]}
