"""Trains the acting network: hear the corpora, fit the mouth, make the truth, learn, publish.

python -m intone.training.act.train --data DATA --listen LISTEN.onnx --out FOLDER

DATA holds the corpora of data/README.md, or anybody's recorded faces in a layout of importers/:
then the latent space, the decoder and the intensity predictor are fitted to them too.
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812  (the name that torch's own documentation uses)
from torch import Tensor, nn

from ...errors import DataError, IntoneError
from ...face.basis import CHANNELS, index
from ...face.guard import OPENERS
from ...model.catalogue import ACT, LISTEN
from ..checkpoint import save
from ..data import faces
from ..data.content import SpeechContent, cached_content, training_sounds
from ..data.continuous_speech import without_pauses
from ..evaluate.label_scores import spearman
from ..importers.landmarker import MODEL
from ..listen.intensity_correction import (
    IntensityCorrection,
    LabelledVoice,
    corrected_intensity,
    fit_correction,
)
from ..listen.publish_correction import publish_correction
from .batches import (
    Batch,
    Example,
    RecordedExample,
    TrainingData,
    draw_batch,
    examples,
    recorded_examples,
)
from .config import CONFIG, Config, read_config
from .expression import deviation, weights
from .mouth_regression import fit_mouth, mouth_pairs, predict_mouth
from .network import SHAPES, ActNetwork
from .performances import palette_arrays
from .publish import publish_act
from .recordings import Recordings, is_corpora, level_order, read_recordings

SCALE = torch.tensor([1.0] * SHAPES + [30.0] * (len(CHANNELS) - SHAPES))
"""Weight of each channel's squared error: a radian of the head is a far larger movement than 1,
and the jaw's is what one sees of speech."""
LIPS = [index("jawOpen"), index("mouthClose")]
SCALE[LIPS[0]] = 3.0


def losses(network: ActNetwork, batch: Batch, config: Config) -> dict[str, Tensor]:
    """Every part of the loss, by name, weighted."""
    of = config.loss
    noisy = batch.content + config.noise * torch.randn_like(batch.content)
    direction = F.normalize(batch.shares @ network.anchors(), dim=1)[:, None]
    raw = network.raw_speech(noisy)
    speech = raw.clamp(0, 1)
    gate = network.gate(noisy)
    felt = network.feel(gate, direction * batch.intensity[..., None], speech)
    less = batch.intensity * torch.rand(len(batch.shares), 1)
    weaker = network.feel(gate, direction * less[..., None], speech)
    strong, weak = (_measured(x, batch) for x in (felt, weaker))
    hinge = F.relu(of.margin * (batch.intensity - less) - (strong - weak))
    even = batch.voice * (batch.intensity <= 1)
    return {
        "words": _distance(raw, batch.words, of.velocity),
        "emotion": of.emotion * _distance(felt, batch.felt, of.velocity),
        "intensity": of.intensity * (even * (strong - batch.intensity).abs()).mean(),
        "ranking": of.ranking * (hinge * (batch.intensity <= 1)).mean(),
        "closure": of.closure * _opening(speech + felt, batch.closed),
        "spread": of.spread * _crowding(network.anchors(), of.largest_cosine),
    }


def _distance(found: Tensor, truth: Tensor, velocity: float) -> Tensor:
    """Squared error of values and of velocities; the ends count, for sounds begin in mid-word."""
    error = (found - truth) * SCALE.sqrt()
    return 10 * (error.square().mean() + velocity * error.diff(dim=1).square().mean())


def _measured(felt: Tensor, batch: Batch) -> Tensor:
    """The measured intensity of each frame, [b, t]: 1 is the full expression of this mix."""
    return deviation(felt, torch.from_numpy(weights())) / batch.full[:, None]


def _opening(face: Tensor, closed: Tensor) -> Tensor:
    """How far the lips gape where they must be closed."""
    gape = F.relu(face[..., LIPS[0]] - face[..., LIPS[1]]) + face[..., OPENERS].clamp(0).sum(-1)
    return (closed * gape).mean()


def _crowding(anchors: Tensor, largest: float) -> Tensor:
    """How far directions of emotions lie closer together than they may."""
    cosines = anchors @ anchors.T - 2 * torch.eye(len(anchors))
    return F.relu(cosines - largest).square().sum()


