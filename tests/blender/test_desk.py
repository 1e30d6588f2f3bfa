"""The desk's operators as scripts call them: presets, resets, strips, the lines of a scene."""

from __future__ import annotations

import shutil
import warnings

import pytest


def preset(part, kind, name):
    return str(part("operators.presets").SHIPPED) + f"/presets/intone/{kind}/{name}.py"


def shipped(kind):
    from pathlib import Path

    folder = Path(__file__).parents[2] / "assets" / "presets" / "intone" / kind
    return sorted(path.stem for path in folder.glob("*.py"))


@pytest.mark.parametrize("name", shipped("emotion"))
def test_an_emotion_preset_sets_every_emotion_and_nothing_else(part, chosen, name):
    import bpy

    felt = part("emotion.mood").EXPRESSIVE
    chosen.intone.scale = 1.5
    for emotion in felt:
        setattr(chosen.intone, emotion, 0.77)
    menu = "INTONE_PT_emotion_presets"
    done = bpy.ops.intone.apply_preset(filepath=preset(part, "emotion", name), menu_idname=menu)
    assert done == {"FINISHED"}
    shares = [getattr(chosen.intone, emotion) for emotion in felt]
    assert 0.77 not in [round(share, 2) for share in shares] and sum(shares) <= 1.001
    assert chosen.intone.scale == 1.5


@pytest.mark.parametrize("name", shipped("style"))
def test_a_style_preset_sets_all_of_a_style(part, chosen, name):
    import bpy

    style = part("operators.presets").STYLE
    chosen.intone.happy, chosen.intone.seed = 0.3, 5
    menu = "INTONE_PT_style_presets"
    bpy.ops.intone.apply_preset(filepath=preset(part, "style", name), menu_idname=menu)
    assert {key for key in style if chosen.intone.is_property_set(key)} == set(style)
    assert (round(chosen.intone.happy, 2), chosen.intone.seed) == (0.3, 5)


def test_a_preset_of_ones_own_is_kept_in_the_users_folder(part, chosen):
    import bpy

    chosen.intone.scale, chosen.intone.lead = 1.25, 40.0
    assert bpy.ops.intone.style_preset_add(name="My Own") == {"FINISHED"}
    path = bpy.utils.preset_find("My_Own", "intone/style")
    assert path.startswith(bpy.utils.user_resource("SCRIPTS"))
    chosen.intone.scale, chosen.intone.lead = 0.5, 0.0
    bpy.ops.intone.apply_preset(filepath=path, menu_idname="INTONE_PT_style_presets")
    assert (chosen.intone.scale, chosen.intone.lead) == (1.25, 40.0)
    assert bpy.ops.intone.style_preset_add(name="My Own", remove_name=True) == {"FINISHED"}
    assert bpy.utils.preset_find("My_Own", "intone/style") is None


def test_accents_and_breath_reach_the_face(part, chosen):
    import bpy

    settings = chosen.intone
    settings.accents, settings.breath = 0.25, 1.5
    style = part("properties.requests").order(chosen, bpy.context.scene).style
    assert (style.accents, style.breath) == (0.25, 1.5)


def test_reset_touches_one_panel(part, chosen):
    import bpy

    settings = chosen.intone
    settings.brows, settings.jaw, settings.seed = 0.2, 0.3, 4
    assert bpy.ops.intone.reset(group="regions") == {"FINISHED"}
    assert (settings.brows, round(settings.jaw, 2), settings.seed) == (1.0, 0.3, 4)


def test_every_setting_stands_on_a_panel_that_can_be_reset(part):
    groups = part("properties.take_settings").GROUPS
    elsewhere = {
        "transcript",
        "text_source",
        "word_edits",
        "language",
        "start",
        "intensity",
        "layer",
        "stacking",
        "moves",
        "look_weight",
    }
    settings = set(part("properties.take_settings").SETTINGS)
    assert {name for names in groups.values() for name in names} == settings - elsewhere - {
        "made_by"
    }
    assert set(part("operators.maintenance").LABELS) == set(groups)


