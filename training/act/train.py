"""Train the acting network and publish it.

python -m intone.training.act.train --data DATA --listen LISTEN.onnx --out FOLDER

DATA holds the corpora of data/README.md, or recorded faces in a layout of importers/: these train
the acting network too, and a correction of the listening network's intensity.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from ...errors import DataError, IntoneError
from ...model.catalogue import ACT, LISTEN
from ..checkpoint import TrainingState
from ..data import faces
from ..data.content import FACEGOOD, SpeechContent, cached_content, training_sounds
from ..evaluate.correlation import spearman
from ..importers.landmarker import MODEL
from ..listen.batches import validation_speech
from ..listen.intensity_correction import (
    IntensityCorrection,
    LabelledVoice,
    corrected_intensity,
    fit_correction,
)
from ..listen.publish_correction import publish_correction
from ..loop import Run, optimise, to_device
from .batches import (
    Example,
    RecordedExample,
    TrainingData,
    draw_batch,
    examples,
    recorded_examples,
)
from .config import CONFIG, Config, read_config
from .learned_mouth import (
    ANIMATED_SHARE,
    AS_TRACKED,
    NETWORK_SHARE,
    Array,
    LearnedMouth,
    Pair,
    facegood_pairs,
    fit_learned_mouth,
    s1_pairs,
)
from .losses import losses
from .network import ActNetwork
from .performances import PaletteArrays, palette_arrays
from .publish import publish_act
from .recordings import Recordings, is_corpora, level_order, read_recordings

CLIP = 1.0
"""The largest norm of the gradient."""
RUN = Path(__file__).parents[1] / "runs" / "act"


def train(
    data: TrainingData, config: Config, run: Run, validation: Sequence[Example] = ()
) -> ActNetwork:
    """The trained network, in evaluation mode, on the processor.

    validation   sounds that are not trained on; the palette plays them, as it does in training

    Raises DataError where `run` is to resume another training.
    """
    torch.manual_seed(config.seed)
    rng = np.random.default_rng(config.seed)
    network = ActNetwork(config.latent, config.width, config.emotion_width, config.dropout)
    network.to(run.device)
    optimiser = torch.optim.AdamW(
        network.parameters(), config.learning_rate, weight_decay=config.decay
    )
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, config.learning_rate, config.steps, pct_start=0.1
    )
    state = TrainingState(repr(config), network, optimiser, schedule, rng=rng)

    def step_losses(step: int) -> dict[str, Tensor]:
        return losses(network, to_device(draw_batch(data, config, rng), run.device), config)

    def validate(kept: ActNetwork) -> dict[str, Tensor]:
        unheard = replace(data, examples=validation, recorded=())
        batch = draw_batch(unheard, config, np.random.default_rng(0))
        return losses(kept, to_device(batch, run.device), config)

    optimise(run, state, step_losses, validate if validation else None)
    return network.to("cpu").eval()


def fit(
    spoken: Sequence[SpeechContent],
    validation: Sequence[SpeechContent],
    data: Path,
    recordings: Recordings | None,
    config: Config,
    run: Run,
) -> ActNetwork:
    """The acting network of the corpora's sounds and of recorded faces, either of them empty.

    spoken       content of the corpora's sounds
    validation   content of sounds that are not trained on
    data         the folder with FACEGOOD, whose jaw is learned
    """
    filmed = recordings.contents() if recordings else []
    heard = {item.name: item for item in spoken}
    animated = facegood_pairs(faces.facegood(data), heard)
    tracked = s1_pairs(data, heard, animated)
    filmed_mouths = recordings.mouths() if recordings else []
    learned = fit_learned_mouth(animated, list(tracked.values()), filmed_mouths)
    trained = spoken_examples([*filmed, *spoken], learned, tracked)
    palette = palette_arrays()
    recorded = _recorded(recordings, trained[: len(filmed)], palette) if recordings else []
    unheard = spoken_examples(validation, learned, {})
    return train(TrainingData(trained, palette, recorded), config, run, unheard)


def spoken_examples(
    items: Sequence[SpeechContent], learned: LearnedMouth, tracked: Mapping[str, Pair]
) -> list[Example]:
    """The items as examples: first those with the learned mouth, then those with their own.

    tracked   content and recorded mouth of talker s1's sounds, by name
    """
    own = [item for item in items if item.name in tracked]
    others = [item for item in items if item.name not in tracked]

    def recorded(item: SpeechContent) -> Array:
        return learned.beside(item.content, tracked[item.name][1])

    def predicted(item: SpeechContent) -> Array:
        animated = item.name.startswith(FACEGOOD)
        return learned.predict(item.content, ANIMATED_SHARE if animated else NETWORK_SHARE)

    return [
        *examples(others, predicted),
        *examples(own, recorded, AS_TRACKED),
    ]


def _recorded(
    recordings: Recordings, words: list[Example], palette: PaletteArrays
) -> list[RecordedExample]:
    takes, labels = recordings.takes, recordings.labels
    return recorded_examples(takes, labels, words, recordings.neutral, palette)


def fit_intensity(recordings: Recordings, config: Config) -> IntensityCorrection:
    """The correction of intensity trained on recorded faces' pseudo-labels; prints how it fits."""
    takes = [LabelledVoice(*row) for row in zip(recordings.heard, recordings.labels, strict=True)]
    network = fit_correction(takes, config.predictor, config.seed)
    label = np.concatenate([take.label for take in takes])
    before = spearman(np.concatenate([take.given["intensity"][:, 0] for take in takes]), label)
    found = [corrected_intensity(network, take.given) for take in takes]
    after = spearman(np.concatenate(found), label)
    print(f"Intensity of the voice follows the labels by {after:.2f}, by {before:.2f} before")
    return network


