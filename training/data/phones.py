"""Phones: inventories of corpora and synthesisers, with the viseme of each phone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...audio.speech import RATE, VISEMES

GERMAN: dict[str, str] = {
    # EMO-DB's own SAMPA; ? H and the aspirated releases take the mouth of the phone after them
    **dict.fromkeys(("p", "b", "m", "B", "mm"), "PP"),
    **dict.fromkeys(("f", "v", "V", "vv"), "FF"),
    **dict.fromkeys(("t", "d", "D"), "DD"),
    **dict.fromkeys(("k", "g", "x", "X", "G"), "kk"),
    **dict.fromkeys(("s", "z", "C", "ss"), "SS"),
    **dict.fromkeys(("n", "N", "L", "l", "nn", "NN", "J"), "nn"),
    **dict.fromkeys(("R", "4", "r"), "RR"),
    **dict.fromkeys(("a", "A", "6", "a6"), "aa"),
    **dict.fromkeys(("E", "e", "E6"), "E"),
    **dict.fromkeys(("I", "i", "j", "I+nas", "I+:"), "ih"),
    **dict.fromkeys(("o", "O", "9"), "oh"),
    **dict.fromkeys(("U", "u", "Y", "y", "2", "8", "Y6"), "ou"),
    **dict.fromkeys(("@", "@6"), "ax"),
    **{"S": "CH", "sil": "sil", "?": "next", "H": "next", "h": "next"},
    **{"aI": "aa ih", "aU": "aa ou", "aO": "aa oh", "AU": "aa ou", "AO": "aa oh", "ao": "aa oh"},
    **{"OY": "oh ih", "i6": "ih aa", "I6": "ih aa", "ia": "ih aa", "OU": "oh ou"},
    **{"i@": "ih ax", "I@": "ih ax", "e@": "E ax", "@E": "ax E", "@a": "ax aa", "@O": "ax oh"},
}

ARPABET: dict[str, str] = {
    **dict.fromkeys(("P", "B", "M"), "PP"),
    **dict.fromkeys(("F", "V"), "FF"),
    **dict.fromkeys(("TH", "DH"), "TH"),
    **dict.fromkeys(("T", "D"), "DD"),
    **dict.fromkeys(("K", "G"), "kk"),
    **dict.fromkeys(("S", "Z"), "SS"),
    **dict.fromkeys(("CH", "JH", "SH", "ZH"), "CH"),
    **dict.fromkeys(("N", "NG", "L"), "nn"),
    **dict.fromkeys(("R", "ER"), "RR"),
    **dict.fromkeys(("AA", "AE"), "aa"),
    **dict.fromkeys(("IH", "IY", "Y"), "ih"),
    **dict.fromkeys(("AH", "AX"), "ax"),
    **dict.fromkeys(("W", "UW", "UH"), "ou"),
    **{"EH": "E", "AO": "oh", "HH": "next", "SIL": "sil", "PAU": "sil"},
    **{"AY": "aa ih", "AW": "aa ou", "EY": "E ih", "OW": "oh ou", "OY": "oh ih"},
}

LABIAL, LABIODENTAL = VISEMES.index("PP"), VISEMES.index("FF")
LENIS = frozenset(("B", "β"))
"""Phones in which lips may or may not meet: they get no label of closure."""
UNKNOWN = -1


@dataclass(frozen=True)
class Phones:
    """Phones in a row.

    starts, ends   seconds, [phones]
    visemes        index into VISEMES, UNKNOWN where the inventory has none, [phones]
    lenis          whether it is one of LENIS, [phones]
    """

    starts: NDArray[np.float32]
    ends: NDArray[np.float32]
    visemes: NDArray[np.int8]
    lenis: NDArray[np.bool_]


def to_phones(segments: list[tuple[float, float, str]], inventory: dict[str, str]) -> Phones:
    """Phones of (start, end, symbol) in seconds; a diphthong becomes two, split at .55.

    inventory   symbol -> viseme, two visemes, or "next" for the viseme of the phone after it
    """
    rows: list[tuple[float, float, int, bool]] = []
    following = "sil"
    for start, end, symbol in reversed(segments):
        looks = inventory.get(symbol, "")
        looks = following if looks == "next" else looks
        parts = looks.split() or [""]
        middle = start + 0.55 * (end - start) if len(parts) == 2 else end
        spans = [(start, middle), (middle, end)][: len(parts)]
        for (first, last), name in reversed(list(zip(spans, parts, strict=True))):
            index = VISEMES.index(name) if name else UNKNOWN
            rows.append((first, last, index, symbol in LENIS))
        following = parts[0] if parts[0] not in ("", "sil") else "ax"
    starts, ends, visemes, lenis = zip(*reversed(rows), strict=True)
    return Phones(
        np.array(starts, np.float32),
        np.array(ends, np.float32),
        np.array(visemes, np.int8),
        np.array(lenis, bool),
    )


def frames_of(phones: Phones, frames: int) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Viseme and lenis [frames] each; frame k takes the phone at k / RATE seconds."""
    times = np.arange(frames) / RATE
    index = np.searchsorted(phones.starts, times, side="right") - 1
    safe = index.clip(0)
    inside = (index >= 0) & (times < phones.ends[safe])
    visemes = np.where(inside, phones.visemes[safe], 0).astype(np.int64)
    return visemes, phones.lenis[safe] & inside