def test_the_demo_adds_a_head_once_and_animates(part, actor):
    import bpy

    assert bpy.ops.intone.try_demo() == {"FINISHED"}
    head = bpy.context.scene.intone_settings.character
    assert bpy.ops.intone.try_demo() == {"FINISHED"}
    assert bpy.context.scene.intone_settings.character == head
    assert [path.name for path in actor.heard] == ["northanger_abbey.flac"]
    assert [a.name for a in bpy.data.actions if part("blender.character.playback").is_ours(a)] == [
        "northanger_abbey"
    ]


def add_strip(path, name, start, channel=1):
    import bpy

    editor = bpy.context.scene.sequence_editor_create()
    strip = editor.strips.new_sound(name, str(path), channel, start)
    editor.active_strip = strip
    return strip


def test_a_strip_becomes_the_voice_from_where_its_sound_begins(part, actor, chosen, voice):
    import bpy

    assert not bpy.ops.intone.use_strip.poll()
    strip = add_strip(voice, "hello", 25)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # Blender 5.2 renames it for 6.0
        strip.frame_offset_start = 5 if bpy.app.version < (5, 2) else 5.0  # cut at its head
    chosen.intone.sound = ""
    assert bpy.ops.intone.use_strip(animate=True) == {"FINISHED"}
    assert (chosen.intone.sound, chosen.intone.start) == (str(voice), 25)
    assert actor.heard == [voice]


def test_a_strip_named_after_a_character_is_said_by_it(part, actor, face_mesh, chosen, voice):
    import bpy

    anna = face_mesh(("jawOpen", "mouthClose", "mouthSmileLeft"), name="Anna")
    add_strip(voice, "anna__angry__hello", 1)
    bpy.ops.intone.use_strip()
    assert bpy.context.scene.intone_settings.character == anna


def lines():
    import bpy

    return bpy.context.scene.intone_lines.lines


def test_a_folder_is_gathered_by_names_and_markers(part, face_mesh, chosen, voice, tmp_path):
    import bpy

    anna = face_mesh(("jawOpen", "mouthClose", "mouthSmileLeft"), name="Anna")
    folder = tmp_path / "lines"
    folder.mkdir()
    for name in ("anna__angry__0.5__first", "happy=0.7,sad=0.3__second", "third", "zoe__sad__x"):
        shutil.copy(voice, folder / f"{name}.wav")
    bpy.context.scene.timeline_markers.new("Second", frame=200)
    assert bpy.ops.intone.gather_folder(directory=str(folder)) == {"FINISHED"}
    told = [(one.character, one.emotion, one.scale, one.start) for one in lines()]
    assert told[0] == (anna, "angry", 0.5, 1)
    assert told[1] == (chosen, "mix", 1.0, 200)
    assert told[2] == (chosen, "own", 1.0, 248)  # after the two seconds of the one before
    assert told[3] == (None, "sad", 1.0, 296)  # nobody is called Zoe
    assert not bpy.context.scene.sequence_editor.strips and not bpy.data.sounds
    with pytest.raises(RuntimeError, match="in the list already"):
        bpy.ops.intone.gather_folder(directory=str(folder))