def train(truth: TrainingData, config: Config, run: Path) -> ActNetwork:
    """The trained network; `run` keeps a log of every part of the loss and a checkpoint."""
    torch.manual_seed(config.seed)
    rng = np.random.default_rng(config.seed)
    run.mkdir(parents=True, exist_ok=True)
    network = ActNetwork(config.latent, config.width, config.feeling, config.dropout)
    optimiser = torch.optim.AdamW(
        network.parameters(), config.learning_rate, weight_decay=config.decay
    )
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, config.learning_rate, config.steps, pct_start=0.1
    )
    with (run / "log.csv").open("w", 1, newline="", encoding="utf-8") as file:
        log = csv.writer(file)
        for step in range(config.steps):
            parts = losses(network, draw_batch(truth, config, rng), config)
            optimiser.zero_grad()
            torch.stack(list(parts.values())).sum().backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            if step == 0:
                log.writerow(["step", *parts])
            if step % 20 == 0:
                log.writerow([step, *(f"{part.item():.5f}" for part in parts.values())])
            if (step + 1) % config.checkpoint_every == 0:
                save(run / "act.npz", network, optimiser, step + 1)
    return network.eval()


def heard_corpora(data: Path, listen: Path, config: Config, run: Path) -> list[SpeechContent]:
    """The corpora's sounds as heard, without whatever tests the network."""
    sounds = training_sounds(data, config.minutes, config.seed)
    return cached_content(sounds, listen, run, f"{config.minutes} {config.seed} running")


def fit(
    items: list[SpeechContent], data: Path, recordings: Recordings | None, config: Config, run: Path
) -> ActNetwork:
    """The acting network of the corpora's sounds in `items` and of recorded faces, either empty."""
    spoken = recordings.items() if recordings else []
    pairs = mouth_pairs(without_pauses(faces.facegood(data)), {item.name: item for item in items})
    pairs += recordings.mouths() if recordings else []
    learned = fit_mouth(pairs)
    words = examples([*spoken, *items], lambda item: predict_mouth(learned, item.content))
    played = palette_arrays()
    filmed = _acted(recordings, words[: len(spoken)]) if recordings else []
    return train(TrainingData(words, played, filmed), config, run)


def _acted(recordings: Recordings, words: list[Example]) -> list[RecordedExample]:
    return recorded_examples(
        recordings.takes, recordings.labels, words, recordings.neutral, palette_arrays()
    )


def fit_intensity(recordings: Recordings, config: Config) -> IntensityCorrection:
    """The intensity predictor of recorded faces, from their pseudo-labels; prints how it fits."""
    takes = [LabelledVoice(*row) for row in zip(recordings.heard, recordings.labels, strict=True)]
    network = fit_correction(takes, config.predictor, config.seed)
    label = np.concatenate([take.label for take in takes])
    score = np.concatenate([take.given["intensity"][:, 0] for take in takes])
    found = np.concatenate([corrected_intensity(network, take.given) for take in takes])
    before, after = (spearman(curve, label) for curve in (score, found))
    print(f"Intensity of the voice follows the labels by {after:.2f}, by {before:.2f} before")
    return network


def run(given: argparse.Namespace) -> None:
    """Reads, trains and publishes what was asked for."""
    config, recordings, items = read_config(given.config), None, []
    corpora = given.data if is_corpora(given.data) else given.corpora
    if corpora is not given.data:
        if given.out.resolve() == given.listen.parent.resolve():
            raise DataError("Choose another --out: Intone's own networks must stay as they are.")
        recordings = read_recordings(given.data, given.listen, given.landmarker, given.run)
        print(f"Read {recordings.description()}; label order by level: {level_order(recordings)}")
    if corpora:
        items = heard_corpora(corpora, given.listen, config, given.run)
    network = fit(items, corpora or given.data, recordings, config, given.run)
    listen = given.listen
    if recordings:
        listen = given.out / LISTEN.name
        made = f"pseudo-labels of {recordings.description()}"
        publish_correction(given.listen, fit_intensity(recordings, config), listen, made)
    filmed = recordings.description() if recordings else "none"
    publish_act(
        network, given.out / ACT.name, listen, f"seed {config.seed}, recorded faces: {filmed}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--data", type=Path, required=True, help="the corpora, or a folder of recorded faces")
    add("--corpora", type=Path, help="the corpora too, where --data is a folder of faces")
    add("--listen", type=Path, default=LISTEN, help="published listening network")
    add("--out", type=Path, required=True, help="the folder that the networks are written to")
    add("--landmarker", type=Path, default=MODEL, help="MediaPipe's face_landmarker.task")
    add("--config", type=Path, default=CONFIG)
    add("--run", type=Path, default=Path(__file__).parents[1] / "runs" / "act")
    given = parser.parse_args()
    torch.set_num_threads(1)
    began = time.monotonic()
    try:
        run(given)
    except IntoneError as error:
        sys.exit(str(error))
    print(f"{given.out} after {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
