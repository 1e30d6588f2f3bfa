"""The worker inside Blender: killed in the middle, reported, and chosen in the preferences."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VOICE = ROOT / "tests" / "data" / "voice.flac"
LISTEN = ROOT / "assets" / "models" / "intone_listen.onnx"


@pytest.fixture
def preferences(part):
    import bpy

    pytest.importorskip("onnxruntime")
    workers = part("blender.background.workers")
    chosen = bpy.context.preferences.addons[
        part("blender.background.worker_setup").extension
    ].preferences
    chosen.device, chosen.cache_limit = "cpu", 0
    yield chosen
    for name in ("device", "listen", "cache", "cache_limit", "memory"):
        chosen.property_unset(name)
    workers.close()


def test_a_worker_killed_during_a_hearing_costs_the_artist_one_line(
    part, preferences, monkeypatch, capfd
):
    import bpy

    workers, client = part("blender.background.workers"), part("worker.client")
    conversation = part("worker.conversation").Conversation
    told, killed = conversation._tell, []

    def kill(talk, progress, report, heard):
        if not killed and report["what"] == "Listening":
            killed.append(workers.process()._child.pid)
            os.kill(killed[0], getattr(signal, "SIGKILL", signal.SIGTERM))
        return told(talk, progress, report, heard)

    monkeypatch.setattr(conversation, "_tell", kill)
    bpy.ops.intone.add_head()
    bpy.context.scene.intone_settings.character.intone.sound = str(VOICE)
    assert bpy.ops.intone.animate() == {"FINISHED"}
    assert len(killed) == 1
    said = capfd.readouterr().out
    assert said.count(client.RESTARTED) == 1 and "Traceback" not in said
    assert len(bpy.data.actions) >= 1
    bpy.ops.intone.animate()
    assert client.RESTARTED not in capfd.readouterr().out


def test_the_report_tells_devices_and_hides_the_user(part, preferences):
    import bpy

    workers = part("blender.background.workers")
    workers.worker("cpu")
    workers.process().describe()
    text = part("operators.maintenance").text(bpy.context)
    assert "- runs listen: cpu" in text and "- chosen device: cpu" in text
    assert bpy.app.version_string in text and "- Intone: " in text
    assert str(Path.home()) not in text and str(ROOT) not in text
    assert bpy.ops.intone.copy_report() == {"FINISHED"}


def test_an_own_network_is_what_runs(part, preferences, tmp_path):
    own = tmp_path / "own.onnx"
    preferences.listen = str(own)
    workers, errors = part("blender.background.workers"), part("errors")
    with pytest.raises(errors.ModelError, match=r"own\.onnx is missing"):
        workers.worker("cpu").listen(VOICE, lambda fraction, what: None)
    shutil.copyfile(LISTEN, own)
    assert workers.worker("cpu").listen(VOICE, lambda fraction, what: None).duration > 10
    assert workers.process()._choice.listen == str(own)


def test_a_worker_is_warmed_once_and_ends_with_the_extension(part, preferences):
    import time

    workers = part("blender.background.workers")
    workers.close()
    workers.warm("cpu")
    workers.warm("cpu")
    child = workers.process()
    end = time.monotonic() + 60
    while not workers.devices() and time.monotonic() < end:
        time.sleep(0.05)
    expected = {"listen": "cpu", "content": "cpu", "act": "cpu"}
    assert workers.devices().items() <= expected.items()
    assert {"listen", "act"} <= set(workers.devices())
    process = child._child
    preferences.device = "auto"
    assert process.poll() is not None and workers.devices() == {}


def test_a_sound_is_heard_once_and_kept_for_other_days(part, preferences, tmp_path):
    import bpy

    workers = part("blender.background.workers")
    preferences.cache, preferences.cache_limit = str(tmp_path), 64
    told = []

    def listen(path):
        told.clear()
        return workers.worker("cpu").listen(path, lambda fraction, what: told.append(what))

    first = listen(VOICE)
    assert told
    workers.close()
    again = listen(VOICE)
    assert not told and (again.content.values == first.content.values).all()
    assert bpy.ops.intone.clear_cache() == {"FINISHED"}
    assert list(tmp_path.iterdir()) == []
    listen(VOICE)
    assert told


def test_a_sound_too_long_for_the_memory_is_refused_in_a_sentence(part, preferences, tmp_path):
    import numpy as np

    soundfile = pytest.importorskip("soundfile")

    long = tmp_path / "long.wav"
    soundfile.write(long, np.zeros(16000 * 60 * 30, np.int16), 16000)
    preferences.memory = 256
    workers = part("blender.background.workers")
    with pytest.raises(part("errors").SoundError, match=r"lasts 30 minutes.*(285|345) MB.*256 MB"):
        workers.worker("cpu").listen(long, lambda fraction, what: None)


def test_without_a_resampler_blender_brings_the_sound_to_the_networks_rate(
    part, preferences, monkeypatch
):
    import numpy as np

    pytest.importorskip("aud", reason="this Blender has no audaspace module")
    workers = part("blender.background.workers")
    right = workers.worker("cpu").listen(VOICE, lambda fraction, what: None)
    workers.close()
    monkeypatch.setattr(part("blender.background.cached_worker"), "can_resample", lambda: False)
    found = workers.worker("cpu").listen(VOICE, lambda fraction, what: None)
    assert np.abs(found.content.values - right.content.values).mean() < 0.005
    assert found.duration == pytest.approx(right.duration, abs=0.03)