def test_animate_all_does_every_line_as_one_undo_step(part, actor, face_mesh, chosen, voice):
    import bpy

    anna = face_mesh(("jawOpen", "mouthClose", "mouthSmileLeft"), name="Anna")
    other = voice.with_name("anna__happy__0.5__other.wav")
    shutil.copy(voice, other)
    add_strip(voice, "hello", 10)
    add_strip(other, "other", 100, channel=2)
    assert bpy.ops.intone.gather_strips() == {"FINISHED"}
    bpy.ops.ed.undo_push(message="gathered")
    assert bpy.ops.intone.animate_all("EXEC_DEFAULT", True) == {"FINISHED"}
    assert actor.heard == [voice, other]
    bpy.context.scene.frame_set(110)
    keys = bpy.data.objects[anna.name].data.shape_keys.key_blocks
    assert keys["jawOpen"].value == pytest.approx(0.25)  # half the scale
    assert keys["mouthSmileLeft"].value == pytest.approx(1.0)
    assert len(bpy.data.actions) == 2
    performance = bpy.data.objects[anna.name].intone
    (take,) = performance.takes
    kept = performance if take.open else take
    assert (take.name, performance.sound) == (other.stem, str(other)) and take.action is not None
    kept = (kept.start, kept.emotion_source, kept.happy, kept.scale)
    assert kept == (100, "MIX", 1.0, 0.5)
    bpy.ops.ed.undo()
    assert not bpy.data.actions and len(lines()) == 2


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda line: setattr(line, "character", None), "Line 1 has no character"),
        (lambda line: setattr(line, "sound", ""), "Line 1 has no voice"),
        (lambda line: setattr(line, "sound", "/no/where.wav"), "Line 1: there is no file"),
        (lambda line: line.feel("gleeful=1"), "no emotion called 'gleeful'"),
    ],
)
def test_a_line_that_cannot_be_done_is_said_before_anything_is_heard(
    part, actor, chosen, change, said
):
    import bpy

    bpy.ops.intone.line_add()
    change(lines()[0])
    with pytest.raises(RuntimeError, match=said):
        bpy.ops.intone.animate_all()
    assert not actor.heard and not bpy.data.actions


def test_lines_are_listed_and_taken_off(part, actor, chosen, voice):
    import bpy

    assert not bpy.ops.intone.animate_all.poll() and not bpy.ops.intone.line_remove.poll()
    bpy.ops.intone.line_add()
    assert (lines()[0].character, lines()[0].title) == (chosen, "hello")
    assert bpy.ops.intone.animate_all() == {"FINISHED"}
    lines()[0].use = False
    assert not bpy.ops.intone.animate_all.poll()
    bpy.ops.intone.line_remove()
    assert not lines()


def test_time_left_is_said_in_seconds_and_then_in_minutes(part):
    time_left = part("panels.performance").time_left
    assert (time_left(29.8), time_left(540.0)) == ("30 s", "9 min")


def test_every_entry_of_the_menus_is_an_operator_with_a_description(part):
    import bpy

    verbs = [verb[0] for verb in part("operators.menus").VERBS if verb]
    for verb in (*verbs, "intone.use_strip", "intone.reset"):
        assert getattr(bpy.ops.intone, verb.split(".")[1]).get_rna_type().description


def test_our_entries_are_in_blenders_menus_and_leave_with_us(part, extension):
    import bpy

    menus = part("operators.menus").MENUS
    for name, draw in menus:
        assert draw in getattr(bpy.types, name)._dyn_ui_initialize()
    bpy.ops.preferences.addon_disable(module=extension)
    for name, draw in menus:
        assert draw not in getattr(bpy.types, name)._dyn_ui_initialize()
    bpy.ops.preferences.addon_enable(module=extension)


def test_animate_all_tells_what_animate_tells(part, actor, chosen, voice, capfd):
    import bpy

    chosen.data.shape_keys.key_blocks["jawOpen"].mute = True
    add_strip(voice, "hello", 10)
    add_strip(voice, "again", 100, channel=2)
    bpy.ops.intone.gather_strips()
    assert bpy.ops.intone.animate_all() == {"FINISHED"}
    said = capfd.readouterr().out
    assert "2 of 2 lines are animated. Lines 1, 2: jawOpen of Face are muted" in said


def test_the_transcript_of_the_demo_is_not_the_next_voices(part, actor, voice):
    import bpy

    bpy.ops.intone.try_demo()
    said = bpy.context.scene.intone_settings.character.intone
    assert said.text_source == "GIVEN" and "Catherine" in script(part).text
    said.sound = str(voice)
    assert (said.text_source, said.transcript) == ("AUTO", "")
    bpy.ops.intone.animate()
    said.active_take = said.takes.find("northanger_abbey")
    assert said.text_source == "GIVEN" and "Catherine" in script(part).text


def script(part):
    import bpy

    transcripts = part("properties.transcripts")
    return transcripts.script(bpy.context.scene.intone_settings.character)
