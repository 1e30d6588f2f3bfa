"""Train the content network on all speech that there is, and publish it.

python -m intone.training.content.train --data DATA --out assets/models/intone_content.onnx
    [--corpora FOLDER[:LANGUAGE] ...]
"""

from __future__ import annotations

import argparse
import functools
import hashlib
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from ...errors import ModelError
from ...model.catalogue import ACT, LISTEN, Networks
from ...model.network import Network
from ...model.onnx_backend import load_network
from ...model.recogniser import FILES, recogniser_missing
from ..checkpoint import TrainingState
from ..data.augment import Wear
from ..data.phones import LABIAL, LABIODENTAL, UNKNOWN
from ..listen.batches import speech_hash
from ..listen.train import CACHE as SYNTHESIS
from ..loop import Run, mean_losses, optimise, warmup_cosine
from .calibrate import calibrate
from .config import CONFIG, Config, CropSet, read_config, with_own
from .crops import Crops, Speech, kept_crops, make_crops
from .features import Ears, open_ears
from .mix import VALIDATION, part, recorded, training_mix
from .network import SIZES, ContentNetwork, Ensemble
from .publish import publish_content, spec

RUN = Path(__file__).parents[1] / "runs" / "content"
WARMUP, FLOOR, CLIP = 50, 0.02, 5.0
_HELD, _HELD_WEAR = 100, (0.6, 0.2)
"""What is added to the seed for the crops that choose, and their wear."""
_SCALE_CROPS = 150
"""Crops by which the inputs are scaled."""


Batch = tuple[Tensor, Tensor, Tensor]
"""Inputs [n, t, 788], visemes [n, t], lenis [n, t]."""


def content_loss(network: ContentNetwork, batch: Batch) -> dict[str, Tensor]:
    """Losses of visemes, closures and voice, each a scalar."""
    inputs, visemes, lenis = batch
    with torch.autocast("cpu", torch.bfloat16, enabled=network.training):
        found = network(*inputs.split(list(SIZES.values()), -1))
    logits = found.float()
    looks = functional.cross_entropy(
        logits[..., :16].transpose(1, 2), visemes, ignore_index=UNKNOWN, label_smoothing=0.03
    )
    shut = torch.stack([visemes == LABIAL, visemes == LABIODENTAL], -1).float()
    known = ((visemes != UNKNOWN) & ~lenis)[..., None].float()
    speaks = (visemes != 0).float()
    bce = functools.partial(functional.binary_cross_entropy_with_logits, reduction="none")
    closures = (bce(logits[..., 16:18], shut) * known).sum() / known.sum().clamp(min=1)
    voice = (bce(logits[..., 18], speaks) * (visemes != UNKNOWN)).mean()
    return {"visemes": looks, "closures": closures, "voice": 0.3 * voice}


def draw_batch(crops: Sequence[Crops], config: Config, seed: int) -> Batch:
    """A stretch of each of some crops of all sets: inputs, visemes, lenis."""
    rng = np.random.default_rng(seed)
    rows = [_stretch(rng, *_drawn(rng, crops), config.frames) for _ in range(config.batch)]
    inputs, visemes, lenis = (np.stack(column) for column in zip(*rows, strict=True))
    return (
        torch.from_numpy(inputs.astype(np.float32)),
        torch.from_numpy(visemes.astype(np.int64)),
        torch.from_numpy(lenis),
    )


def _drawn(rng: np.random.Generator, sets: Sequence[Crops]) -> tuple[Crops, int]:
    """A set and the number of a crop in it; all crops are as likely."""
    ends = np.cumsum([len(each.visemes) for each in sets])
    number = int(rng.integers(0, ends[-1]))
    which = int(np.searchsorted(ends, number, "right"))
    return sets[which], number - int(ends[which] - len(sets[which].visemes))


