"""The published acting network keeps its contract: spec, exact neutral, growth, closures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from intone.audio.speech import CONTENT, RATE
from intone.emotion.mood import EXPRESSIVE, compose, constant_mood, parse_mood
from intone.emotion.palette import read_palette
from intone.face.basis import BLENDSHAPES, CHANNELS, REGIONS, index
from intone.face.guard import OPENERS
from intone.face.performance import Style, perform
from intone.model.acting import enact
from intone.model.network import Network
from intone.model.onnx_backend import load_network
from intone.track import Track

FILE = Path(__file__).parents[2] / "assets" / "models" / "intone_act.onnx"
STILL = Style(blinks=0, gaze=0, head=0, accents=0, breath=0)
EVERY = pytest.mark.parametrize("emotion", EXPRESSIVE)


@pytest.fixture(scope="module")
def network() -> Network:
    return load_network(FILE, "act", "cpu", threads=1)


def said(frames: int = 200) -> Track:
    """As if heard: open vowels, and lips that close every half second."""
    values = np.zeros((frames, len(CONTENT)), np.float32)
    closing = np.arange(frames) % 25 < 5
    values[:, CONTENT.index("aa")] = ~closing
    values[:, CONTENT.index("PP")] = values[:, CONTENT.index("lipsClosed")] = closing
    values[:, CONTENT.index("voice")] = 1
    values[:, CONTENT.index("loudness")] = 0.7
    return Track(values, RATE, CONTENT)


def acted(network: Network, text: str, scale: float) -> tuple[np.ndarray, np.ndarray]:
    content = said()
    even = Track(np.ones((len(content), 1), np.float32), RATE)
    latent = compose(parse_mood(text, scale), even, network.spec.anchors)
    return enact(content, latent, network)


def face(network: Network, text: str, scale: float) -> Track:
    return perform(*acted(network, text, scale), said(), STILL)


def test_its_spec_says_what_it_is(network: Network) -> None:
    spec = network.spec
    assert (spec.id, spec.kind, spec.rate, spec.overlap_s) == ("intone_act", "act", RATE, 1.0)
    assert spec.content == CONTENT
    assert spec.channels == CHANNELS
    assert set(spec.anchors) == set(EXPRESSIVE)


def test_its_anchors_are_unit_directions_apart_from_each_other(network: Network) -> None:
    rows = np.array([network.spec.anchors[name] for name in EXPRESSIVE])
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-6)
    assert (rows @ rows.T - 2 * np.eye(len(EXPRESSIVE))).max() < 0.5


def test_it_is_small_and_takes_any_length(network: Network) -> None:
    assert FILE.stat().st_size < 4e6
    dimensions = len(network.spec.anchors["happy"])
    for frames in (1, 7, 333):
        given = {
            "content": said(frames).values[None],
            "latent": np.zeros((1, frames, dimensions), np.float32),
        }
        found = network.run(given)
        assert found["speech"].shape == found["emotion"].shape == (1, frames, len(CHANNELS))


def test_the_words_move_nothing_but_the_mouth_within_its_range(network: Network) -> None:
    words, _ = acted(network, "neutral", 1.0)
    mouth = [index(name) for name in REGIONS["mouth"]]
    assert words.min() >= 0
    assert words.max() <= 1
    assert not np.delete(words, mouth, axis=1).any()


def test_no_emotion_is_exactly_zero_frame_by_frame(network: Network) -> None:
    dimensions = len(network.spec.anchors["happy"])
    latent = np.zeros((1, 200, dimensions), np.float32)
    latent[:, 100:] = network.spec.anchors["happy"]
    offset = network.run({"content": said().values[None], "latent": latent})["emotion"][0]
    assert not offset[:100].any()
    assert np.abs(offset[100:]).max() > 0.3


@EVERY
def test_scale_zero_is_bit_for_bit_neutral(network: Network, emotion: str) -> None:
    neutral, nothing = (face(network, text, s) for text, s in (("neutral", 1.0), (emotion, 0.0)))
    assert neutral.values.tobytes() == nothing.values.tobytes()


@EVERY
def test_the_emotion_grows_with_its_scale(network: Network, emotion: str) -> None:
    neutral = face(network, "neutral", 0).values
    sizes = [np.linalg.norm(face(network, emotion, s).values - neutral) for s in np.arange(6) / 5]
    assert (np.diff(sizes) > 0).all()


@EVERY
def test_it_looks_like_the_palette(network: Network, emotion: str) -> None:
    _, offset = acted(network, emotion, 1.0)
    mean, entry = offset[10:-10].mean(0), read_palette()[emotion]
    upper = {stem: sides for stem, sides in entry.face.items() if not stem.startswith("mouth")}
    wanted = np.zeros(len(CHANNELS))
    for stem, sides in upper.items():
        names = (stem,) if stem in CHANNELS else (f"{stem}Left", f"{stem}Right")
        wanted[[index(name) for name in names]] = sides[: len(names)]
    columns = [k for k, name in enumerate(BLENDSHAPES) if not name.startswith(("mouth", "jaw"))]
    found, truth = mean[columns], wanted[columns]
    assert found @ truth / np.linalg.norm(found) / np.linalg.norm(truth) > 0.95


@EVERY
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_lips_close_in_every_emotion(network: Network, emotion: str, scale: float) -> None:
    shown = face(network, emotion, scale)
    gap = shown["jawOpen"] - shown["mouthClose"] + shown.values[:, OPENERS].max(1)
    closing = np.flatnonzero(np.arange(len(gap)) % 25 == 2)
    assert gap[closing].max() < 1e-6
    assert shown["jawOpen"][closing + 10].min() > 0.1


def test_a_mix_lies_between_its_parts(network: Network) -> None:
    parts = [acted(network, name, 1.0)[1].mean(0) for name in ("happy", "surprised")]
    even = Track(np.ones((200, 1), np.float32), RATE)
    half = constant_mood({"happy": 0.5, "surprised": 0.5})
    latent = compose(half, even, network.spec.anchors)
    mixed = enact(said(), latent, network)[1].mean(0)
    brow, smile = index("browOuterUpLeft"), index("mouthSmileLeft")
    for channel in (brow, smile):
        low, high = sorted(part[channel] for part in parts)
        assert low < mixed[channel] < high


def test_seams_between_windows_do_not_show(network: Network) -> None:
    content = said(1000)
    overlap = int(network.spec.overlap_s * RATE)
    latent = np.tile(network.spec.anchors["sad"], (1000, 1)).astype(np.float32)
    whole = network.run({"content": content.values[None], "latent": latent[None]})
    part = network.run({"content": content.values[None, 400:], "latent": latent[None, 400:]})
    for name in ("speech", "emotion"):
        difference = whole[name][0, 400 + overlap :] - part[name][0, overlap:]
        assert np.abs(difference).max() < 1e-5


@EVERY
def test_no_emotion_makes_the_face_jitter(network: Network, emotion: str) -> None:
    neutral, shown = face(network, "neutral", 0), face(network, emotion, 1.0)
    upper = [index(name) for region in ("brows", "eyes", "cheeks") for name in REGIONS[region]]
    # a coefficient's third difference from frame to frame, at 50 frames a second
    assert np.abs(np.diff(shown.values[:, upper], 3, axis=0)).mean() < 1e-3
    jaws = (shown["jawOpen"], neutral["jawOpen"])
    jerks = [np.abs(np.diff(jaw / jaw.std(), 3)).mean() for jaw in jaws]
    assert jerks[0] < 1.5 * jerks[1]


@EVERY
def test_only_contempt_is_one_sided(network: Network, emotion: str) -> None:
    offset = acted(network, emotion, 1.0)[1][10:-10].mean(0)
    left = [k for k, name in enumerate(BLENDSHAPES) if name.endswith("Left") and "Look" not in name]
    left = [k for k in left if BLENDSHAPES[k] not in ("jawLeft", "mouthLeft")]
    right = [index(BLENDSHAPES[k].removesuffix("Left") + "Right") for k in left]
    uneven = np.linalg.norm(offset[left] - offset[right]) / np.linalg.norm(offset[left])
    assert (uneven > 0.5) == (emotion == "contemptuous")
