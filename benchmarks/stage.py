"""One stage of the line, measured in a process of its own, beside a workload that never changes.

    python benchmarks/stage.py STAGE SOUND [ROUNDS]

Prints JSON: `cost`, the processor seconds of the stage for each second of sound, measured in those
that the workload takes in the same process between its rounds (the least of ROUNDS: what others
do on the machine only adds);
`real_time`, how many seconds of sound one processor second does. Stages: listen, words (listening
with the transcript that Intone writes), act, keys, and the peer pocketsphinx.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import peers  # benchmarks/peers.py, beside this file
import soundfile

Work = Callable[[], object]


def reference() -> None:
    """The workload that never changes: transforms, products and sorting, on one thread."""
    random = np.random.default_rng(0)
    frames = random.random((4096, 400), np.float32)
    weights = random.random((201, 512), np.float32)
    for _ in range(4):
        power = np.abs(np.fft.rfft(frames)).astype(np.float32)
        np.sort(np.log1p(np.maximum(power @ weights, 0)), axis=1)


def seconds_of(work: Work) -> float:
    """Processor seconds that it takes, in all threads."""
    began = time.process_time()
    work()
    return time.process_time() - began


def compared(work: Work, rounds: int) -> tuple[float, float]:
    """(processor seconds, in those of the reference), the least of the rounds."""
    work()
    pairs = [(seconds_of(work), seconds_of(reference)) for _ in range(rounds)]
    taken, unit = (min(column) for column in zip(*pairs, strict=True))
    return taken, taken / unit


def listen(sound: Path) -> Work:
    from intone.model.catalogue import load_networks
    from intone.pipeline import listen

    networks = load_networks(device="cpu")
    return lambda: listen(sound, networks)


def words(sound: Path) -> Work:
    from intone.model.catalogue import load_networks
    from intone.model.recogniser import recogniser_missing
    from intone.pipeline import listen
    from intone.text.script import AUTO

    if missing := recogniser_missing():
        raise SystemExit(missing)
    networks = load_networks(device="cpu")
    return lambda: listen(sound, networks, script=AUTO)


def act(sound: Path) -> Work:
    from intone.emotion.mood import parse_mood
    from intone.face.performance import Style
    from intone.model.catalogue import load_networks
    from intone.pipeline import act, listen

    networks = load_networks(device="cpu")
    speech = listen(sound, networks)
    return lambda: act(speech, parse_mood("happy=0.8"), Style(), networks)


def keys(sound: Path) -> Work:
    from keys import KINDS, keyed  # benchmarks/keys.py, beside this file

    face = act(sound)()
    return lambda: keyed(face, 24, KINDS["Bezier"])


STAGES: dict[str, Callable[[Path], Work]] = {
    **{"listen": listen, "words": words, "act": act, "keys": keys},
    "pocketsphinx": peers.pocketsphinx,
}


def main() -> None:
    stage, sound, *rounds = sys.argv[1:]
    taken, cost = compared(STAGES[stage](Path(sound)), int(*rounds or (5,)))
    length = soundfile.info(sound).duration
    print(json.dumps({"cost": cost / length, "real_time": length / taken}))


if __name__ == "__main__":
    main()
