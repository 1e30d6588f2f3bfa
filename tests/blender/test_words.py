"""Words at the desk: operators on words and mouths, what is kept of them, and what they move."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from support.actor import Actor

FPS = 24.0


class Speaker(Actor):
    """Says "hi" and "map" and then "go": the lips of the face close as far as is heard."""

    def __init__(self, part):
        super().__init__(part)
        speech = self._part("audio.speech")
        word, span = speech.SpokenWord, speech.VisemeSpan
        self.scripts = []
        self.words = (
            word("hi", 0.2, 0.5, 0.9, (span("kk", 0.2, 0.3), span("aa", 0.3, 0.5))),
            word("map", 0.5, 1.0, 0.8, tuple(
                span(*mouth)
                for mouth in (("PP", 0.5, 0.65), ("aa", 0.65, 0.85), ("PP", 0.85, 1.0))
            )),
            word("go", 1.2, 1.6, 0.7, (span("kk", 1.2, 1.3), span("oh", 1.3, 1.6))),
        )  # fmt: skip

    def listen(self, path, progress, script=None):
        self.scripts.append(script)
        return super().listen(path, progress, script)

    def act(self, speech, mood, style, progress):
        face = super().act(speech, mood, style, progress)
        values = face.values.copy()
        values[:, face.names.index("mouthClose")] = speech.content["lipsClosed"]
        return replace(face, values=values)


@pytest.fixture
def actor(part):
    workers = part("blender.background.workers")
    speaker = Speaker(part)
    workers.install(speaker)
    yield speaker
    workers.close()


@pytest.fixture
def face(part, settings):
    part("properties.spoken_words").select(-1)
    return settings.id_data


@pytest.fixture
def words(part, face):
    """The words that are said now."""
    return lambda: part("properties.spoken_words").words(face)


def closed(face, second):
    """How far the lips are keyed shut at that second."""
    import bpy

    bpy.context.scene.frame_set(round(face.intone.start + second * FPS))
    return face.data.shape_keys.key_blocks["mouthClose"].value


def act(part, face):
    """What a live update writes for the settings as they are now."""
    live, worker = part("blender.live.live_update"), part("blender.background.workers").worker()
    request = part("properties.requests").live_request(face)
    if request is not None:
        take, _ = live._draft_work(request, worker)(lambda *_: None)
        part("blender.takes.write").rewrite(take.keys(), request.target, 0.0)
    return request is not None


def texts(words):
    return [word.text for word in words]


def test_an_edit_is_kept_with_the_take_and_moves_the_face(part, face, words):
    import bpy

    assert closed(face, 1.45) == pytest.approx(0.0, abs=0.02)
    assert bpy.ops.intone.closure_add(word=2, frame=1 + 1.45 * FPS) == {"FINISHED"}
    assert [span.viseme for span in words()[2].visemes] == ["kk", "oh", "PP", "oh"]
    assert [word.edited for word in words()] == [False, False, True]
    assert act(part, face)
    assert closed(face, 1.45) > 0.6
    assert not act(part, face), "it is up to date"


@pytest.mark.parametrize(
    ("verb", "values", "edges"),
    [
        ("word_move", {"word": 2, "by": 2.4}, (1.3, 1.7)),
        ("word_move", {"word": 2, "by": -24.0}, (1.0, 1.4)),
        ("word_retime", {"word": 2, "start": 1 + 1.3 * FPS, "end": 1 + 1.5 * FPS}, (1.3, 1.5)),
        ("word_boundary", {"word": 1, "frame": 1 + 0.9 * FPS}, (0.9, 1.6)),
    ],
)
def test_words_are_moved(face, words, verb, values, edges):
    import bpy

    assert getattr(bpy.ops.intone, verb)(**values) == {"FINISHED"}
    assert (words()[2].start, words()[2].end) == pytest.approx(edges, abs=1e-4)
    assert words()[2].edited


def test_the_text_of_a_word_brings_its_mouths(face, words):
    import bpy

    bpy.ops.intone.word_text(word=0, text="puppy")
    assert [span.viseme for span in words()[0].visemes].count("PP") == 2
    with pytest.raises(RuntimeError, match="cannot be said"):
        bpy.ops.intone.word_text(word=0, text="…")
    assert texts(words()) == ["puppy", "map", "go"]


def test_words_come_and_go(face, words):
    import bpy

    bpy.ops.intone.word_insert(text="so", start=1 + 1.7 * FPS, end=1 + 1.9 * FPS)
    assert texts(words()) == ["hi", "map", "go", "so"]
    bpy.ops.intone.word_split(word=1, frame=1 + 0.75 * FPS)
    assert texts(words())[:3] == ["hi", "m", "ap"]
    bpy.ops.intone.word_delete(word=0)
    assert words()[0].visemes[0].viseme == "sil" and not words()[0].text
    bpy.ops.intone.word_reset(word=0)
    assert words()[0].text == "hi" and not words()[0].edited
    bpy.ops.intone.words_clear()
    assert texts(words()) == ["hi", "map", "go"] and not face.intone.word_edits


def test_mouths_are_replaced_weakened_held_and_removed(face, words):
    import bpy

    def mouths():
        return words()[1].visemes

    bpy.ops.intone.mouth_set(word=1, mouth=0, viseme="FF")
    assert mouths()[0].viseme == "FF"
    bpy.ops.intone.mouth_strength(word=1, mouth=1, strength=1.8)
    bpy.ops.intone.mouth_strength(word=1, mouth=1, by=1.0)
    assert mouths()[1].strength == pytest.approx(2.0)
    bpy.ops.intone.mouth_move(word=1, mouth=0, frame=1 + 0.7 * FPS)
    assert mouths()[0].end == mouths()[1].start == pytest.approx(0.7, abs=1e-4)
    bpy.ops.intone.mouth_hold(word=1, mouth=1, by=1.0)
    assert mouths()[1].end == pytest.approx(0.85 + 1 / FPS, abs=1e-4)
    bpy.ops.intone.mouth_remove(word=1, mouth=2)
    assert [span.viseme for span in mouths()] == ["FF", "aa"]


def test_operators_work_on_what_is_selected(part, face, words):
    import bpy

    with pytest.raises(RuntimeError, match="Select a word first"):
        bpy.ops.intone.word_delete()
    bpy.ops.intone.word_select(word=1, mouth=-1)
    with pytest.raises(RuntimeError, match="Select a mouth first"):
        bpy.ops.intone.mouth_remove()
    bpy.ops.intone.word_select(word=1, mouth=2)
    bpy.ops.intone.mouth_remove()
    assert len(words()[1].visemes) == 2


def test_one_step_of_undo_brings_the_words_back(part, face, words):
    import bpy

    name = face.name
    bpy.ops.ed.undo_push(message="ready")
    bpy.ops.intone.word_text("EXEC_DEFAULT", True, word=2, text="stop")
    bpy.ops.ed.undo()
    spoken = part("properties.spoken_words")
    assert texts(spoken.words(bpy.data.objects[name])) == ["hi", "map", "go"]
    bpy.ops.ed.redo()
    assert texts(spoken.words(bpy.data.objects[name])) == ["hi", "map", "stop"]


def test_edits_outlive_a_new_transcript_and_another_emotion(part, actor, face, words):
    import bpy

    bpy.ops.intone.word_text(word=1, text="mop")
    actor.words = (replace(actor.words[0], text="high"), *actor.words[1:])
    assert bpy.ops.intone.transcribe_again() == {"FINISHED"}
    assert texts(words()) == ["high", "mop", "go"]
    face.intone.emotion_source, face.intone.happy = "MIX", 1.0
    assert act(part, face) and texts(words()) == ["high", "mop", "go"]


def test_edits_are_in_the_file_and_in_copies_of_the_take(part, actor, face, words, tmp_path):
    import bpy

    bpy.ops.intone.mouth_strength(word=1, mouth=0, strength=0.25)
    bpy.ops.intone.duplicate_take()
    assert words()[1].visemes[0].strength == 0.25
    bpy.ops.intone.words_clear()
    bpy.ops.intone.switch_take()
    assert words()[1].visemes[0].strength == 0.25, "the original has its own"
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "kept.blend"))
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "kept.blend"))
    face = bpy.data.objects["Face"]
    bpy.context.scene.intone_settings.character = face
    found = part("properties.spoken_words").words(face)
    assert found[1].edited and found[1].visemes[0].strength == 0.25


def test_another_voice_has_no_edits_and_the_first_gets_its_own_back(face, voice, words):
    import bpy

    bpy.ops.intone.word_text(word=0, text="bye")
    first, other = face.intone.sound, voice.with_name("other.wav")
    other.write_bytes(voice.read_bytes())
    face.intone.sound = str(other)
    assert not face.intone.word_edits
    face.intone.sound = first
    assert texts(words())[0] == "bye"


def test_a_line_that_is_made_again_keeps_the_edits_of_its_take(face, voice, words):
    import bpy

    bpy.ops.intone.word_text(word=0, text="bye")
    kept, first = face.intone.word_edits, face.intone.sound
    other = voice.with_name("other.wav")
    other.write_bytes(voice.read_bytes())
    face.intone.sound = str(other)
    line = bpy.context.scene.intone_lines.lines.add()
    line.character, line.sound, line.start = face, first, 1
    assert bpy.ops.intone.animate_all() == {"FINISHED"}
    (take,) = face.intone.takes
    assert take.open and face.intone.word_edits == kept


def test_broken_edits_are_said_and_never_overwritten(face, words):
    import bpy

    face.intone.word_edits = '{"format": "spoken-words", "version": 99}'
    assert words() == ()
    assert not bpy.ops.intone.word_text.poll() and not bpy.ops.intone.word_insert.poll()
    with pytest.raises(RuntimeError, match="words"):
        bpy.ops.intone.animate()
    assert "99" in face.intone.word_edits


def test_the_text_of_a_take_is_transcribed_given_or_none(part, actor, face):
    script = part("text.script")
    transcripts = part("properties.transcripts")
    assert actor.scripts == [script.AUTO]
    face.intone.transcript = "hi map go"
    assert face.intone.text_source == "GIVEN"
    assert transcripts.script(face) == script.Script("hi map go")
    face.intone.text_source = "NONE"
    assert transcripts.script(face) is None
    prints = set()
    for source in ("AUTO", "GIVEN", "NONE"):
        face.intone.text_source = source
        request = part("properties.requests").request(face, __import__("bpy").context.scene)
        prints.add(request.target.fingerprint)
    assert len(prints) == 3


def test_the_list_of_words_edits_them(part, face, words):
    import bpy

    spoken = part("properties.spoken_words")
    spoken.sync()
    rows = bpy.context.window_manager.intone_words.rows
    assert [row.text for row in rows] == ["hi", "map", "go"]
    assert rows[2].start == round(1 + 1.2 * FPS)
    rows[2].start = 31
    rows[0].text = "ho"
    assert (words()[2].start, words()[2].end) == pytest.approx((30 / FPS, 1.6), abs=1e-4)
    assert words()[0].text == "ho"


def test_rows_of_the_lane_are_in_frames_and_know_what_is_edited(part, face, words):
    import bpy

    spoken = part("properties.spoken_words")
    bpy.ops.intone.mouth_strength(word=1, mouth=0, strength=0.5)
    row, mouths = spoken.word_row(face, words()), spoken.mouth_row(face, words())
    assert list(row.edited) == [False, True, False]
    assert row.first[2] == pytest.approx(1 + 1.2 * FPS)
    assert mouths.texts[2] == "PP 0.5" and list(mouths.owner) == [0, 0, 1, 1, 1, 2, 2]
    assert list(mouths.number) == [0, 1, 0, 1, 2, 0, 1]


@pytest.fixture
def place(part):
    place = part("blender.timeline.place")
    return place.Place(0.0, 480.0, 10.0, lambda frames: np.asarray(frames) * 10.0, 1.0, rows=True)


@pytest.mark.parametrize(
    ("x", "y", "found"),
    [
        (200, 35, (1, -1, "")),
        (132, 35, (1, -1, "start")),
        (248, 35, (1, -1, "end")),
        (200, 15, (1, 1, "")),
        (147, 15, (1, 0, "")),
        (270, 35, None),
        (200, 60, None),
        (200, 5, None),
    ],
)
def test_the_mouse_finds_words_mouths_and_edges(part, face, words, place, x, y, found):
    rows, spoken = part("blender.timeline.rows"), part("properties.spoken_words")
    both = spoken.word_row(face, words()), spoken.mouth_row(face, words())
    grip = rows.grip(*both, place, x, y)
    assert (grip and (grip.word, grip.mouth, grip.edge)) == found


@pytest.mark.parametrize(
    ("grip", "verb", "word"),
    [
        ((1, -1, ""), "word_move", 1),
        ((1, -1, "start"), "word_boundary", 0),
        ((0, -1, "end"), "word_boundary", 0),
        ((1, -1, "end"), "word_retime", 1),
        ((1, 1, "start"), "mouth_move", 1),
        ((1, 0, "start"), "", 1),
        ((1, 1, ""), "", 1),
    ],
)
def test_what_a_drag_moves(part, face, words, grip, verb, word):
    drag, rows = part("operators.word_drag"), part("blender.timeline.rows")
    found = drag.drag_of(rows.Grip(*grip), words(), lambda at: 1 + at * FPS)
    assert (found.verb, found.word) == (verb, word)


def test_an_edge_snaps_to_whole_frames(part):
    drag = part("operators.word_drag").Drag("word_retime", 0, -1, 10.3, 20.7, "end")
    assert drag.moved(2) == (10.3, 23.0)
