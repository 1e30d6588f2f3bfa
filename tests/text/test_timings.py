"""Files of timed words: our own go out and come in, others' come in, broken ones are refused."""

from collections.abc import Callable
from pathlib import Path

import pytest

from intone.audio.speech import VISEMES, SpokenWord, VisemeSpan
from intone.errors import OutputError, TextError
from intone.text.files import LARGEST
from intone.text.ipa import ipa_looks
from intone.text.timings import FORMATS, check_words_path, read_timed, words_text
from intone.text.timings.phones import ARPABET, visemes_of_phones
from intone.text.timings.subtitles import read_subtitles
from intone.text.timings.timed_text import TimedText, TimedWord

FILES = Path(__file__).parent / "files"
WRITABLE = [suffix for suffix, form in FORMATS.items() if form.write]
MILLISECOND = 0.001 + 1e-9


def word(text: str, start: float, end: float, *visemes: str, sureness: float = 1.0) -> SpokenWord:
    step = (end - start) / max(len(visemes), 1)
    spans = (VisemeSpan(v, start + k * step, start + (k + 1) * step) for k, v in enumerate(visemes))
    return SpokenWord(text, start, end, sureness, tuple(spans))


WORDS = {
    "sentence": (
        word("“Hello", 0.0, 0.3217, "E", "nn", "oh", sureness=0.5),
        word("<Bob> & co", 0.3217, 0.70049, "PP", "aa", "PP"),
        word('say "no"', 1.9, 2.0001, "SS"),
        word("fünf", 2.0001, 2.00011),
        word("-->", 3599.9999, 3600.4),
        word("15th", 3700.5, 3701.25, "FF"),
    ),
    "one": (word("Hm", 12.0004, 12.9),),
    "none": (),
    "an hour": tuple(word(f"w{k}", 0.37 * k + 0.01, 0.37 * k + 0.3333, "PP") for k in range(9000)),
}


@pytest.mark.parametrize("suffix", WRITABLE)
@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS.keys())
def test_words_go_out_and_come_in_within_a_millisecond(
    suffix: str, words: tuple[SpokenWord, ...], tmp_path: Path
) -> None:
    path = tmp_path / f"words{suffix}"
    path.write_text(words_text(words, path), encoding="utf-8")
    if not words and suffix in (".srt", ".vtt"):
        pytest.raises(TextError, read_timed, path).match("no cue")
        return
    back = read_timed(path).words
    assert [w.text.replace("→", "-->") for w in back] == [w.text for w in words]
    for here, there in zip(words, back, strict=True):
        assert abs(here.start - there.start) <= MILLISECOND
        assert abs(here.end - there.end) <= MILLISECOND


