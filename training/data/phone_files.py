"""Phone files: the phones of a recording from a table or a TextGrid, or from words with mouths."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from ...audio.speech import VISEMES, SpokenWord, VisemeSpan
from ...text.timings import read_timed
from .phones import ARPABET, UNKNOWN, Phones, to_phones

WORST = -200.0
"""Mean score (PocketSphinx's) of a table's phones below which they are not believed."""


def read_phones(path: Path) -> Phones | None:
    """The phones of a table (start, end, phone, and at the end a score) or a TextGrid.

    None where the scores are too bad.
    """
    if path.suffix.lower() == ".textgrid":
        return of_words(read_timed(path).words)
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.reader(file, delimiter="\t") if row and row[0][:1].isdigit()]
    if not rows or (len(rows[0]) > 4 and np.mean([float(row[4]) for row in rows]) < WORST):
        return None
    return to_phones([(float(row[0]), float(row[1]), row[2]) for row in rows], ARPABET)


def of_words(words: Sequence[SpokenWord]) -> Phones | None:
    """The phones that the mouths of words are; what lies between them is unknown.

    None for words without mouths.
    """
    spans = [span for word in words for span in word.visemes]
    if not spans:
        return None
    rows = [
        row
        for span, last in zip(spans, [0.0, *(s.end for s in spans)], strict=False)
        for row in _with_gap(span, last)
    ]
    starts, ends, visemes = zip(*rows, strict=True)
    return Phones(
        np.array(starts, np.float32),
        np.array(ends, np.float32),
        np.array(visemes, np.int8),
        np.zeros(len(rows), bool),
    )


def _with_gap(span: VisemeSpan, last: float) -> Iterator[tuple[float, float, int]]:
    if span.start > last:
        yield last, span.start, UNKNOWN
    yield span.start, span.end, VISEMES.index(span.viseme)
