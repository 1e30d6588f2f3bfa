import hashlib
import os
import struct
from pathlib import Path

import numpy as np
import pytest

from intone.audio.speech import CONTENT, EMOTIONS, RATE, Speech
from intone.track import Track
from intone.worker.speech_cache import SpeechCache, key_of


def heard(frames: int, seed: int = 0) -> Speech:
    random = np.random.default_rng(seed)
    parts = [
        Track(random.random((frames, len(names)), np.float32), RATE, names)
        for names in (CONTENT, ("intensity",), EMOTIONS)
    ]
    return Speech(*parts, remarks=("The sound is clipped.",))


def test_what_was_kept_comes_back_bit_for_bit(tmp_path: Path) -> None:
    cache, speech = SpeechCache(tmp_path / "deep", 10**6), heard(40)
    assert cache.read("a") is None
    cache.write("a", speech)
    found = cache.read("a")
    assert found is not None and found.remarks == speech.remarks
    np.testing.assert_array_equal(found.content.values, speech.content.values)
    np.testing.assert_array_equal(found.emotion.values, speech.emotion.values)


def test_the_least_recently_used_goes_first(tmp_path: Path) -> None:
    one = SpeechCache(tmp_path, 10**9)
    one.write("a", heard(50))
    size = one.size()
    cache = SpeechCache(tmp_path, int(2.5 * size))
    cache.write("b", heard(50))
    for age, key in enumerate("ab"):
        os.utime(tmp_path / f"{key}.heard", (age, age))
    assert cache.read("a") is not None
    cache.write("c", heard(50))
    assert [cache.read(key) is not None for key in "abc"] == [True, False, True]
    assert cache.size() <= cache.limit


def test_a_broken_or_missing_file_is_heard_anew(tmp_path: Path) -> None:
    cache = SpeechCache(tmp_path, 10**6)
    cache.write("a", heard(20))
    place = tmp_path / "a.heard"
    for broken in (b"", b"nonsense" * 10, place.read_bytes()[:200]):
        place.write_bytes(broken)
        assert cache.read("a") is None


def test_clearing_leaves_what_is_not_ours_and_no_room_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    cache = SpeechCache(tmp_path, 10**6)
    cache.write("a", heard(20))
    cache.clear()
    SpeechCache(tmp_path, 0).write("b", heard(20))
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_folder_that_cannot_be_made_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    cache = SpeechCache(tmp_path / "file" / "below", 10**6)
    cache.write("a", heard(20))
    assert cache.read("a") is None and cache.size() == 0


def test_another_listener_has_another_key(tmp_path: Path) -> None:
    sound = tmp_path / "a.wav"
    sound.write_bytes(b"sound")
    keys = {key_of(sound, words) for words in (("1", "cpu"), ("1", "auto"), ("1c", "pu"))}
    assert len(keys) == 3 and key_of(sound, ("1", "cpu")) in keys
    with pytest.raises(OSError):
        key_of(tmp_path / "none.wav", ())


def test_what_was_changed_on_the_disk_is_heard_anew(tmp_path: Path) -> None:
    cache = SpeechCache(tmp_path, 10**6)
    cache.write("a", heard(20))
    place = tmp_path / "a.heard"
    whole = place.read_bytes()
    for k in range(0, len(whole), 97):
        place.write_bytes(whole[:k] + bytes([whole[k] ^ 4]) + whole[k + 1 :])
        assert cache.read("a") is None
    place.write_bytes(whole)
    assert cache.read("a") is not None


@pytest.mark.parametrize("body", [b"null", b"3", b'{"speech": 1}', b"[" * 9000, b'{"a": {}}'])
def test_a_body_that_holds_no_speech_is_heard_anew(tmp_path: Path, body: bytes) -> None:
    cache = SpeechCache(tmp_path, 10**6)
    body = struct.pack("<IQ", len(body), 0) + body
    (tmp_path / "a.heard").write_bytes(hashlib.sha256(body).digest() + body)
    assert cache.read("a") is None


def test_a_body_that_claims_more_than_any_file_holds_is_heard_anew(tmp_path: Path) -> None:
    for lengths in ((2**32 - 1, 0), (0, 2**64 - 1), (2, 2**63)):
        body = struct.pack("<IQ", *lengths) + b"{}"
        (tmp_path / "a.heard").write_bytes(hashlib.sha256(body).digest() + body)
        assert SpeechCache(tmp_path, 10**6).read("a") is None
