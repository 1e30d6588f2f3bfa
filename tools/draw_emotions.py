"""Draws docs/images/emotions.jpg: the seven emotions, by scale, on the embedded head.

    python tools/draw_emotions.py

The face is what both networks and the guard make of an open vowel of the demo voice, with
the intensity held at 1: what differs between the pictures is the mood alone. Rendered by Cycles.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import bpy
import numpy as np
from PIL import Image

from intone.audio.speech import Speech
from intone.blender import render, takes
from intone.blender.head import add_head, stage
from intone.emotion.mood import FELT, compose, constant_mood
from intone.face.performance import Style, perform
from intone.model.acting import enact
from intone.model.catalogue import Networks, load_networks
from intone.pipeline import listen
from intone.track import Track

ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "docs" / "images" / "emotions.jpg"
VOICE = ROOT / "assets" / "demo" / "voice.flac"
MOMENT_S = 1.48
"""An "ai" in the demo voice."""
SCALES = (0.0, 0.5, 1.0, 1.5)
SIZE = 200


def face(speech: Speech, networks: Networks, emotion: str, scale: float) -> np.ndarray:
    """The channels [61] of one moment in that mood."""
    full = Track(np.ones((len(speech.content), 1), np.float32), speech.content.rate)
    latent = compose(constant_mood({emotion: 1.0}, scale), full, networks.act.spec.anchors)
    said, felt = enact(speech.content, latent, networks.act)
    style = Style(blinks=0, gaze=0, head=0, accents=0, breath=0)
    return perform(said, felt, speech.content, style).at(np.array([MOMENT_S]))[0]


def main() -> None:
    """Lays all the faces on one head as a take of one frame each, and renders its sheet."""
    networks = load_networks(device="cpu")
    speech = listen(VOICE, networks)
    rows = [(emotion, scale) for emotion in FELT for scale in SCALES]
    values = np.stack([face(speech, networks, *row) for row in rows])
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    scene = bpy.context.scene
    scene.render.fps = 24
    head = add_head(scene.collection)
    stage(scene, head)
    target = takes.Target(head.mesh.name, scene.name, VOICE, start=0, place_sound=False)
    takes.lay(Track(values, 24.0, networks.act.spec.channels), target)
    captions = {k: f"{emotion} {scale:g}" for k, (emotion, scale) in enumerate(rows)}
    with tempfile.TemporaryDirectory() as folder:
        sheet = Path(folder, "sheet.png")
        render.render_sheet(scene, sheet, captions, columns=len(SCALES), size=SIZE)
        Image.open(sheet).convert("RGB").save(PICTURE, quality=88, optimize=True)


if __name__ == "__main__":
    main()
