"""Measure the published acting network on held-out sounds; print tables, write JSON.

python -m intone.training.evaluate.act --data DATA --listen LISTEN.onnx --act ACT.onnx
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from ...audio.sound import from_samples
from ...emotion.mood import EXPRESSIVE, constant_mood
from ...face.performance import Style
from ...model.catalogue import ACT, LISTEN, Networks, load_networks
from ...model.listening import hear
from ...pipeline import act
from ..act.learned_mouth import facegood_pairs, s1_pairs
from ..act.pseudo_labels import align_take
from ..act.simulated_recordings import simulate_takes
from ..data import corpora, faces
from ..data.content import Sounds, SpeechContent, cached_content, s1_sounds
from ..data.continuous_speech import without_pauses
from .control_scores import control_scores, heard_and_shown, largest_cosine, sweep_scales
from .label_scores import label_scores, neutral_scores
from .lip_scores import closures
from .mouth_scores import (
    APERTURE,
    BASELINES,
    JAW,
    ROUNDING,
    acting,
    correlations,
    jerk_ratio,
    leave_one_out_scores,
    mouth_scores,
)

MIXES = (("happy", "surprised"), ("angry", "disgusted"), ("sad", "fearful"), ("angry", "sad"))
"""Pairs whose lips are measured too, half of each."""
SPEAKERS = 4
"""Number of simulated speakers that the pseudo-labels are validated on."""


def held_speech(data: Path) -> list[corpora.Utterance]:
    """EMO-DB's utterances with phones whose speaker and sentence are held out."""
    return [u for u in corpora.emodb(data) if corpora.tests_content(u) and u.phones]


def mouths(data: Path, heard: Mapping[str, SpeechContent], networks: Networks) -> dict[str, object]:
    """Scores against recorded mouths: GRID's talkers and the held-out clips of s1 and FACEGOOD."""
    ways = {"network": acting(networks.act), **BASELINES}
    clips = [take for take in faces.facegood(data) if take.name in faces.HELD_CLIPS]
    held = {clip.name: mouth_scores(clip, heard[clip.name], acting(networks.act)) for clip in clips}
    others = [take for take in faces.grid(data) if take.name != faces.SAME_TALKER]
    same = list(faces.grid_s1(data, faces.HELD_OUT))
    tracked = (JAW, ROUNDING, APERTURE)
    return {
        "GRID, four other talkers, mean r": correlations(others, heard, ways, tracked),
        "GRID s1, held-out clips, mean r": correlations(same, heard, ways, tracked) if same else {},
        **{f"FACEGOOD {c.name}, r": correlations([c], heard, ways) for c in clips},
        "network, r and CCC by channel": held,
        "jerk ratio, FACEGOOD": jerk_ratio(clips, heard, networks.act),
        "jerk ratio, GRID s1": jerk_ratio(same, heard, networks.act) if same else 0.0,
    }


def closure_figures(
    items: Sequence[SpeechContent], speech: Sequence[corpora.Utterance], networks: Networks
) -> dict[str, dict[str, float]]:
    """Recall of closures in neutral, and at scales 1 and 2 for each emotion and mix."""
    pairs = [(item, u.phones) for item, u in zip(items, speech, strict=True) if u.phones]
    moods = [{name: 1.0} for name in EXPRESSIVE] + [dict.fromkeys(mix, 0.5) for mix in MIXES]
    found = {"neutral": closures(pairs, networks.act, {}, 0.0)}
    for mood in moods:
        scores = [closures(pairs, networks.act, mood, scale) for scale in (1.0, 2.0)]
        found[" + ".join(mood)] = {
            "recall at 1": scores[0]["recall"],
            "recall at 2": scores[1]["recall"],
            "shut vowels a minute at 1": scores[0]["shut_vowels_a_minute"],
        }
    return found


def controls(items: Sequence[SpeechContent], networks: Networks) -> dict[str, object]:
    """Control scores of each emotion, and the largest cosines between types."""
    sweeps = {name: sweep_scales(items, networks.act, name) for name in EXPRESSIVE}
    shown = {name: steps.displacement[-1] for name, steps in sweeps.items()}
    return {
        **{name: control_scores(steps) for name, steps in sweeps.items()},
        "largest cosine of anchors": largest_cosine(networks.act.spec.anchors),
        "largest cosine of faces": largest_cosine(shown),
    }


