"""What a performance does beside its words, against what is published of people.

    python benchmarks/life.py [--data ../shared/data] [--picture docs/images/manners.jpg]

The demo voice, repeated to two minutes, by ten characters; silence of the same length for
listeners. With `--data`, the head of GRID's talker s1 (tracked at 25 frames a second, 3 s a clip)
is measured in the same way as each manner, in stretches of 3 s. The last lines are what life costs.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(Path(__file__).parent))

from line import write_voice  # noqa: E402

from intone.audio.silence import silence  # noqa: E402
from intone.audio.speech import Speech  # noqa: E402
from intone.emotion.mood import felt_intensity, parse_mood  # noqa: E402
from intone.face.affect import calm, felt_affect  # noqa: E402
from intone.face.eyes import sights  # noqa: E402
from intone.face.gestures import NODS_APART_S  # noqa: E402
from intone.face.life import Amounts, Cues, Life, planned  # noqa: E402
from intone.face.manners import MANNERS  # noqa: E402
from intone.face.performance import Style, person_of  # noqa: E402
from intone.head.container import read_head  # noqa: E402
from intone.head.hair import DEFAULT, dressed  # noqa: E402
from intone.head.portrait import portrait  # noqa: E402
from intone.model.catalogue import load_networks  # noqa: E402
from intone.pipeline import act, listen  # noqa: E402
from intone.text.phrases import phrase_ends  # noqa: E402
from intone.text.script import AUTO  # noqa: E402
from intone.text.stress import accent_frames, stress  # noqa: E402
from intone.track import Array, Track, gaussian  # noqa: E402

SECONDS = 120.0
NAMES = tuple("Anna Bob Cleo Dan Eve Finn Gus Hal Ida Jon".split())  # noqa: SIM905
NEAR = np.radians(3.5)
"""What lies so near to the partner's face counts as contact."""
PICTURED = np.arange(4.0, 20.0, 1.5)
"""Seconds of the moments in the picture."""
STRETCH_S, RATE = 3.0, 25.0


def lives(speech: Speech, emotion: str = "neutral", manner: str = "natural") -> list[Life]:
    """The life of each character with that voice."""
    mood = parse_mood(emotion)
    shared = set(vars(Amounts())) & set(MANNERS[manner])
    amounts = Amounts(**{name: MANNERS[manner][name] for name in shared})
    pitch = speech.pitch.values[:, 0] if speech.pitch is not None else None
    cues = Cues(speech.words, felt_affect(mood, felt_intensity(speech, mood)), pitch)
    seeds = (Style(person=person_of(name)).chance for name in NAMES)
    return [planned(speech.content, amounts, seed, cues) for seed in seeds]


def say(what: str, *values: object) -> None:
    print(f"{what:<58}", *values)


def percentiles(values: Iterable[float], digits: int = 2) -> str:
    """10th, 50th and 90th percentile."""
    found = np.percentile(np.fromiter(values, float), (10, 50, 90))
    return " / ".join(f"{value:.{digits}f}" for value in found)


def blinks(speech: Speech, quiet: Speech) -> None:
    """How often, how long, how deep, and where they fall."""
    for name, heard in (("speaking", speech), ("listening", quiet)):
        counts = [len(life.blinks) / heard.duration * 60 for life in lives(heard)]
        say(f"blinks a minute, {name} (10th / 50th / 90th)", percentiles(counts, 1))
    for emotion in ("angry", "fearful", "sad", "happy"):
        found = lives(speech, emotion)
        often = np.mean([len(life.blinks) for life in found]) / speech.duration * 60
        long = np.median(np.concatenate([life.blinks.lengths for life in found]))
        say(f"  {emotion}: a minute, and length of the usual", f"{often:.1f}", f"{long:.2f}")
    found = [life.blinks for life in lives(speech)]
    lasting = np.concatenate([one.lengths for one in found]) * 0.28
    say("seconds of a blink", percentiles(lasting))
    depth = np.concatenate([one.depths.max(1) for one in found])
    say("share of incomplete blinks", f"{(depth < 0.85).mean():.2f}")
    ends = np.array(phrase_ends(speech.words))
    starts = np.concatenate([one.starts for one in found])
    near = np.mean([(np.abs(start - ends) < 0.3).any() for start in starts])
    chance = np.mean([(np.abs(t - ends) < 0.3).any() for t in np.arange(0, speech.duration, 0.1)])
    say("share within .3 s of a phrase's end, and by chance", f"{near:.2f}", f"{chance:.2f}")