def _stretch(
    rng: np.random.Generator, crops: Crops, number: int, frames: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    start = int(rng.integers(0, max(crops.visemes.shape[1] - frames, 0) + 1))
    inside = slice(start, start + frames)
    columns = (crops.inputs, crops.visemes, crops.lenis)
    inputs, visemes, lenis = (column[number, inside] for column in columns)
    return inputs, visemes, lenis


def fit(
    crops: Sequence[Crops], validation: Crops | None, config: Config, run: Run
) -> ContentNetwork:
    """A network trained on the crops: the running average of its weights."""
    torch.manual_seed(config.seed)
    network = ContentNetwork(config.width, config.dropout, config.gone, config.shift)
    rng = np.random.default_rng(config.seed)
    chosen = [_drawn(rng, crops) for _ in range(_SCALE_CROPS)]
    some = np.concatenate([each.inputs[k].astype(np.float32) for each, k in chosen])
    network.fit_scale(torch.from_numpy(some))
    optimiser = torch.optim.AdamW(network.parameters(), config.rate, weight_decay=config.decay)
    average = AveragedModel(
        network, multi_avg_fn=get_ema_multi_avg_fn(config.average), use_buffers=False
    )
    schedule = warmup_cosine(optimiser, config.steps, WARMUP, FLOOR)
    state = TrainingState(repr(config), network, optimiser, schedule, average)

    def losses(step: int) -> dict[str, Tensor]:
        """Of the batch that seed and step name, whatever came before."""
        seed = config.seed * 1_000_003 + step
        torch.manual_seed(seed)
        return content_loss(network, draw_batch(crops, config, seed))

    def validate(kept: ContentNetwork) -> dict[str, Tensor]:
        assert validation is not None
        return mean_losses(
            [content_loss(kept, draw_batch([validation], config, k)) for k in range(4)]
        )

    optimise(run, state, losses, validate if validation else None)
    network.load_state_dict(average.module.state_dict())
    return network.eval()


def train(
    config: Config, data: Path, listen: Path, out: Path, run: Run, aligner: Path | None = None
) -> None:
    """Label, crop, train and publish, as often as the configuration says.

    aligner   the content network that finds the texts in the first round; the listening network
              alone where there is none, or only one beside another listening network

    Raises ModelError where the recogniser's files are missing; DataError and SoundError where
    speech is.
    """
    if missing := recogniser_missing():
        raise ModelError(missing)
    ears = open_ears(listen)
    networks = _aligning(ears.listening, aligner)
    for number in range(1, config.rounds + 1):
        voices = recorded(data, config.corpora, networks, run.folder)
        minutes = config.synthetic_minutes
        speech = training_mix(data, voices, SYNTHESIS, minutes, config.seed)
        held = {name: part(each, VALIDATION) for name, each in voices.items()}
        held = {name: each for name, each in held.items() if each}
        place, named = run.folder / f"crops-{number}", replace(run, name=f"{run.name}-{number}")
        network = _trained_on(speech, held, config, ears, place, named)
        digest, told = _hash(speech), _told(config, number, networks)
        publish_content(network, out, spec(ears.listening, digest, told))
        networks = replace(networks, content=load_network(out, "content", "cpu"))


def _aligning(listening: Network, aligner: Path | None) -> Networks:
    content = load_network(aligner, "content", "cpu") if aligner else None
    fits = content is not None and content.spec.beside == listening.spec.data
    return Networks(listening, load_network(ACT, "act", "cpu"), content if fits else None)


def _trained_on(
    speech: Speech, held: Speech, config: Config, ears: Ears, place: Path, run: Run
) -> Ensemble:
    """A network that was trained on `speech` and judged on `held`, and calibrated there."""
    crops = [
        _crops(place / name, speech, each, k, config, ears)
        for k, (name, each) in enumerate(config.crops.items())
    ]
    if not held:
        return _fitted(crops, None, config, run)
    fewer = CropSet(max(sum(each.count for each in config.crops.values()) // 40, 1), *_HELD_WEAR)
    judging = _crops(place / "held", held, fewer, _HELD, config, ears)
    network = _fitted(crops, judging, config, run)
    calibrate(network, held, ears)
    return network


def _fitted(crops: Sequence[Crops], validation: Crops | None, config: Config, run: Run) -> Ensemble:
    """The members, trained one after the other on the same crops, each with a seed of its own."""
    seeds = range(config.seed, config.seed + config.members)
    runs = [replace(run, name=f"{run.name}-{seed}") for seed in seeds]
    each = [replace(config, seed=seed) for seed in seeds]
    return Ensemble([fit(crops, validation, c, r) for c, r in zip(each, runs, strict=True)])


def _crops(
    folder: Path, speech: Speech, wanted: CropSet, number: int, config: Config, ears: Ears
) -> Crops:
    """The crops in the folder where it was made for this speech, else new ones."""
    known = f"{_hash(speech)} {config.shares} {wanted} {config.seconds} {config.seed + number}"
    kept, mark = kept_crops(folder), folder / "made-of.txt"
    if kept is not None and mark.exists() and mark.read_text() == known:
        return kept
    shares = {k: v for k, v in config.shares.items() if k in speech or k == "noise"}
    wear, seed = Wear(wanted.amount, wanted.telephone), config.seed + number
    made = make_crops(folder, speech, shares, wanted.count, config.seconds, seed, ears, wear)
    mark.write_text(known)
    return made


def _hash(speech: Speech) -> str:
    return speech_hash({name: list(utterances) for name, utterances in speech.items()})


def _told(config: Config, number: int, networks: Networks) -> str:
    encoder = next(iter(FILES.values()))[:16]
    told = hashlib.sha256(repr(asdict(config)).encode()).hexdigest()[:16]
    aligner = networks.content or networks.listen
    return (
        f"on the encoder {encoder}…, {', '.join(config.shares)}; "
        f"{sum(each.count for each in config.crops.values())} crops, "
        f"{config.members} × {config.steps} steps, "
        f"round {number}, texts found by {aligner.spec.id} {aligner.spec.version}, "
        f"seed {config.seed}, configuration {told}…"
    )


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add("--data", type=Path, required=True)
    add("--corpora", nargs="*", default=[], metavar="FOLDER[:LANGUAGE]", help="speech of your own")
    add("--listen", type=Path, default=LISTEN)
    add("--aligner", type=Path, help="a content network that finds the texts")
    add("--out", type=Path, default=LISTEN.with_name("intone_content.onnx"))
    add("--config", type=Path, default=CONFIG)
    add("--run", type=Path, default=RUN, help="labels, crops, logs, checkpoint")
    add("--resume", action="store_true", help="go on from the checkpoint in --run")
    given = parser.parse_args()
    torch.set_num_threads(1)
    config = with_own(read_config(given.config), given.corpora)
    run = Run(given.run, given.config.stem, config.steps, CLIP, resume=given.resume)
    train(config, given.data, given.listen, given.out, run, given.aligner)


if __name__ == "__main__":
    main()