def run(given: argparse.Namespace) -> None:
    """Read, train and publish what was asked for. Raises IntoneError in words for the user."""
    config, recordings = read_config(given.config), None
    corpora = given.data if is_corpora(given.data) else given.corpora
    if corpora is not given.data:
        if given.out.resolve() == given.listen.parent.resolve():
            raise DataError("Choose another --out: Intone's own networks must stay as they are.")
        recordings = read_recordings(given.data, given.listen, given.landmarker, given.run)
        print(f"Read {recordings.description()}; label order by level: {level_order(recordings)}")
    spoken, validation = _corpora(corpora, given.listen, config, given.run)
    course = Run(
        given.run, "act", config.steps, CLIP, log_every=20, validate_every=100,
        save_every=config.checkpoint_every, resume=given.resume, device=given.device,
    )  # fmt: skip
    network = fit(spoken, validation, corpora or given.data, recordings, config, course)
    listen, filmed = given.listen, "none"
    if recordings:
        listen, filmed = given.out / LISTEN.name, recordings.description()
        correction = fit_intensity(recordings, config)
        publish_correction(given.listen, correction, listen, f"pseudo-labels of {filmed}")
    trained = f"seed {config.seed}, recorded faces: {filmed}"
    publish_act(network, given.out / ACT.name, listen, trained)


def _corpora(
    data: Path | None, listen: Path, config: Config, cache: Path
) -> tuple[list[SpeechContent], list[SpeechContent]]:
    """Content of the corpora's sounds: those that train, those that validate; none of no folder."""
    if data is None:
        return [], []
    sounds = training_sounds(data, config.minutes, config.seed)
    key = f"{config.minutes} {config.seed} continuous speech, s1"
    unheard = [(f"validation/{k}", u.samples) for k, u in enumerate(validation_speech(data))]
    return (
        cached_content(sounds, listen, cache, key),
        cached_content(unheard, listen, cache, "validation"),
    )


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--data", type=Path, required=True, help="the corpora, or a folder of recorded faces")
    add("--corpora", type=Path, help="the corpora too, where --data is a folder of faces")
    add("--listen", type=Path, default=LISTEN, help="published listening network")
    add("--out", type=Path, required=True, help="the folder that the networks are written to")
    add("--landmarker", type=Path, default=MODEL, help="MediaPipe's face_landmarker.task")
    add("--config", type=Path, default=CONFIG)
    add("--run", type=Path, default=RUN, help="the folder of logs, checkpoint and caches")
    add("--resume", action="store_true", help="go on from the checkpoint in --run")
    add("--device", default="cpu", help="torch's device for the acting network: cpu, cuda")
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
