"""The operators as scripts call them: without a window they wait for their work."""

from __future__ import annotations

import pytest


def test_animate_writes_action_sound_and_range(part, actor, ready, voice):
    import bpy

    ready.emotion_source, ready.happy = "MIX", 1.0
    ready.scale, ready.start = 0.5, 301
    assert bpy.ops.intone.animate() == {"FINISHED"}
    scene = bpy.context.scene
    scene.frame_set(310)
    keys = ready.id_data.data.shape_keys.key_blocks
    assert keys["jawOpen"].value == pytest.approx(0.25)
    assert keys["mouthSmileLeft"].value == pytest.approx(1.0)
    (strip,) = scene.sequence_editor.strips
    assert part("blender.takes.scene").span(strip)[0] == 301
    assert scene.frame_end == 301 + 2 * 24 - 1
    assert actor.heard == [voice]


def test_the_voices_own_emotion_is_the_default(part, actor, ready):
    import bpy

    bpy.ops.intone.animate()
    bpy.context.scene.frame_set(10)
    keys = ready.id_data.data.shape_keys.key_blocks
    assert keys["mouthSmileLeft"].value == pytest.approx(1.0)  # the actor hears happiness


def test_animate_is_one_undo_step(part, actor, ready):
    import bpy

    bpy.ops.ed.undo_push(message="before")
    bpy.ops.intone.animate("EXEC_DEFAULT", True)
    assert len(bpy.data.actions) == 1
    bpy.ops.ed.undo()
    assert len(bpy.data.actions) == 0
    assert not bpy.context.scene.sequence_editor.strips


def test_a_sound_is_heard_once_and_again_when_it_changed(part, actor, ready, voice):
    import bpy

    for source in ("AUTO", "MIX"):
        ready.emotion_source = source
        bpy.ops.intone.animate()
    assert actor.heard == [voice]
    voice.write_bytes(voice.read_bytes() + bytes(2))
    bpy.ops.intone.animate()
    assert actor.heard == [voice, voice]


@pytest.mark.parametrize("what", ["sound", "rig", "fault"])
def test_what_fails_is_one_sentence_and_changes_nothing(part, actor, ready, what):
    import bpy

    errors = part("errors")
    actor.failure = {
        "sound": errors.SoundError("The voice is broken: record it again."),
        "rig": errors.RigError("No rig: choose one."),
        "fault": ZeroDivisionError("division by zero"),
    }[what]
    said = "Internal error .ZeroDivisionError" if what == "fault" else str(actor.failure)
    with pytest.raises(RuntimeError, match=said):
        bpy.ops.intone.animate()
    assert not bpy.data.actions
    assert not bpy.context.scene.sequence_editor.strips


def test_cancelling_changes_nothing(part, actor, ready):
    import bpy

    actor.failure = part("progress").Cancelled()
    assert bpy.ops.intone.animate() == {"CANCELLED"}
    assert not bpy.data.actions


def test_each_reason_why_not(part, actor, ready, tmp_path, face_mesh):
    import bpy

    why = part("operators.animate").why_not_animate
    assert why(bpy.context) == ""
    ready.sound = str(tmp_path / "nowhere.wav")
    assert "There is no file" in why(bpy.context)
    ready.sound = ""
    assert "Choose a voice" in why(bpy.context)
    mesh = bpy.data.objects.new("Cube", bpy.data.meshes.new("Cube"))
    wish = bpy.context.scene.intone_settings
    wish.character = mesh
    assert "Cube is not in this scene" in why(bpy.context)
    bpy.context.scene.collection.objects.link(mesh)
    assert why(bpy.context) == part("blender.character.characters").NO_KEYS.format(name="Cube")
    wish.character = bpy.context.view_layer.objects.active = None
    assert "Choose a character" in why(bpy.context)
    with pytest.raises(RuntimeError, match="poll"):
        bpy.ops.intone.animate()


def test_a_selected_face_needs_no_choosing(part, actor, ready):
    import bpy

    bpy.context.scene.intone_settings.character = None
    bpy.context.view_layer.objects.active = ready.id_data
    assert part("operators.animate").why_not_animate(bpy.context) == ""


def test_perform_does_all_in_one_call(part, actor, face_mesh, voice):
    import bpy

    face = face_mesh(("jawOpen", "mouthClose", "mouthSmileLeft"))
    words = {"character": "Face", "sound": str(voice), "start": 5, "scale": 0.5}
    assert bpy.ops.intone.perform(**words, emotion="happy=0.75,sad=0.25") == {"FINISHED"}
    settings = face.intone
    assert (settings.start, settings.scale, settings.emotion_source) == (5, 0.5, "MIX")
    assert (settings.happy, settings.sad, settings.angry) == (0.75, 0.25, 0.0)
    bpy.context.scene.frame_set(20)
    assert face.data.shape_keys.key_blocks["mouthSmileLeft"].value == pytest.approx(0.75)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"character": "Nobody"}, "no object Nobody"),
        ({"sound": "/nowhere.wav"}, "There is no file"),
        ({"emotion": "jolly"}, "no emotion called 'jolly'"),
        ({"scale": 0.2}, "The voice is broken"),
    ],
)
def test_what_cannot_be_performed_leaves_the_recipe_as_it_was(part, actor, ready, words, said):
    import bpy

    actor.failure = part("errors").SoundError("The voice is broken: record it again.")
    names = part("properties.take_settings").SETTINGS
    before = {name: getattr(ready, name) for name in names}
    with pytest.raises(RuntimeError, match=said):
        bpy.ops.intone.perform(**words)
    assert {name: getattr(ready, name) for name in names} == before
    assert not bpy.data.actions


