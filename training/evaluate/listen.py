"""Measure the published listening network on held-out speech; print a table, write JSON.

python -m intone.training.evaluate.listen --data DATA [--model FILE] [--json FILE]
    [--parts content mood baselines]
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from ...audio.features import SAMPLE_RATE
from ...audio.speech import CONTENT
from ...audio.speech import RATE as FRAME_RATE
from ...model.following import follow
from ...text.script import pronounced
from ...track import Track
from ..data import augment, corpora
from ..data.corpora import HELD_SPEAKERS, HELD_TEXTS, HELD_VOICE, Utterance, tests_content
from ..data.phones import LABIAL, LABIODENTAL
from ..data.synthesis import HELD_LANGUAGE
from ..data.transcripts import script_of
from ..listen.batches import synthesised, training_speech
from ..listen.train import CACHE, CONFIG, read_config
from .baselines import pocketsphinx, train_small_network, with_best_thresholds
from .listen_metrics import (
    Array,
    Listener,
    ListenOutput,
    Row,
    alignment_lag,
    closure_scores,
    open_listener,
    open_network,
    viseme_accuracy,
)
from .mood_scores import mood_rows
from .robustness import robustness_rows

MODEL = Path("assets/models/intone_listen.onnx")
NEW = "EMO-DB, new speaker and text"
NEW_TEXT = "EMO-DB, new text"
LJ, FLITE, ESPEAK = "LJ Speech", "flite, new voice", "espeak, new language (it)"
PARTS = ("content", "mood", "baselines")
Sets = dict[str, list[Utterance]]


def content_sets(data: Path) -> Sets:
    """The test sets of content by name, none trained on (in NEW_TEXT only the sentences)."""
    config = read_config(CONFIG)
    made = synthesised(CACHE, config.synthetic_minutes, config.seed)
    emodb = [u for u in corpora.emodb(data) if u.phones is not None]
    known = [u for u in emodb if u.speaker not in HELD_SPEAKERS]
    return {
        NEW: [u for u in emodb if tests_content(u)],
        NEW_TEXT: [u for u in known if u.text in HELD_TEXTS],
        "EMO-DB, new speaker": [u for u in emodb if u.speaker in HELD_SPEAKERS],
        LJ: list(corpora.ljspeech(data)),
        FLITE: [u for u in made if u.speaker == HELD_VOICE][:60],
        ESPEAK: [u for u in made if u.speaker == HELD_LANGUAGE][:60],
        "GRID": list(corpora.grid(data)),
        "JFK": [corpora.jfk(data)],
    }


def content_rows(listen: Listener, sets: Sets, data: Path) -> Iterator[Row]:
    """Each set as it is, with its text where that is known, and three of them degraded."""
    for name, speech in sets.items():
        yield from _rows(name, listen, speech, data)
    rng = np.random.default_rng(0)
    for name in (NEW, NEW_TEXT, LJ):
        for kind, degrade in DEGRADATIONS.items():
            speech = [replace(u, samples=degrade(rng, u.samples)) for u in sets[name]]
            yield from _rows(f"{name}, {kind}", listen, speech, data)


def _rows(name: str, listen: Listener, speech: list[Utterance], data: Path) -> Iterator[Row]:
    heard = {id(u.samples): listen(u.samples) for u in speech}
    yield name, content_row(_recalled(heard), speech)
    if speech[0].corpus in ("emodb", "lj", "flite", "espeak"):
        told = {id(u.samples): with_text(heard[id(u.samples)], u, data) for u in speech}
        yield f"{name}, with text", content_row(_recalled(told), speech)


def _recalled(heard: dict[int, ListenOutput]) -> Listener:
    return lambda samples: heard[id(samples)]


def with_text(heard: ListenOutput, utterance: Utterance, data: Path) -> ListenOutput:
    """The output aligned with the utterance's text."""
    content = Track(heard.content, FRAME_RATE, CONTENT)
    followed = follow(content, pronounced(script_of(utterance, data)))
    return replace(heard, content=followed.content.values)


def baseline_rows(sets: Sets, data: Path) -> Iterator[Row]:
    """The same measures of the baselines: a small network from log-mel, and PocketSphinx.

    PocketSphinx knows English only. LJ Speech's labels are its own alignments with the text.
    """
    config = read_config(CONFIG)
    speech = training_speech(data, CACHE, config.synthetic_minutes, config.seed)
    small = with_best_thresholds(train_small_network(speech), sets[NEW_TEXT])
    for name in (NEW, NEW_TEXT, LJ, FLITE, ESPEAK):
        yield f"{name}: from mel", content_row(small, sets[name])
    for name in (NEW, LJ, FLITE):
        heard = {id(u.samples): pocketsphinx(u.samples) for u in sets[name]}
        yield f"{name}: PocketSphinx", content_row(_recalled(heard), sets[name])
    told = {id(u.samples): pocketsphinx(u.samples, script_of(u, data)) for u in sets[FLITE]}
    yield f"{FLITE}: PocketSphinx, with text", content_row(_recalled(told), sets[FLITE])


def content_row(listen: Listener, speech: list[Utterance]) -> dict[str, float]:
    """The figures of one test set."""
    row = viseme_accuracy(listen, speech)
    row |= {f"pbm {k}": v for k, v in closure_scores(listen, speech, "lipsClosed", LABIAL).items()}
    teeth = closure_scores(listen, speech, "lipTeeth", LABIODENTAL)
    return row | {"fv f1": teeth["f1"], "lag": float(alignment_lag(listen, speech))}


def _telephone(rng: np.random.Generator, samples: Array) -> Array:
    spectrum = np.fft.rfft(samples)
    frequency = np.fft.rfftfreq(len(samples), 1 / SAMPLE_RATE)
    spectrum[(frequency < 300) | (frequency > 3400)] *= 0.003
    return np.fft.irfft(spectrum, len(samples)).astype(np.float32)


DEGRADATIONS: dict[str, Callable[[np.random.Generator, Array], Array]] = {
    "10 dB noise": lambda rng, samples: augment.add_noise(rng, samples, 10),
    "telephone": _telephone,
    "reverb": augment.reverberate,
}


def all_rows(model: Path, data: Path, parts: Collection[str] = PARTS) -> Iterator[Row]:
    """All figures of the given parts, the quick ones first."""
    sets = content_sets(data)
    if "content" in parts:
        yield from content_rows(open_listener(model), sets, data)
        yield from robustness_rows(model, open_network(model), data)
    if "mood" in parts:
        yield from mood_rows(model, data)
    if "baselines" in parts:
        yield from baseline_rows(sets, data)


def line(row: Row) -> str:
    """One line of the table."""
    name, values = row
    figures = "  ".join(f"{key} {value:.3g}" for key, value in values.items())
    return f"{name:<44} {figures}"


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--json", type=Path, help="with --parts, the others in it stay")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    given = parser.parse_args()
    torch.set_num_threads(1)
    known = given.json is not None and given.json.exists() and given.parts != PARTS
    rows = json.loads(given.json.read_text(encoding="utf-8")) if known else {}
    for name, values in all_rows(given.model, given.data, given.parts):
        print(line((name, values)), flush=True)
        rows[name] = {key: float(value) for key, value in values.items()}
    if given.json:
        given.json.write_text(json.dumps(rows, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