def gaze(speech: Speech, quiet: Speech) -> None:
    """Fixations and contact."""
    for name, heard in (("speaking", speech), ("listening", quiet)):
        spoken = gaussian(heard.content["voice"], 10) > 0.5 if name == "speaking" else slice(None)
        aims = [(life.aims + life.turns[:, :2])[spoken] for life in lives(heard)]
        near = [(np.linalg.norm(one - [0, 0.008], axis=1) < NEAR).mean() for one in aims]
        say(f"share of contact, {name}", percentiles(near))
    rests, sizes = list[float](), list[float]()
    for life in lives(speech):
        moving = np.linalg.norm(np.diff(life.aims + life.turns[:, :2], axis=0), axis=1) > 0.004
        starts = np.flatnonzero(moving[1:] & ~moving[:-1])
        rests += (np.diff(starts) / speech.content.rate).tolist()
        path = life.aims + life.turns[:, :2]
        sizes += np.degrees(np.linalg.norm(path[starts[1:]] - path[starts[:-1]], axis=1)).tolist()
    say("seconds from one saccade to the next", percentiles(rests))
    say("degrees of a saccade", percentiles(sizes, 1))


def nods(speech: Speech) -> None:
    """The head's lowest points against the accents."""
    loud, rate = stress(speech.content, speech.words), speech.content.rate
    accents = np.array(accent_frames(loud, round(NODS_APART_S * rate)))
    late = list[float]()
    for life in lives(speech):
        pitch = life.turns[:, 1]
        low = 1 + np.flatnonzero((pitch[1:-1] > pitch[:-2]) & (pitch[1:-1] >= pitch[2:]))
        for accent in accents:
            away = (low - accent) / rate
            late += away[np.abs(away) < 0.25].tolist()
    say("seconds from an accent to the head's lowest point", percentiles(late))


def head(turns: Array, rate: float) -> tuple[Array, Array]:
    """Of each stretch of 3 s: the spread of yaw, pitch and roll; and all speeds, degrees."""
    frames = np.arange(int(len(turns) * RATE / rate)) * rate / RATE
    shown = np.stack([np.interp(frames, np.arange(len(turns)), turn) for turn in turns.T], 1)
    smooth = gaussian(np.degrees(shown).astype(np.float32), 1.5)
    count = min(int(STRETCH_S * RATE), len(smooth))
    parts = [smooth[k : k + count] for k in range(0, len(smooth) - count + 1, count)]
    speeds = np.concatenate([np.abs(np.diff(one, axis=0)) * RATE for one in parts])
    return np.array([one.std(0) for one in parts]), speeds


def told(name: str, spread: Array, speed: Array) -> None:
    wide = " ".join(f"{value:.2f}" for value in np.median(spread, axis=0))
    fast = " ".join(f"{value:.2f}" for value in speed.mean(0))
    most = " ".join(f"{value:.1f}" for value in np.percentile(speed, 99, axis=0))
    say(f"{name}: spread in 3 s; mean and 99th speed (yaw pitch roll)", wide, "|", fast, "|", most)


