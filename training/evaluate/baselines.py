"""Baselines of the listening network: PocketSphinx, and a small network from log-mel."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from ...audio.features import HOP_LENGTH, N_MELS, SAMPLE_RATE, log_mel
from ...audio.speech import CONTENT, EMOTIONS, VISEMES
from ...text.script import Script
from ..data.corpora import Utterance
from ..data.phones import ARPABET, LABIAL, LABIODENTAL, frames_of, to_phones
from ..listen.batches import Batch, make_batch
from ..listen.network import ConvHead, halve
from .listen_metrics import Array, Listener, ListenOutput, closure_scores

STEPS = 1200
THRESHOLDS = tuple(0.05 * k for k in range(1, 14))
SHARES = {"emodb": 0.5, "flite": 0.2, "espeak": 0.2, "noise": 0.1}


class SmallNetwork(nn.Module):
    """Visemes and closures [n, t, 18] from mel [n, t100, 80], three layers over .4 s of sound."""

    def __init__(self, width: int = 128) -> None:
        super().__init__()
        self.scale = nn.BatchNorm1d(N_MELS)
        self.first = ConvHead(N_MELS, width)
        self.second = ConvHead(width, len(VISEMES) + 2)

    def forward(self, mel: Tensor) -> Tensor:
        """mel [n, t100, 80] -> logits [n, t, 18]."""
        rows = self.scale(halve(mel).transpose(1, 2)).transpose(1, 2)
        return self.second(functional.gelu(self.first(rows)))


def train_small_network(
    speech: dict[str, list[Utterance]], steps: int = STEPS, seed: int = 0
) -> Listener:
    """A small network trained on the listening network's training speech, as a Listener."""
    torch.manual_seed(seed)
    network = SmallNetwork()
    optimiser = torch.optim.AdamW(network.parameters(), lr=2e-3)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    for step in range(steps):
        batch = make_batch(speech, SHARES, 8, 4.0, seed + step)
        optimiser.zero_grad()
        _loss(network, batch).backward()
        optimiser.step()
        schedule.step()
    network.eval()

    def listen(samples: Array) -> ListenOutput:
        with torch.no_grad():
            logits = network(torch.from_numpy(log_mel(samples))[None])[0]
        return _heard(logits[:, :-2].softmax(-1).numpy(), logits[:, -2:].sigmoid().numpy())

    return listen


def with_best_thresholds(listen: Listener, speech: list[Utterance]) -> Listener:
    """The listener with closures scaled so that .5 is the threshold of the best F1 on `speech`.

    The network's own CLOSURE_THRESHOLDS were chosen the same way.
    """
    heard = {id(u.samples): listen(u.samples) for u in speech}

    def best_threshold(event: str, viseme: int) -> float:
        def f1(threshold: float) -> float:
            found = closure_scores(lambda s: heard[id(s)], speech, event, viseme, threshold)
            return found["f1"]

        return max(THRESHOLDS, key=f1)

    best = [best_threshold("lipsClosed", LABIAL), best_threshold("lipTeeth", LABIODENTAL)]

    def decide(samples: Array) -> ListenOutput:
        found = listen(samples)
        content = found.content.copy()
        content[:, len(VISEMES) : len(VISEMES) + 2] /= 2 * np.array(best)
        return replace(found, content=content)

    return decide


def _loss(network: SmallNetwork, batch: Batch) -> Tensor:
    logits = network(batch.mel)
    visemes = functional.cross_entropy(
        logits[..., :-2].transpose(1, 2), batch.visemes, ignore_index=-1
    )
    known = batch.known[..., None].float()
    closures = functional.binary_cross_entropy_with_logits(
        logits[..., -2:], batch.closures, reduction="none"
    )
    return visemes + (closures * known).sum() / known.sum()


def _heard(visemes: Array, closures: Array) -> ListenOutput:
    """Visemes [t, 16] and closures [t, 2] as a ListenOutput; all else is 0."""
    content = np.zeros((len(visemes), len(CONTENT)), np.float32)
    content[:, : len(VISEMES)] = visemes
    content[:, len(VISEMES) : len(VISEMES) + 2] = closures
    silence = np.zeros((len(visemes), 1), np.float32)
    return ListenOutput(content, silence, np.zeros((len(visemes), len(EMOTIONS)), np.float32))


def pocketsphinx(samples: Array, script: Script | None = None) -> ListenOutput:
    """PocketSphinx's English phones of samples [n]: of its phone loop, or aligned with a text.

    The phone loop is used where the text has an unknown word or cannot be aligned.
    """
    raw = (samples.clip(-1, 1) * 32767).astype(np.int16).tobytes()
    found = _aligned(raw, script.text) if script is not None and script.language == "en" else []
    segments = found or _looped(raw)
    frames = -(-len(samples) // (2 * HOP_LENGTH))
    truth = (
        frames_of(to_phones(segments, ARPABET), frames)[0] if segments else np.zeros(frames, int)
    )
    visemes = np.eye(len(VISEMES), dtype=np.float32)[truth.clip(0)]
    return _heard(visemes, visemes[:, [VISEMES.index("PP"), VISEMES.index("FF")]])


Segments = list[tuple[float, float, str]]


def _looped(raw: bytes) -> Segments:
    from pocketsphinx import Decoder, get_model_path

    phones = str(Path(get_model_path()) / "en-us" / "en-us-phone.lm.bin")
    decoder = Decoder(allphone=phones, lm=None, beam=1e-20, pbeam=1e-20, lw=2.0, loglevel="FATAL")
    _decode(decoder, raw)
    return [
        (part.start_frame / 100, (part.end_frame + 1) / 100, _arpabet(part.word))
        for part in decoder.seg()
    ]


def _aligned(raw: bytes, text: str) -> Segments:
    from pocketsphinx import Decoder

    decoder = Decoder(lm=None, beam=1e-80, wbeam=1e-80, pbeam=1e-80, loglevel="FATAL")
    words = re.findall(r"[a-z']+", text.lower())
    if any(decoder.lookup_word(word) is None for word in words):
        return []
    decoder.set_align_text(" ".join(words))
    try:
        _decode(decoder, raw)
        decoder.set_alignment()
        _decode(decoder, raw)
    except RuntimeError:  # it found no way through the sound
        return []
    return [
        (phone.start / 100, (phone.start + phone.duration) / 100, _arpabet(phone.name))
        for word in decoder.get_alignment()
        for phone in word
    ]


def _decode(decoder: object, raw: bytes) -> None:
    decoder.start_utt()
    decoder.process_raw(raw, full_utt=True)
    decoder.end_utt()


def _arpabet(name: str) -> str:
    return "SIL" if name.startswith(("SIL", "+", "<")) else name


assert HOP_LENGTH * 100 == SAMPLE_RATE