@pytest.mark.parametrize("suffix", [".json", ".textgrid"])
def test_mouths_go_out_and_come_in_too(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"words{suffix}"
    path.write_text(words_text(WORDS["sentence"], path), encoding="utf-8")
    for here, there in zip(WORDS["sentence"], read_timed(path).words, strict=True):
        assert [s.viseme for s in here.visemes] == [s.viseme for s in there.visemes]
        for mine, other in zip(here.visemes, there.visemes, strict=True):
            assert abs(mine.start - other.start) <= MILLISECOND
            assert abs(mine.end - other.end) <= MILLISECOND
        assert suffix != ".json" or here.sureness == there.sureness


def test_vtt_has_phrases_with_the_times_of_their_words_inside() -> None:
    words = (word("My", 0.5, 0.7), word("name", 0.75, 1.0), word("Then", 2.0, 2.4))
    assert words_text(words, Path("x.vtt")) == (
        "WEBVTT\n\n00:00:00.500 --> 00:00:01.000\nMy<00:00:00.700> <00:00:00.750>name\n\n"
        "00:00:02.000 --> 00:00:02.400\nThen\n"
    )


def shown(timed: TimedText) -> dict[str, str]:
    return {w.text: " ".join(s.viseme for s in w.visemes) for w in timed.words}


def test_textgrids_of_the_montreal_forced_aligner() -> None:
    timed = read_timed(FILES / "mfa_arpabet.TextGrid")
    mouths = {"maybe": "PP E ih PP ih", "thirty": "TH RR DD ih", "hobos": "oh oh ou PP oh ou SS"}
    assert shown(timed) == mouths
    first, _, last = timed.words
    assert (first.start, first.end, last.end) == (0.31, 0.62, 2.09)
    assert first.visemes[0] == VisemeSpan("PP", 0.31, 0.39)
    ipa = read_timed(FILES / "mfa_ipa.TextGrid")
    assert shown(ipa) == {"time": "DD aa ih PP", "view": "FF ih ou"}


def test_both_forms_of_a_textgrid_hold_the_same(tmp_path: Path) -> None:
    short = read_timed(FILES / "praat_short.TextGrid")
    assert [(w.text, w.start, w.end) for w in short.words] == [
        *(("Mum", 0.5, 0.9), ('said "no"', 0.9, 1.7)),
    ]
    long = tmp_path / "long.TextGrid"
    long.write_text(words_text(short.words, long), encoding="utf-8")
    assert read_timed(long).words == short.words


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1", "utf-16-be"])
def test_textgrids_are_read_in_all_that_praat_writes(encoding: str, tmp_path: Path) -> None:
    text = (FILES / "praat_short.TextGrid").read_text(encoding="utf-8").replace("Mum", "Käthe")
    path = tmp_path / "x.TextGrid"
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    path.write_bytes((mark + text).replace("\n", "\r\n").encode(encoding))
    assert read_timed(path).words[0].text == "Käthe"


def test_phrases_of_a_textgrid_without_words_are_cues() -> None:
    cues = read_timed(FILES / "praat_phrases.TextGrid").cues
    assert [(c.text, c.start, c.end) for c in cues] == [
        *(("My name is Pam.", 0.0, 1.5), ("I make maps.", 2.0, 4.0)),
    ]


def test_whisperx_keeps_words_that_it_could_not_time() -> None:
    timed = read_timed(FILES / "whisperx.json")
    assert timed.language == "en" and timed.text == "My mom was born in 1985.\nBig maps."
    assert timed.cues[0].words[-1] == TimedWord("1985.")
    assert len(timed.words) == 7 and timed.words[1].sureness == 0.934
    assert (timed.words[-1].start, timed.words[-1].end) == (2.484, 3.006)


def test_gentle_gives_phones_and_says_what_it_did_not_find() -> None:
    timed = read_timed(FILES / "gentle.json")
    assert timed.text == "My mom, Zblorf, bakes."
    assert shown(timed) == {"My": "PP aa ih", "mom": "PP aa PP", "bakes": ""}
    assert timed.cues[0].words[2] == TimedWord("Zblorf")
    assert timed.words[1].visemes[1].start == pytest.approx(0.55)


@pytest.mark.parametrize("name", ["rhubarb.tsv", "rhubarb.json", "rhubarb.xml"])
def test_rhubarb_gives_mouths_and_no_words(name: str) -> None:
    timed = read_timed(FILES / name)
    assert timed.cues == () and timed.mouth == (
        *(VisemeSpan("sil", 0.0, 0.3), VisemeSpan("PP", 0.3, 0.42), VisemeSpan("aa", 0.42, 0.8)),
        *(VisemeSpan("FF", 0.8, 1.0), VisemeSpan("sil", 1.0, 1.5)),
    )


def test_moho_counts_frames_from_one() -> None:
    mouth = read_timed(FILES / "moho.dat").mouth
    assert [(s.viseme, s.start * 24, s.end * 24) for s in mouth] == [
        *(("sil", 0, 6), ("PP", 6, 9), ("aa", 9, 18), ("FF", 18, 24)),
    ]


def test_papagayo_gives_words_and_mouths() -> None:
    timed = read_timed(FILES / "papagayo.pgo")
    assert shown(timed) == {"my": "PP aa", "map": "PP aa PP"}
    assert timed.words[1].start == 0.5 and timed.words[1].end == 30 / 24
    assert timed.words[1].visemes[-1] == VisemeSpan("PP", 1.0, 1.25)


def test_subtitles_of_a_studio_are_cues_without_words() -> None:
    timed = read_timed(FILES / "studio.srt")
    assert [(c.text, c.start, c.end, c.words) for c in timed.cues] == [
        ("My name is Pam. I make maps,", 0.5, 3.2, ()),
        ("and most mornings begin alike.", 3.5, 6.0, ()),
    ]
    first, second = read_timed(FILES / "studio.vtt").cues
    assert (first.text, first.words) == ("My name is Pam & Bob.", ())
    assert second.words == (
        *(TimedWord("Most", 3.5, 4.0), TimedWord("mornings", 4.0, 4.7)),
        *(TimedWord("begin", 4.7, None), TimedWord("alike.", None, 6.0)),
    )


def test_a_line_end_of_windows_is_one(tmp_path: Path) -> None:
    path = tmp_path / "x.srt"
    path.write_bytes((FILES / "studio.srt").read_bytes().replace(b"\n", b"\r\n"))
    assert read_timed(path) == read_timed(FILES / "studio.srt")


def test_a_breath_has_the_mouth_that_follows_and_unknown_phones_none() -> None:
    spans = visemes_of_phones(
        [("HH", 0.0, 0.1), ("AY1", 0.1, 0.3), ("??", 0.3, 0.4), ("h", 0.4, 1)]
    )
    assert [s.viseme for s in spans] == ["aa", "aa", "ih", "ax"]
    assert all(look in (*VISEMES, "next") for looks in ARPABET.values() for look in looks.split())
    assert ipa_looks("aj") == "aa ih"


BOMB = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><rhubarbResult/>'
OUTSIDE = '<!DOCTYPE r SYSTEM "file:///etc/passwd"><rhubarbResult/>'
GRID = 'File type = "ooTextFile"\nObject class = "TextGrid"\n'
PGO = "lipsync version 1\nx.wav\n"
BROKEN = [
    *(
        (".xml", BOMB, "document type"),
        (".xml", OUTSIDE, "document type"),
        (".xml", "<a", "no XML"),
    ),
    *((".xml", "<a/>", "no mouth cues"), (".xml", "\0", "no XML"), (".xml", "", "no XML")),
    (
        ".xml",
        "<rhubarbResult><mouthCues><mouthCue>A</mouthCue></mouthCues></rhubarbResult>",
        "time",
    ),
    *((".json", "{", "no JSON"), (".json", "[" * 100_000, "no JSON"), (".json", "3", "no object")),
    *(
        (".json", "{}", "neither words"),
        (".json", '{"words": 3}', "not a list"),
        (".json", "", "no"),
    ),
    *((".json", '{"words": [3]}', "not a list"), (".json", '{"segments": [[]]}', "not a list")),
    (".json", '{"words": [{"text": "a", "start": "x", "end": 1}]}', "no time"),
    (".json", '{"words": [{"text": "a", "start": NaN, "end": 1}]}', "no time"),
    (".json", '{"words": [{"text": "a", "start": 1e999, "end": 1}]}', "no time"),
    (".json", f'{{"words": [{{"text": "a", "start": {"9" * 400}, "end": 1}}]}}', "no time"),
    (".json", '{"words": [{"text": "a", "start": -1, "end": 1}]}', "no time"),
    (".json", '{"words": [{"text": "a", "start": 2, "end": 1}]}', "before it begins"),
    (".json", '{"words": [{"text": "a", "start": true, "end": 1}]}', "no time"),
    (".json", '{"words": [{"text": "a", "visemes": [{"viseme": "Q"}]}]}', "no viseme"),
    (".json", '{"words": [{"text": "a", "visemes": [{"viseme": "PP"}]}]}', "no time"),
    (".json", '{"words": [{"word": "a", "start": 1, "phones": [{"phone": "p"}]}]}', "no time"),
    (".json", '{"mouthCues": [{"start": 0, "end": 1, "value": "Q"}]}', "no mouth of Rhubarb"),
    *((".srt", "hello", "no cue"), (".srt", "1\n00:00 -> 1\nx", "no cue"), (".srt", "", "no cue")),
    *((".srt", "1\nx --> y\nz", "has the time"), (".srt", "00:02,0 --> 00:01,0\nx", "before it")),
    *((".vtt", "WEBVTT\n\n00:00.000 -->\nx", "has the time"), (".vtt", "WEBVTT", "no cue")),
    (".vtt", "WEBVTT\n\n00:00.000 --> 00:01.000\na <00:0x>b", "has the time"),
    *((".textgrid", "", "no TextGrid"), (".textgrid", "ooBinaryFile\x08TextGrid", "no TextGrid")),
    *((".textgrid", GRID, "too early"), (".textgrid", GRID + "0 1 <exists> 1e9", "says that")),
    (".textgrid", 'File type = "ooTextFile"\nObject class = "Pitch 1"\n', "no TextGrid"),
    (".textgrid", GRID + '0 1 <exists> 1 "IntervalTier" "words" 0 1 1 5 2 "a"', "before it begins"),
    (".textgrid", GRID + '0 1 <exists> 1 "IntervalTier" "words" 0 1 1 "a"', "has a number"),
    (".textgrid", GRID + '0 1 <exists> 1 "IntervalTier" "words" 0 1 1 0 1 7', "text in quotes"),
    (".textgrid", GRID + '0 1 <exists> 1 "IntervalTier" "x" 0 1 1 0 1 ""', "no words"),
    *(
        (".tsv", "a\tX", "no time"),
        (".tsv", "0.1\tQ", "no mouth of Rhubarb"),
        (".tsv", "0.1", "no"),
    ),
    *((".dat", "x", "no Moho"), (".dat", "", "no Moho"), (".dat", "MohoSwitch1\nx AI", "no time")),
    *(
        (".pgo", "", "no project"),
        (".pgo", PGO.strip(), "too early"),
        (".pgo", PGO + "0\n1\n1", "0 frames"),
    ),
    *((".pgo", PGO + "24\n1\n9999999", "number"), (".pgo", PGO + "24\n1\n-1", "number")),
    (".pgo", PGO + "24\n1\n1\nv\nt\n1\np\n0\n9\n1\nword 1 2", "no frames"),
    (".pgo", PGO + "24\n1\n1\nv\nt\n1\np\n0\n9\n1\nword 5 2 0", "before it begins"),
]


@pytest.mark.parametrize(("suffix", "text", "said"), BROKEN)
def test_what_is_broken_is_refused_in_a_sentence(
    suffix: str, text: str, said: str, tmp_path: Path
) -> None:
    path = tmp_path / f"broken{suffix}"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(TextError, match=said) as refusal:
        read_timed(path)
    assert str(refusal.value).startswith("broken") and str(refusal.value).endswith(".")


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"\x00" * 99, b'"' * 9999, b"<" * 9999])
def test_no_rubbish_is_read_or_raises_anything_else(
    suffix: str, content: bytes, tmp_path: Path
) -> None:
    path = tmp_path / f"x{suffix}"
    path.write_bytes(content)
    with pytest.raises(TextError):
        read_timed(path)


