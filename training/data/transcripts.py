"""Transcripts: the text of recordings, for listening with a script."""

from __future__ import annotations

import csv
from pathlib import Path

from ...text.script import Script
from .corpora import Utterance
from .synthesis import ESPEAK_LANGUAGES

EMODB_TEXTS = {
    "a01": "Der Lappen liegt auf dem Eisschrank.",
    "a02": "Das will sie am Mittwoch abgeben.",
    "a04": "Heute abend könnte ich es ihm sagen.",
    "a05": "Das schwarze Stück Papier befindet sich da oben neben dem Holzstück.",
    "a07": "In sieben Stunden wird es soweit sein.",
    "b01": "Was sind denn das für Tüten, die da unter dem Tisch stehen?",
    "b02": "Sie haben es gerade hochgetragen und jetzt gehen sie wieder runter.",
    "b03": "An den Wochenenden bin ich jetzt immer nach Hause gefahren und habe Agnes besucht.",
    "b09": "Ich will das eben wegbringen und dann mit Karl was trinken gehen.",
    "b10": "Die wird auf dem Platz sein, wo wir sie immer hinlegen.",
}
"""EMO-DB's ten sentences (Burkhardt et al. 2005)."""


def script_of(utterance: Utterance, data: Path) -> Script:
    """The text of an utterance. Raises KeyError where it is not known."""
    if utterance.corpus == "emodb":
        return Script(EMODB_TEXTS[utterance.text], "de")
    if utterance.corpus == "lj":
        return Script(_lj_texts(data)[utterance.text])
    if utterance.corpus == "espeak":
        return Script(utterance.text, ESPEAK_LANGUAGES[utterance.speaker])
    return Script(utterance.text)


def _lj_texts(data: Path) -> dict[str, str]:
    with (data / "ljspeech" / "metadata.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file, delimiter="|", quoting=csv.QUOTE_NONE)
        return {name: normalised for name, _, normalised in rows}
