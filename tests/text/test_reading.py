"""What is given as a text: words, or the name of a file that must be there."""

from pathlib import Path

import pytest

from intone.audio.speech import VISEMES
from intone.errors import TextError
from intone.text import espeak
from intone.text.script import Script, names_file, pronounced, read_script


@pytest.fixture(autouse=True)
def no_espeak(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(espeak, "library", lambda: None)


@pytest.mark.parametrize("name", ["a.txt", "A B.TXT", "scrpit.md", "x.srt", "x.docx", "x.TextGrid"])
def test_the_name_of_a_text_file_that_is_not_there_is_an_error(name: str) -> None:
    assert names_file(name)
    with pytest.raises(TextError, match="no text|no plain text"):
        read_script(name)


@pytest.mark.parametrize(
    "text", ["Hello.", "Go to example.com", "He said e.g. this", "v1.2", "a\n.txt"]
)
def test_what_is_said_is_no_file(text: str) -> None:
    assert not names_file(text) and read_script(text).text == text


def test_a_file_that_is_there_is_read_or_refused_by_its_kind(tmp_path: Path) -> None:
    known, other = tmp_path / "line.srt", tmp_path / "line.lines"
    known.write_text("1\n00:00,0 --> 00:02,0\nHello <i>Pam</i>\n\n2\n00:02,0 --> 00:03,0\nBob\n")
    other.write_text("Hello")
    assert read_script(str(known)).text == "Hello Pam\nBob"
    with pytest.raises(TextError, match="line.lines is no plain text: save it as .txt"):
        read_script(str(other))
    (tmp_path / "cues.tsv").write_text("0.0\tX\n1.0\tA\n2.0\tX\n")
    with pytest.raises(TextError, match="empty"):
        read_script(str(tmp_path / "cues.tsv"))


def test_a_file_of_marks_is_spoken_without_them(tmp_path: Path) -> None:
    path = tmp_path / "scene.md"
    path.write_text("# Pam\n\n*sighs* My **15th** map!", encoding="utf-16")
    words = pronounced(read_script(str(path)))
    assert [word.text for word in words] == ["Pam", "My", "fifteenth", "map"]


@pytest.mark.parametrize("language", ["en-US", "en_GB", "EN", "English", "eng"])
def test_english_is_english_however_it_is_written(language: str) -> None:
    assert read_script("Hello", language) == Script("Hello", "en")
    assert pronounced(Script("Hello", language)) == pronounced(Script("Hello"))


def test_figures_are_said_with_their_mouths() -> None:
    words = pronounced(Script("5 maps"))
    assert [word.text for word in words] == ["five", "maps"]
    assert [VISEMES[v] for v in words[0].visemes] == ["FF", "aa", "ih", "FF"]
    assert [word.written for word in words] == [(0, 1), (2, 6)]


def test_a_known_word_may_have_an_s_behind() -> None:
    (word,) = pronounced(Script("TVs"))
    assert [VISEMES[v] for v in word.visemes] == ["DD", "ih", "FF", "ih", "SS"]
