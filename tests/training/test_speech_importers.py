"""Corpora of speech in their own layouts are recognised and read: tiny folders made for it."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from intone.audio.speech import VISEMES
from intone.errors import DataError
from intone.training.data.phone_files import read_phones
from intone.training.data.phones import frames_of
from intone.training.importers.voices import LAYOUTS, recognise
from intone.training.importers.voices.recording import Recording

TEXTGRID = """File type = "ooTextFile"
Object class = "TextGrid"
xmin = 0
xmax = 1
tiers? <exists>
size = 2
item []:
    item [1]:
        class = "IntervalTier"
        name = "words"
        xmin = 0
        xmax = 1
        intervals: size = 2
        intervals [1]:
            xmin = 0
            xmax = 0.4
            text = "bee"
        intervals [2]:
            xmin = 0.4
            xmax = 1
            text = ""
    item [2]:
        class = "IntervalTier"
        name = "phones"
        xmin = 0
        xmax = 1
        intervals: size = 3
        intervals [1]:
            xmin = 0
            xmax = 0.09
            text = "B"
        intervals [2]:
            xmin = 0.09
            xmax = 0.4
            text = "IY1"
        intervals [3]:
            xmin = 0.4
            xmax = 1
            text = ""
"""


def sound(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, np.zeros(8000, np.float32), 16000)


def written(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def librispeech(folder: Path) -> list[Recording]:
    chapter = folder / "dev-clean" / "19" / "198"
    sound(chapter / "19-198-0000.flac")
    written(chapter / "19-198.trans.txt", "19-198-0000 NORTHANGER ABBEY\n19-198-0001 LOST\n")
    return [Recording(chapter / "19-198-0000.flac", "19-198-0000", "19", "northanger abbey")]


def ljspeech(folder: Path) -> list[Recording]:
    sound(folder / "wavs" / "LJ001-0001.wav")
    written(folder / "metadata.csv", "LJ001-0001|Dr. Who|Doctor Who\nLJ001-0002|no|sound\n")
    path = folder / "wavs" / "LJ001-0001.wav"
    return [Recording(path, "LJ001-0001", folder.name, "Doctor Who")]


def common_voice(folder: Path) -> list[Recording]:
    clips = folder / "de" / "clips"
    sound(clips / "common_voice_de_1.mp3")
    rows = "client_id\tpath\tsentence\tlocale\nabc\tcommon_voice_de_1.mp3\tGuten „Tag\tde\n"
    written(folder / "de" / "validated.tsv", rows + "abc\tnot_here.mp3\tfehlt\tde\n")
    path = clips / "common_voice_de_1.mp3"
    return [Recording(path, "common_voice_de_1", "abc", "Guten „Tag", "de")]


def vctk(folder: Path) -> list[Recording]:
    place = folder / "wav48_silence_trimmed" / "p225" / "p225_001_mic1.flac"
    sound(place)
    sound(place.with_name("p225_001_mic2.flac"))
    written(folder / "txt" / "p225" / "p225_001.txt", "Please call Stella.\n")
    return [Recording(place, "p225_001", "p225", "Please call Stella.")]


def textgrids(folder: Path) -> list[Recording]:
    sound(folder / "anna" / "one.wav")
    written(folder / "aligned" / "anna" / "one.TextGrid", TEXTGRID)
    grid = folder / "aligned" / "anna" / "one.TextGrid"
    return [Recording(folder / "anna" / "one.wav", "one", "anna", phones=grid)]


def tables(folder: Path) -> list[Recording]:
    sound(folder / "it" / "si.wav")
    written(folder / "it.csv", "id|seconds|text\nsi|0.5|Sì.\n")
    return [Recording(folder / "it" / "si.wav", "si", folder.name, "Sì.", "it")]


def kaldi(folder: Path) -> list[Recording]:
    sound(folder / "WAVE" / "one.WAV")
    tables = {
        "wav.scp": "0001 WAVE/one.WAV\n0002 sox x.wav -t wav - |\n0003 WAVE/missing.WAV\n",
        "text": "0001 WE CALL IT BEAR\n0002 no sound\n0003 none\n",
        "utt2spk": "0001 speaker7\n0002 speaker7\n",
    }
    for name, table in tables.items():
        written(folder / "train" / name, table)
    return [Recording(folder / "WAVE" / "one.WAV", "0001", "speaker7", "we call it bear")]


MAKERS: dict[str, Callable[[Path], list[Recording]]] = {
    "LibriSpeech": librispeech,
    "Kaldi": kaldi,
    "LJ Speech": ljspeech,
    "Common Voice": common_voice,
    "VCTK": vctk,
    "TextGrids": textgrids,
    "tables": tables,
}


@pytest.mark.parametrize("name", MAKERS)
def test_a_layout_is_recognised_and_read(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    made = MAKERS[name](folder)
    assert recognise(folder) == (name, made)


@pytest.mark.parametrize("name", MAKERS)
def test_no_other_importer_takes_it(name: str, tmp_path: Path) -> None:
    MAKERS[name](tmp_path / "corpus")
    for other, importer in LAYOUTS.items():
        assert other == name or not list(importer(tmp_path / "corpus"))


def test_a_table_with_phones_names_speakers_and_they_are_read(tmp_path: Path) -> None:
    sound(tmp_path / "sound" / "x.wav")
    written(tmp_path / "metadata.csv", "id|speaker|text\nx|19|ABBA\n")
    written(
        tmp_path / "phones" / "x.tsv", "0.00\t0.19\tSIL\t<sil>\t-70\n0.19\t0.50\tB\tabba\t-60\n"
    )
    _, (found,) = recognise(tmp_path)
    assert (found.speaker, found.phones) == ("19", tmp_path / "phones" / "x.tsv")
    phones = read_phones(found.phones)
    assert phones is not None
    assert [VISEMES[k] for k in frames_of(phones, 25)[0]] == ["sil"] * 10 + ["PP"] * 15


def test_phones_that_an_aligner_scored_badly_are_not_believed(tmp_path: Path) -> None:
    written(tmp_path / "x.tsv", "0.00\t0.20\tSIL\t<sil>\t-270\n0.20\t0.50\tB\tabba\t-160\n")
    assert read_phones(tmp_path / "x.tsv") is None


def test_the_phones_of_a_textgrid_become_visemes(tmp_path: Path) -> None:
    written(tmp_path / "one.TextGrid", TEXTGRID)
    phones = read_phones(tmp_path / "one.TextGrid")
    assert phones is not None
    looks, _ = frames_of(phones, 20)
    assert [VISEMES[k] for k in looks] == ["PP"] * 5 + ["ih"] * 15


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="No recorded speech"):
        recognise(tmp_path)
    with pytest.raises(DataError, match="no folder"):
        recognise(tmp_path / "missing")
