"""Small folders of recordings in every layout that is imported: real sound, faces made up.

Each maker fills a folder and returns the face of each video in it; where a video should carry
its sound, ffmpeg makes it. Everybody speaks the test voice.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import soundfile

from intone.audio.speech import RATE
from intone.emotion.palette import read_palette
from intone.export import write_take
from intone.face.basis import BLENDSHAPES, CHANNELS
from intone.track import Track
from intone.training.act.performances import expand
from intone.training.importers import reading

VOICE = Path(__file__).parents[2] / "tests" / "data" / "voice.flac"
SECONDS = 2.0
Faces = dict[Path, Track]


def face(emotion: str, level: float, seed: int = 0) -> Track:
    """A face at 25 frames a second that shows an emotion, over a rest pose and noise."""
    rng = np.random.default_rng(seed)
    frames = int(SECONDS * 25)
    values = 0.02 * rng.random((frames, len(CHANNELS))).astype(np.float32)
    if emotion != "neutral":
        values += level * expand(dict(read_palette()[emotion].face), 0)
    values[:, : len(BLENDSHAPES)] = values[:, : len(BLENDSHAPES)].clip(0, 1)
    return Track(values.astype(np.float32), 25.0, CHANNELS)


def sound(path: Path, start: float = 0.5) -> None:
    """A piece of the test voice, in whatever form the file's name asks for."""
    samples, rate = soundfile.read(VOICE, dtype="float32")
    piece = samples[int(start * rate) : int((start + SECONDS) * rate)]
    path.parent.mkdir(parents=True, exist_ok=True)
    wav = path.with_name(f"{path.stem}.made.wav")
    soundfile.write(wav, piece, rate)
    if path.suffix == ".wav":
        wav.rename(path)
        return
    picture = ["-f", "lavfi", "-i", f"color=size=64x64:rate=25:duration={SECONDS}"]
    picture = [] if path.suffix == ".m4a" else picture
    command = ["ffmpeg", "-v", "error", *picture, "-i", str(wav), "-shortest", str(path)]
    subprocess.run(command, check=True)
    wav.unlink()


def mute(path: Path) -> None:
    """Stands for a video without sound: only its name is looked at."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"")


def mead(folder: Path) -> Faces:
    made: Faces = {}
    for speaker, emotion, ours, level in (
        ("M003", "neutral", "neutral", 1),
        ("M003", "angry", "angry", 1),
        ("M003", "angry", "angry", 3),
        ("W011", "neutral", "neutral", 1),
        ("W011", "fear", "fearful", 2),
    ):
        place = f"{emotion}/level_{level}/001"
        video = folder / speaker / "video" / "front" / f"{place}.mp4"
        mute(video)
        mute(folder / speaker / "video" / "left_30" / f"{place}.mp4")
        sound(folder / speaker / "audio" / f"{place}.m4a")
        made[video] = face(ours, level / 3, len(made))
    return made


def ravdess(folder: Path) -> Faces:
    rows = {"01-01-01-01-01-01-12": ("neutral", 1.0), "01-01-05-02-02-01-12": ("angry", 1.0)}
    rows["01-01-05-01-02-01-12"] = ("angry", 0.5)
    made: Faces = {}
    for name, (emotion, level) in rows.items():
        video = folder / "Actor_12" / f"{name}.mp4"
        sound(video)
        made[video] = face(emotion, level, len(made))
    mute(folder / "Actor_12" / "02-01-05-02-02-01-12.mp4")  # no sound
    mute(folder / "Actor_12" / "01-02-05-02-02-01-12.mp4")  # sung
    return made


VOTES = '"","A","fileName","meanEmoResp"\n"100001",1,"1001_DFA_ANG_HI",10\n'
VOTES += '"200001",1,"1001_DFA_ANG_HI",82\n"300001",1,"1001_DFA_ANG_HI",20\n'


def crema_d(folder: Path) -> Faces:
    made: Faces = {}
    for name, emotion in (
        ("1001_DFA_NEU_XX", "neutral"),
        ("1001_DFA_ANG_HI", "angry"),
        ("1001_DFA_SAD_LO", "sad"),
    ):
        video = folder / "VideoFlash" / f"{name}.flv"
        mute(video)
        sound(folder / "AudioWAV" / f"{name}.wav")
        made[video] = face(emotion, 0.8, len(made))
    (folder / "processedResults").mkdir()
    (folder / "processedResults" / "tabulatedVotes.csv").write_text(VOTES, encoding="utf-8")
    return made


def videos(folder: Path) -> Faces:
    made: Faces = {}
    for name, emotion in (("anna/calm 1", "neutral"), ("anna/joy 1", "happy"), ("anna/x", "sad")):
        video = folder / f"{name}.mp4"
        sound(video)
        made[video] = face(emotion, 1.0, len(made))
    labels = "file,speaker,emotion,level\nanna/x.mp4,,sadness,0.6\n"
    (folder / "labels.csv").write_text(labels, encoding="utf-8")
    return made


def live_link(folder: Path) -> Faces:
    for number, emotion in enumerate(("neutral", "surprised")):
        take = folder / "ben" / f"20261122_{emotion}_1"
        sound(take / f"{emotion}_1_iPhone.wav")
        track = face(emotion, 1.0, number).resampled(RATE)
        write_take(track, take / f"{emotion}_1_iPhone.csv", 60.0)
    return {}


def tables(folder: Path) -> Faces:
    for number, emotion in enumerate(("neutral", "fearful")):
        track = face(emotion, 1.0, number)
        sound(folder / "wav" / f"{emotion}.wav")
        path = folder / "faces" / f"{emotion}.csv"
        path.parent.mkdir(exist_ok=True)
        names = ",".join(["time", *CHANNELS])
        rows = np.column_stack([track.times, track.values])
        np.savetxt(path, rows, fmt="%.5f", delimiter=",", header=names, comments="")
    return {}


MAKERS: dict[str, Callable[[Path], Faces]] = {
    "MEAD": mead,
    "RAVDESS": ravdess,
    "CREMA-D": crema_d,
    "videos": videos,
    "Live Link Face": live_link,
    "tables": tables,
}


@dataclass(frozen=True)
class Layout:
    """A folder of recordings, and the face in each of its videos."""

    name: str
    folder: Path
    faces: Faces


@pytest.fixture(params=MAKERS)
def layout(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Layout:
    """Each layout in turn; its videos are tracked by knowing what is in them."""
    if shutil.which("ffmpeg") is None:
        pytest.skip("the videos of the layouts are made by ffmpeg, which is not installed")
    folder = tmp_path / "recordings"
    folder.mkdir()
    made = MAKERS[request.param](folder)
    monkeypatch.setattr(reading, "track_video", lambda video, model: made[video])
    return Layout(request.param, folder, made)