def heads(speech: Speech, data: Path) -> None:
    """Amplitudes and speeds by manner, and those of a real talker."""
    if (table := data / "grid-s1" / "faces.npz").exists():
        measured = [head(turns, RATE) for turns in tracked(table)]
        spread, speed = (np.concatenate(parts) for parts in zip(*measured, strict=True))
        told("GRID s1, tracked", spread, speed)
    for manner in MANNERS:
        measured = [head(life.turns, speech.content.rate) for life in lives(speech, manner=manner)]
        spread, speed = (np.concatenate(parts) for parts in zip(*measured, strict=True))
        told(manner, spread, speed)
    turns = [life.turns for life in lives(speech)]
    pairs = [(a, b) for k, a in enumerate(turns) for b in turns[k + 1 :]]
    found = [np.corrcoef(a[:, n], b[:, n])[0, 1] for a, b in pairs for n in range(3)]
    whole = np.mean(np.array(found).reshape(-1, 3), axis=0)
    say("correlation of two heads with the same voice: yaw pitch roll", whole.round(3))


def tracked(table: Path) -> Iterable[Array]:
    """Yaw, pitch and roll [frames, 3] of each clip of GRID's talker s1, radians."""
    with np.load(table) as file:
        names = [str(name) for name in file["names"]]
        columns = [names.index(f"m{row}{column}") for row in range(3) for column in range(3)]
        for clip in (clip for clip in file.files if clip != "names"):
            rows = file[clip][:, columns].astype(float)
            if not np.isnan(rows).any():
                m = rows.reshape(-1, 3, 3)
                m = m / np.linalg.norm(m, axis=1, keepdims=True)
                pitch = -np.arcsin(np.clip(m[:, 1, 2], -1, 1))
                yaw, roll = np.arctan2(m[:, 0, 2], m[:, 2, 2]), np.arctan2(m[:, 1, 0], m[:, 1, 1])
                yield np.stack([yaw, pitch, roll], 1)


def costs(speech: Speech) -> None:
    """Processor time of life, of the whole acting."""
    networks, mood = load_networks(device="cpu"), parse_mood("happy")
    style = Style()
    nothing = replace(style, blinks=0, gaze=0, head=0, accents=0, breath=0)

    def spent(work: object) -> float:
        taken = list[float]()
        for _ in range(15):
            began = time.process_time()
            work()  # type: ignore[operator]
            taken.append(time.process_time() - began)
        return min(taken)

    whole = spent(lambda: act(speech, mood, style, networks))
    pitch = speech.pitch.values[:, 0] if speech.pitch is not None else None
    affect = calm(len(speech.content), speech.content.rate)
    cues = Cues(speech.words, affect, pitch)
    names = ("voice", "loudness")
    heard = np.stack([speech.content[name] for name in names], 1)  # as acting gives it
    content = Track(heard, speech.content.rate, names)
    life = spent(lambda: planned(content, Amounts(), 0, cues))
    say("seconds of acting; share of planning life in it", f"{whole:.3f}", f"{life / whole:.3f}")
    assert sights(act(speech, mood, nothing, networks).values).size


def manners(speech: Speech, path: Path) -> None:
    """A row for each manner of the panel: one take, the same moments, drawn without a renderer."""
    from PIL import Image

    networks, rows = load_networks(device="cpu"), list[Array]()
    head = dressed(read_head(), DEFAULT)
    for name in ("still", "natural", "lively"):
        style = Style(**MANNERS[name], person=person_of(NAMES[0]))
        face = act(speech, parse_mood("neutral"), style, networks)
        shown = [face.values[int(second * face.rate)] for second in PICTURED]
        made = [portrait(head, dict(zip(face.names, v.tolist(), strict=True)), 120) for v in shown]
        rows.append(np.concatenate(made, axis=1))
    picture = (np.concatenate(rows) * 255).astype(np.uint8)
    Image.fromarray(picture).save(path, quality=82)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--picture", type=Path, help="where still, natural and lively are drawn")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sound = Path(folder, "voice.wav")
        write_voice(sound, SECONDS / 60)
        speech = listen(sound, load_networks(device="cpu"), script=AUTO)
    if asked.picture:
        manners(speech, asked.picture)
        return
    quiet = silence(SECONDS)
    blinks(speech, quiet)
    gaze(speech, quiet)
    nods(speech)
    heads(speech, asked.data)
    costs(speech)


if __name__ == "__main__":
    main()