@pytest.mark.parametrize("path", sorted(FILES.iterdir()), ids=lambda path: path.name)
def test_files_cut_anywhere_are_read_or_refused(path: Path, tmp_path: Path) -> None:
    data = path.read_bytes()
    part = tmp_path / path.name
    for end in range(0, len(data), max(1, len(data) // 150)):
        part.write_bytes(data[:end])
        try:
            read_timed(part)
        except TextError as error:
            assert part.name in str(error)


def test_what_is_too_large_missing_or_of_no_kind_is_refused(tmp_path: Path) -> None:
    large = tmp_path / "large.srt"
    with large.open("wb") as file:
        file.truncate(LARGEST + 1)
    with pytest.raises(TextError, match="too large"):
        read_timed(large)
    with pytest.raises(TextError, match="no text"):
        read_timed(tmp_path / "gone.srt")
    with pytest.raises(TextError, match="no file of timed words"):
        read_timed(tmp_path / "x.wav")
    with pytest.raises(OutputError, match="end its name in .json, .srt, .vtt, .textgrid"):
        check_words_path(tmp_path / "x.tsv")


@pytest.mark.parametrize(
    "make",
    [
        lambda n: "1\n00:00,0 --> 00:01,0\n" + "<" * n,
        lambda n: "1\n00:00,0 --> 00:01,0\n" + "<0" * n,
        lambda n: "1\n00:00,0 --> 00:01,0\n" + "{\\" * n,
        lambda n: "1\n00:00,0 --> 00:01,0\n" + " " * n,
    ],
)
def test_subtitles_are_read_in_time_that_grows_with_their_length(
    make: Callable[[int], str],
) -> None:
    try:
        read_subtitles(make(300_000))
    except TextError as error:
        assert "has the time" in str(error)  # it came back at all
