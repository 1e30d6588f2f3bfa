"""The whole line inside Blender, with the networks that Intone ships, in their worker."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from support.timers import run_until_idle

ROOT = Path(__file__).resolve().parents[2]
MODELS = tuple(ROOT / "assets" / "models" / f"intone_{verb}.onnx" for verb in ("listen", "act"))
VOICE = ROOT / "tests" / "data" / "voice.flac"

pytestmark = pytest.mark.skipif(
    not all(path.exists() for path in (*MODELS, VOICE)), reason="the networks are not built"
)


@pytest.fixture
def spoken(part, tmp_path):
    """The first four seconds of the test voice."""
    soundfile = pytest.importorskip("soundfile")
    pytest.importorskip("onnxruntime")
    samples, rate = soundfile.read(VOICE, frames=4 * soundfile.info(VOICE).samplerate)
    path = tmp_path / "voice.wav"
    soundfile.write(path, samples, rate)
    yield path
    part("blender.background.workers").close()


def test_the_embedded_head_says_the_voice(part, spoken):
    import bpy

    bpy.ops.intone.add_head()
    scene = bpy.context.scene
    face = scene.intone_settings.character
    settings = face.intone
    settings.sound, settings.emotion_source, settings.happy = str(spoken), "MIX", 1.0
    assert bpy.ops.intone.animate() == {"FINISHED"}
    keys = face.data.shape_keys.key_blocks
    jaw, smile = [], []
    for frame in range(1, 4 * 24):
        scene.frame_set(frame)
        jaw.append(keys["jawOpen"].value)
        smile.append(keys["mouthSmileLeft"].value)
    assert max(jaw) > 0.1 > min(jaw)
    settings.scale = 0.0
    bpy.ops.intone.animate()
    neutral = []
    for frame in range(1, 4 * 24):
        scene.frame_set(frame)
        neutral.append(keys["mouthSmileLeft"].value)
    assert np.mean(smile) > np.mean(neutral) + 0.05


def test_a_file_that_is_opened_again_is_live_without_hearing_again(part, spoken, tmp_path):
    import bpy

    bpy.ops.intone.add_head()
    assert bpy.ops.intone.perform(sound=str(spoken), emotion="happy") == {"FINISHED"}
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "head.blend"))
    part("blender.background.workers").close()
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "head.blend"))
    face = bpy.data.objects["Head"]
    smile = [smiling(face, frame) for frame in range(1, 96)]
    face.intone.scale = 0.0
    (live,) = part("blender.live.live_update")._live
    heard = part("worker.client").Worker.listen
    part("worker.client").Worker.listen = None
    try:
        run_until_idle(live)
    finally:
        part("worker.client").Worker.listen = heard
    assert live.refusal == ""
    neutral = [smiling(face, frame) for frame in range(1, 96)]
    assert np.mean(smile) > np.mean(neutral) + 0.05


def smiling(face, frame):
    import bpy

    bpy.context.scene.frame_set(frame)
    return face.data.shape_keys.key_blocks["mouthSmileLeft"].value


def test_a_sound_that_is_none_is_refused_by_the_worker_in_its_own_words(part, spoken):
    import bpy

    bpy.ops.intone.add_head()
    spoken.write_text("not a sound")
    bpy.context.scene.intone_settings.character.intone.sound = str(spoken)
    with pytest.raises(RuntimeError, match="voice.wav is not a sound that can be read"):
        bpy.ops.intone.animate()
    assert not bpy.data.actions