def test_a_job_knows_how_long_it_will_take(part):
    tasks = part("blender.background.tasks")
    tasks.ESTIMATE_AFTER_S, before = 0.0, tasks.ESTIMATE_AFTER_S
    try:
        task = tasks.Task(lambda progress: progress(0.25, "Listening"))
        assert task.left < 0
        task.run()
        assert 0 < task.left < 60
    finally:
        tasks.ESTIMATE_AFTER_S = before


def test_add_head_makes_a_character_in_one_undo_step(part, actor, voice):
    import bpy

    bpy.ops.ed.undo_push(message="before")
    assert bpy.ops.intone.add_head("EXEC_DEFAULT", True) == {"FINISHED"}
    wish = bpy.context.scene.intone_settings
    wish.character.intone.sound = str(voice)
    names = {
        channel.name for channel in part("blender.character.inventories").inventory(wish.character)
    }
    assert set(part("face.basis").BLENDSHAPES) <= names
    assert all(key.value == 0 for key in wish.character.data.shape_keys.key_blocks[1:])
    bpy.ops.ed.undo()
    assert not bpy.data.objects
    assert bpy.context.scene.intone_settings.character is None


def test_the_add_menu_has_the_head(part):
    import bpy

    draws = bpy.types.VIEW3D_MT_mesh_add._dyn_ui_initialize()  # how Blender keeps menu entries
    assert part("operators.menus").draw_add_head in draws


def test_enabled_twice(part, extension):
    import bpy

    for _ in range(2):
        assert bpy.ops.preferences.addon_disable(module=extension) == {"FINISHED"}
        assert not hasattr(bpy.types, "INTONE_PT_performance")
        assert not hasattr(bpy.types.Scene, "intone_settings")
        assert not hasattr(bpy.types.WindowManager, "intone_job")
        assert bpy.ops.preferences.addon_enable(module=extension) == {"FINISHED"}
        assert hasattr(bpy.types, "INTONE_PT_performance")
        assert hasattr(bpy.types.Scene, "intone_settings")


def test_disabling_ends_the_worker(part, actor, extension):
    import bpy

    bpy.ops.preferences.addon_disable(module=extension)
    assert actor.closed
    bpy.ops.preferences.addon_enable(module=extension)


def test_a_light_dark_head_on_a_stage(part, ready):
    import bpy

    asked = {"detail": "LIGHT", "skin_tone": 0.6, "use_stage": True}
    assert bpy.ops.intone.add_head(**asked) == {"FINISHED"}
    head = bpy.context.view_layer.objects.active
    assert len(head.data.vertices) < 7_500
    assert {"CAMERA", "LIGHT"} <= {thing.type for thing in bpy.context.scene.objects}


def test_a_person_has_a_face_and_a_skin_of_its_own(part):
    import bpy

    people = part("head.people").PEOPLE
    assert len(people) >= 4
    known = set(part("head.container").read_head().sliders)
    for person in people.values():
        assert set(person.sliders) <= known and 0 <= person.skin_tone <= 1
        assert person.hair in part("head.hair").STYLES
    assert bpy.ops.intone.add_head(person="OLDER_MAN", detail="LIGHT") == {"FINISHED"}
    keys = bpy.context.view_layer.objects.active.data.shape_keys.key_blocks
    assert keys["id_age"].value == pytest.approx(0.9)


def test_a_transcript_is_heard_with_and_kept_with_the_recipe(part, actor, ready, tmp_path):
    import bpy

    listen, told = actor.listen, []

    def listening(path, progress, script=None):
        told.append(script)
        return listen(path, progress)

    actor.listen = listening
    text = tmp_path / "said.txt"
    text.write_text("Guten Morgen")
    ready.transcript, ready.language = str(text), "de"
    bpy.ops.intone.animate()
    bpy.ops.intone.animate()
    script = part("text.script").Script
    assert told == [script("Guten Morgen", "de")]
    ready.transcript = ""
    bpy.ops.intone.animate()
    assert told == [script("Guten Morgen", "de"), None]
    ready.transcript = "nowhere.txt"
    with pytest.raises(RuntimeError, match=r"There is no text nowhere\.txt"):
        bpy.ops.intone.animate()
