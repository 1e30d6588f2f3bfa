"""Measure what the content network adds, on held-out speech, heard as Intone hears it.

python -m intone.training.evaluate.content --data DATA [--json FILE] [--sets NAME ...]

Each set is heard by the listening network alone ("small") and with the recogniser's encoder and the
content network ("large"), without any text. Speakers and recordings that nothing trained on are
named by training/content/mix.py. The prompts of other languages have no labels: they are measured
against their own texts, as these are found in the sound.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from ...audio.sound import from_samples
from ...model.catalogue import Networks, load_networks
from ...model.listening import hear
from ...model.network import Network
from ..content.config import CONFIG, read_config
from ..content.mix import TEST, recorded
from ..content.train import RUN
from ..data.corpora import Utterance
from .listen import DEGRADATIONS, LJ, NEW, NEW_TEXT, Sets, content_row, content_sets, line
from .listen_metrics import Array, Listener, ListenOutput, Row

NAMES = {
    "librispeech": "LibriSpeech, new speakers",
    "speechocean": "speechocean762, new speakers",
}
"""Names of the corpora of many speakers; those of one voice are called as in the configuration."""


def large_sets(data: Path, networks: Networks) -> Sets:
    """The sets of content_sets, and of each corpus of the training what is held out of it."""
    labels = replace(networks, content=None)
    held = recorded(data, read_config(CONFIG).corpora, labels, RUN, TEST)
    named = {NAMES.get(name, name): each for name, each in held.items()}
    return {**content_sets(data), **named}


def listener(listening: Network, mouths: Network | None) -> Listener:
    """What Intone hears without a text, as a function of samples [n] at 16 kHz."""

    def listen(samples: Array) -> ListenOutput:
        speech = hear(from_samples(samples), listening, mouths=mouths)
        return ListenOutput(speech.content.values, speech.intensity.values, speech.emotion.values)

    return listen


def rows(sets: Sets, networks: Networks) -> Iterator[Row]:
    """Each set as it is, then three of them worn; each by the small and the large way."""
    for name, speech in sets.items():
        yield from compared(name, speech, networks)
    for name in (NEW, NEW_TEXT, LJ):
        for kind, wear in DEGRADATIONS.items():
            rng = np.random.default_rng(0)
            worn = [replace(u, samples=wear(rng, u.samples)) for u in sets.get(name, ())]
            yield from compared(f"{name}, {kind}", worn, networks)


def compared(name: str, speech: Sequence[Utterance], networks: Networks) -> Iterator[Row]:
    """The figures of a set by the listening network alone, and with the content network."""
    for way, mouths in (("small", None), ("large", networks.content)):
        if speech and (mouths is not None or way == "small"):
            listen = listener(networks.listen, mouths)
            heard = {id(u.samples): listen(u.samples) for u in speech}
            yield (
                f"{name}: {way}",
                content_row(lambda samples, h=heard: h[id(samples)], list(speech)),
            )


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--sets", nargs="+", help="only sets whose names begin so")
    given = parser.parse_args()
    torch.set_num_threads(1)
    networks = load_networks(device="cpu")
    sets = large_sets(given.data, networks)
    if given.sets:
        sets = {name: each for name, each in sets.items() if name.startswith(tuple(given.sets))}
    found: dict[str, dict[str, float]] = {}
    for name, values in rows(sets, networks):
        print(line((name, values)), flush=True)
        found[name] = {key: float(value) for key, value in values.items()}
    if given.json:
        given.json.write_text(json.dumps(found, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
