"""Draws the seven emotions on the embedded head, in docs/images: by scale, and in a sentence.

    python tools/draw_emotions.py

emotions.jpg: one open vowel of the test voice with the intensity held at 1, by scale; what differs
between the pictures is the mood alone. sentence.jpg: eight frames of one sentence in neutral and
each emotion at scale 1, its intensity as heard, 160 pixels each; speech.jpg: two of them, large;
speech_cycles.jpg: one of them in Cycles. Both networks, the guard and the life that goes with them
made the faces.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import bpy
import numpy as np
from PIL import Image

from intone.audio.speech import EMOTIONS, Speech
from intone.blender.head.head_mesh import add_head, stage
from intone.blender.output.render_settings import Look
from intone.blender.output.sheet import render_sheet
from intone.blender.takes import write
from intone.emotion.mood import EXPRESSIVE, compose, constant_mood
from intone.face.basis import CHANNELS
from intone.face.performance import Style, perform
from intone.model.acting import enact
from intone.model.catalogue import Networks, load_networks
from intone.pipeline import act, listen
from intone.track import Array, Track

ROOT = Path(__file__).parent.parent
IMAGES = ROOT / "docs" / "images"
VOICE = ROOT / "tests" / "data" / "voice.flac"
MOMENT_S = 1.48
"""An open vowel in the test voice, of "Pam"."""
SENTENCE_S = (9.2, 11.5)
"""From where to where "Oh my! It was the most beautiful map I have ever seen!" is said, roughly."""
SCALES = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5)
FRAMES = 8
TELLING = (1, 5)
"""Those of the sentence's frames that are drawn large: their mouths are open."""
CYCLES = Look("cycles", (200, 200), samples=8)
CLOSER, RAISED = 1.5, 0.06
"""How much longer the lens is than a portrait's, and the shift that keeps the face central."""
LARGEST = 200_000
"""Bytes that a picture may have."""
AWAKE = Style(blinks=0, gaze=0)
STILL = Style(blinks=0, gaze=0, head=0, accents=0, breath=0)


@dataclass(frozen=True)
class Sheet:
    """Rows of faces, each with a caption, and how they are rendered."""

    name: str
    faces: Array
    captions: list[str]
    columns: int
    look: Look


def by_scale(speech: Speech, networks: Networks) -> Sheet:
    """Each emotion at each of SCALES."""
    full = Track(np.ones((len(speech.content), 1), np.float32), speech.content.rate)
    rows, captions = [], []
    for emotion in EXPRESSIVE:
        for scale in SCALES:
            mood = constant_mood({emotion: 1.0}, scale)
            latent = compose(mood, full, networks.act.spec.anchors)
            face = perform(*enact(speech.content, latent, networks.act), speech.content, STILL)
            rows.append(face.at(np.array([MOMENT_S]))[0])
            captions.append(f"{emotion} {scale:g}")
    return Sheet("emotions", np.stack(rows), captions, len(SCALES), _small(170))


def in_a_sentence(speech: Speech, networks: Networks) -> Sheet:
    """Neutral and each emotion at FRAMES moments of one sentence, at scale 1."""
    times = np.linspace(*SENTENCE_S, FRAMES)
    faces = [act(speech, constant_mood({e: 1.0}), AWAKE, networks).at(times) for e in EMOTIONS]
    captions = [emotion if k == 0 else "" for emotion in EMOTIONS for k in range(FRAMES)]
    return Sheet("sentence", np.concatenate(faces), captions, FRAMES, _small(160))


def larger(sentence: Sheet) -> list[Sheet]:
    """Two moments of the sentence large, and one in Cycles."""
    rows = [FRAMES * k + moment for k in range(len(EMOTIONS)) for moment in TELLING]
    captions = [name for name in EMOTIONS for _ in TELLING]
    large = Sheet("speech", sentence.faces[rows], captions, 4, _small(320))
    drawn = replace(large, name="speech_cycles", faces=large.faces[::2], captions=captions[::2])
    return [large, replace(drawn, look=CYCLES)]


def _small(size: int) -> Look:
    return Look("workbench", (size, size))


def draw(sheet: Sheet) -> None:
    """Lays all faces on one head as a take of one frame each, and renders them side by side."""
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    scene = bpy.context.scene
    scene.render.fps = 24
    head = add_head(scene.collection)
    stage(scene, head)
    scene.camera.data.lens *= CLOSER
    scene.camera.data.shift_y = RAISED
    target = write.Target(head.mesh.name, scene.name, VOICE, start=0, place_sound=False)
    write.write_face(Track(sheet.faces, 24.0, CHANNELS), target)
    captions = dict(enumerate(sheet.captions))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "sheet.png")
        render_sheet(scene, path, captions, sheet.columns, sheet.look)
        _save(Image.open(path).convert("RGB"), IMAGES / f"{sheet.name}.jpg")


def _save(picture: Image.Image, path: Path) -> None:
    """As good a JPG as LARGEST allows."""
    for quality in range(90, 40, -5):
        picture.save(path, quality=quality, optimize=True)
        if path.stat().st_size <= LARGEST:
            return


def main() -> None:
    """Draws them all."""
    networks = load_networks(device="cpu")
    speech = listen(VOICE, networks)
    sentence = in_a_sentence(speech, networks)
    for sheet in (by_scale(speech, networks), sentence, *larger(sentence)):
        draw(sheet)


if __name__ == "__main__":
    main()
