"""Texts become what the mouth does, with and without espeak-ng."""

import subprocess
import sys
from pathlib import Path

import pytest

from intone.audio.speech import VISEMES
from intone.errors import TextError
from intone.text import english, espeak
from intone.text.ipa import ipa_looks
from intone.text.script import LONGEST, Script, pronounced, read_script
from intone.text.visemes import visemes_of

LIPS = (VISEMES.index("PP"), VISEMES.index("FF"))
RUNNING = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork")
needs_espeak = pytest.mark.skipif(espeak.library() is None, reason="espeak-ng is not installed")


@pytest.fixture
def no_espeak(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(espeak, "library", lambda: None)


def names(visemes: tuple[int, ...]) -> str:
    return " ".join(VISEMES[k] for k in visemes)


def lips(visemes: tuple[int, ...]) -> list[int]:
    return [k for k in visemes if k in LIPS]


def test_breath_takes_the_mouth_that_follows_and_a_diphthong_is_two() -> None:
    assert names(visemes_of(["next", "aa ih", "sil", "PP", "next"])) == "aa aa ih PP ax"


def test_english_words_are_said_as_the_dictionary_says() -> None:
    words = pronounced(Script("“Hello”, Pam’s MUM – came…thumb!"))
    assert [word.text for word in words] == ["Hello", "Pam's", "MUM", "came", "thumb"]
    assert [names(word.visemes) for word in words][1:] == [
        *("PP aa PP SS", "PP ax PP", "kk E ih PP", "TH ax PP"),
    ]


@pytest.mark.usefixtures("no_espeak")
def test_an_unknown_english_word_is_said_as_it_is_spelled() -> None:
    assert not english.looked_up("phlimbop")
    (word,) = pronounced(Script("Phlimbop"))
    assert names(word.visemes) == "FF nn ih PP PP aa PP"


def test_spelling_knows_the_lips_of_nearly_all_words() -> None:
    some = [line.split()[0] for line in english.entries()[::40]]
    right = [lips(english.spelled(word)) == lips(english.looked_up(word)) for word in some]
    assert len(some) > 3000 and sum(right) / len(right) > 0.98


@pytest.mark.usefixtures("no_espeak")
def test_what_cannot_be_said_is_left_out_or_refused_in_a_sentence() -> None:
    assert pronounced(Script("[laughs] !!")) == ()
    with pytest.raises(TextError, match="'de' needs espeak-ng"):
        pronounced(Script("Guten Tag", "de"))


@needs_espeak
def test_other_languages_are_said_by_espeak() -> None:
    found = [names(word.visemes) for word in pronounced(Script("Der Lappen", "de"))]
    assert "PP" in found[1] and len(found) == 2
    assert lips(pronounced(Script("55", "de-DE"))[0].visemes) == [LIPS[1]] * 4  # fünfundfünfzig
    with pytest.raises(TextError, match="no language 'xyzzy'"):
        pronounced(Script("Guten Tag", "xyzzy"))


def test_marks_of_ipa_change_no_mouth() -> None:
    assert ipa_looks("ˈaɪ") == "aa ih" and ipa_looks("t͡ʃ") == "CH" and ipa_looks("pʰ") == "PP"


def test_a_text_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "line.txt"
    path.write_text("\ufeffMay Bob", encoding="utf-8")
    assert read_script(str(path), "fr") == Script("May Bob", "fr")
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(TextError, match="not UTF-8"):
        read_script(str(path))


@pytest.mark.parametrize(
    ("given", "said"), [("gone.txt", "no text"), (" …", "empty"), ("a " * LONGEST, "too long")]
)
def test_what_is_no_text_is_refused(given: str, said: str) -> None:
    with pytest.raises(TextError, match=said):
        read_script(given)


def test_looking_for_espeak_runs_nothing() -> None:
    """ctypes.util.find_library would run gcc, ld and ldconfig, as PATH has them."""
    root = Path(__file__).parents[2]
    code = f"""
import importlib.util, sys
spec = importlib.util.spec_from_file_location(
    "intone", {str(root / "__init__.py")!r}, submodule_search_locations=[{str(root)!r}])
sys.modules["intone"] = importlib.util.module_from_spec(spec)
sys.addaudithook(lambda event, _: sys.exit(event) if event in {RUNNING} else None)
from intone.text import espeak
espeak.library()
"""
    assert subprocess.run([sys.executable, "-c", code], timeout=60).returncode == 0