def pseudo_labels(
    data: Path, heard: Mapping[str, SpeechContent], spoken: list[SpeechContent]
) -> dict[str, object]:
    """Scores of pseudo-labels on simulated recordings and on GRID's neutral faces."""
    takes = [
        align_take(replace(take, speaker=take.name, emotion="neutral"), heard[take.name].content)
        for take in faces.grid(data)
    ]
    return {
        "simulated recordings": label_scores(simulate_takes(spoken, SPEAKERS, seed=0)),
        "GRID, real neutral faces": neutral_scores(takes),
    }


def milliseconds(networks: Networks, voice: np.ndarray) -> float:
    """Milliseconds to act a minute of speech at 30 frames a second, the best of three runs."""
    minute = np.resize(voice, 60 * 16000)
    speech = hear(from_samples(minute), networks.listen, mouths=networks.content)
    spent = []
    for _ in range(3):
        began = time.perf_counter()
        act(speech, constant_mood({"happy": 1.0}), Style(), networks).resampled(30)
        spent.append(1000 * (time.perf_counter() - began))
    return min(spent)


def evaluate(
    data: Path, listen: Path, networks: Networks, cache: Path, leave_one_out: bool
) -> dict[str, object]:
    """All figures of the model card, by name.

    cache           folder for the content of sounds
    leave_one_out   whether to fit the mouth anew for each FACEGOOD clip (minutes)
    """
    speech = held_speech(data)
    said = [u for u in corpora.emodb(data) if corpora.held_out(u)][:120]
    takes = [*faces.facegood(data), *faces.grid(data), *faces.grid_s1(data, faces.HELD_OUT)]

    def ear(sounds: Sounds, key: str) -> list[SpeechContent]:
        return cached_content(sounds, listen, cache, key)

    heard = {item.name: item for item in ear([(t.name, t.samples) for t in takes], "all takes, s1")}
    items = ear([(f"{k}", u.samples) for k, u in enumerate(speech)], "emodb test")
    spoken = ear([(f"{k}", u.samples) for k, u in enumerate(said)], "labels emodb")
    clips = list(faces.facegood(data)) if leave_one_out else []
    heard |= {
        i.name: i for i in ear([(t.name, t.samples) for t in without_pauses(clips)], "continuous")
    }
    learned = ear(s1_sounds(data), "s1") if leave_one_out else []
    tracked = s1_pairs(data, {i.name: i for i in learned}, facegood_pairs(clips, heard))
    return {
        "mouth": mouths(data, heard, networks),
        "FACEGOOD, one clip out": leave_one_out_scores(clips, heard, list(tracked.values())),
        "control": controls(items[:8], networks),
        "lips": closure_figures(items, speech, networks),
        "intensity heard and shown, r": heard_and_shown([u.samples for u in speech], networks),
        "pseudo-labels": pseudo_labels(data, heard, spoken),
        "milliseconds for a minute": milliseconds(networks, speech[0].samples),
    }


def table(figures: Mapping[str, object], say: Callable[[str], None], indent: str = "") -> None:
    """Print nested figures by `say`, one value a line."""
    for name, value in figures.items():
        if isinstance(value, Mapping):
            say(f"{indent}{name}")
            table(value, say, indent + "    ")
        elif isinstance(value, float):
            say(f"{indent}{name:<34} {value:8.3f}")
        else:
            shown = [f"{v:.3f}" if isinstance(v, float) else str(v) for v in value]  # type: ignore[attr-defined]
            say(f"{indent}{name:<34} {'   '.join(shown)}")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--data", type=Path, required=True, help="folder of the corpora")
    add("--listen", type=Path, default=LISTEN, help="published listening network")
    add("--act", type=Path, default=ACT, help="published acting network")
    add(
        "--leave-one-out",
        action="store_true",
        help="fit the mouth anew for each FACEGOOD clip (minutes)",
    )
    add("--json", type=Path, help="where to write the figures as JSON")
    add("--cache", type=Path, default=Path(__file__).parents[1] / "runs" / "act")
    given = parser.parse_args()
    torch.set_num_threads(1)
    networks = load_networks(given.listen, given.act, "cpu")
    figures = evaluate(given.data, given.listen, networks, given.cache, given.leave_one_out)
    table(figures, print)
    if given.json:
        given.json.write_text(json.dumps(figures, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
