import json
from pathlib import Path
from zlib import crc32

import pytest

from intone.audio.formats import SOUNDS
from intone.batch.manifest import Defaults, Line, Manifest, read_manifest
from intone.batch.naming import Named, parse_name
from intone.batch.work import felt_key
from intone.errors import ManifestError
from intone.face.performance import Style
from intone.order import Order

DEFAULTS = Defaults(".csv", (".csv", ".json"), Order(Path(), fps=24.0))


@pytest.fixture
def manifest(tmp_path: Path):
    def write(text: str, name: str = "lines.csv") -> Path:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path / name

    return write


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("anna__angry__0.8__line042.wav", Named("anna", "angry", "0.8")),
        ("angry__0.8__line042.wav", Named("", "angry", "0.8")),
        ("anna__angry__line042.wav", Named("anna", "angry", "")),
        ("anna__happy=0.7,sad=0.3__2__x.wav", Named("anna", "happy=0.7,sad=0.3", "2")),
        ("anna__auto__x.flac", Named("anna", "auto", "")),
        ("anna__Angry__x.flac", Named("anna", "Angry", "")),
        ("Auto__x.flac", Named("", "Auto", "")),
        ("line042.wav", Named()),
        ("two__words.wav", Named()),
    ],
)
def test_a_name_says_what_is_in_it(name: str, said: Named) -> None:
    assert parse_name(Path(name)) == said


def test_a_csv_is_read_whole(manifest, tmp_path: Path) -> None:
    path = manifest(
        "\ufeffsound, emotion, scale, character, text, fps, out\n"
        'a.wav, "happy=0.7,sad=0.3", 0.5, Anna, "Well, hello", 30, act1/a.json\n'
        "b/c.wav,,,,,,\n"
        "ben__angry__0.8__x.wav,,,,,,\n"
    )
    assert read_manifest(path, DEFAULTS).lines == (
        Line(
            2,
            Order(
                tmp_path / "a.wav",
                "happy=0.7,sad=0.3",
                0.5,
                30.0,
                "Well, hello",
                style=Style(person=crc32(b"Anna")),
            ),
            Path("act1/a.json"),
            "Anna",
        ),
        Line(3, Order(tmp_path / "b/c.wav", "auto", 1.0, 24.0), Path("c.csv")),
        Line(
            4,
            Order(
                tmp_path / "ben__angry__0.8__x.wav",
                "angry",
                0.8,
                24.0,
                style=Style(person=crc32(b"ben")),
            ),
            Path("ben__angry__0.8__x.csv"),
            "ben",
        ),
    )


def test_a_row_may_name_a_file_of_its_own_emotions(manifest, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text("[Merry.face]\ncheekPuff = 0.5\n", encoding="utf-8")
    path = manifest("sound,emotion,emotions\na.wav,merry,own.toml\nb.wav,merry,\nc.wav,,no.toml\n")
    found = read_manifest(path, DEFAULTS)
    (line,) = found.lines
    assert (line.order.emotion, line.files) == ("merry", (own,))
    assert [emotion.name for emotion in line.order.used_own] == ["merry"]
    unknown, missing = found.refusals
    assert "no emotion called 'merry'" in unknown.reason and "cannot be read" in missing.reason


def test_a_row_may_name_a_table_of_emotions_over_time(manifest, tmp_path: Path) -> None:
    (tmp_path / "arc.csv").write_text("seconds,happy\n0,0\n1,1\n")
    path = manifest("sound,emotion\na.wav,arc.csv\nb.wav,\n")
    first, second = read_manifest(path, DEFAULTS).lines
    assert first.files == (tmp_path / "arc.csv",)
    assert first.order.emotion["happy"][25] == pytest.approx(0.5)
    assert felt_key(first.order) != felt_key(second.order) == "auto"


def test_json_lines_say_the_same_as_a_csv(manifest) -> None:
    rows = [{"sound": "a.wav", "scale": 0.5, "text": None}, {"sound": "b.wav", "emotion": "sad"}]
    text = "\n" + "\n".join(map(json.dumps, rows))  # a table has its columns in line 1
    lines = read_manifest(manifest(text, "l.jsonl"), DEFAULTS)
    table = manifest("sound,scale,emotion\na.wav,0.5,\nb.wav,,sad\n")
    assert lines == read_manifest(table, DEFAULTS)


def test_a_folder_is_read_with_what_lies_below_it(tmp_path: Path) -> None:
    (tmp_path / "act1").mkdir()
    for name in ("b.wav", "act1/a.flac", "notes.txt", ".hidden.wav"):
        (tmp_path / name).touch()
    outs = [(line.order.sound.name, line.out) for line in read_manifest(tmp_path, DEFAULTS).lines]
    assert outs == [("a.flac", Path("act1/a.csv")), ("b.wav", Path("b.csv"))]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("a.wav,merry,1,", "no emotion called 'merry'"),
        ("a.wav,sad,loud,", "'loud' is no number"),
        ("a.wav,sad,-1,", "of 0 or more"),
        ("a.wav,sad,nan,", "'nan' is no number"),
        ("a.wav,sad,1,../x.csv", "outside the folder"),
        ("a.wav,sad,1,/x.csv", "outside the folder"),
        (",sad,1,", "names no sound"),
    ],
)
def test_a_line_that_cannot_be_does_not_stop_the_others(manifest, row: str, reason: str) -> None:
    found = read_manifest(manifest(f"sound,emotion,scale,out\n{row}\nb.wav,,,\n"), DEFAULTS)
    assert [line.number for line in found.lines] == [3]
    (refusal,) = found.refusals
    assert refusal.number == 2 and reason in refusal.reason


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("l.csv", "", "no field 'sound'|no line"),
        ("l.csv", "sound\n", "no line"),
        ("l.csv", "file\na.wav\n", "no field 'sound'"),
        ("l.csv", "sound,mood\na.wav,sad\n", "field 'mood'"),
        ("l.csv", "sound,emotion,emotion\na.wav,sad,sad\n", "two columns 'emotion'"),
        ("l.jsonl", "sound\n", "l.jsonl:1 is no JSON object"),
        ("l.jsonl", "[]\n", "l.jsonl:1 is no JSON object"),
        ("l.txt", "a.wav\n", "is no manifest"),
    ],
)
def test_what_is_no_manifest_is_refused(manifest, name: str, text: str, reason: str) -> None:
    with pytest.raises(ManifestError, match=reason):
        read_manifest(manifest(text, name), DEFAULTS)
    with pytest.raises(ManifestError, match="cannot be read"):
        read_manifest(Path("/nowhere/lines.csv"), DEFAULTS)


def test_lines_that_would_write_one_file_stop_no_others(tmp_path: Path) -> None:
    for name in ("a.wav", "a.flac", "b.wav", "b.mp4"):
        (tmp_path / name).touch()
    found = read_manifest(tmp_path, DEFAULTS)
    assert [line.order.sound.name for line in found.lines] == ["b.wav"]
    assert len(found.refusals) == 2
    assert all("a.flac" in one.reason and "a.wav" in one.reason for one in found.refusals)


def test_names_that_differ_in_case_only_are_one_file(manifest) -> None:
    found = read_manifest(manifest("sound\nx/a.wav\ny/A.wav\nz/b.wav\n"), DEFAULTS)
    assert [line.out for line in found.lines] == [Path("b.csv")]
    assert [refusal.number for refusal in found.refusals] == [2, 3]


@pytest.mark.parametrize("suffix", sorted(SOUNDS))
def test_whatever_counts_as_a_sound_is_a_line_of_its_folder(tmp_path: Path, suffix: str) -> None:
    (tmp_path / f"a{suffix.upper()}").touch()
    (line,) = read_manifest(tmp_path, DEFAULTS).lines
    assert line.out == Path("a.csv")


def test_a_spreadsheet_of_another_country_says_the_same(manifest, tmp_path: Path) -> None:
    plain = read_manifest(manifest("sound,emotion,scale\na.wav,Happy,0.8\n"), DEFAULTS)
    for name, parted in (("b.csv", ";"), ("c.tsv", "\t"), ("d.csv", "\t")):
        text = "sound,emotion,scale\r\na.wav,Happy,0.8\r\n".replace(",", parted)
        assert read_manifest(manifest(text.replace("0.8", "0,8"), name), DEFAULTS) == plain


def test_rows_without_content_are_left_out_and_the_others_keep_their_numbers(manifest) -> None:
    found = read_manifest(manifest("sound,scale,\n,,\na.wav,1,\n\n,,\nb.wav,x,\n,,\n"), DEFAULTS)
    assert [line.number for line in found.lines] == [3]
    assert [refusal.number for refusal in found.refusals] == [6]


def test_a_text_with_an_unquoted_comma_is_refused_not_cut(manifest) -> None:
    found = read_manifest(manifest("sound,text\na.wav,Well, hello\nb.wav,Hello,,\n"), DEFAULTS)
    assert [line.order.text for line in found.lines] == ["Hello"]
    assert "more cells than columns" in found.refusals[0].reason


def test_chunks_share_out_lines_whose_numbers_have_gaps() -> None:
    whole = Manifest(tuple(Line(k, Order(Path("a")), Path(str(k))) for k in range(2, 20, 2)))
    sizes = [len(whole.chunk(index, 2).lines) for index in (1, 2)]
    assert sorted(sizes) == [4, 5]


@pytest.mark.parametrize("count", [1, 3, 7])
def test_chunks_are_the_whole_and_share_nothing(count: int) -> None:
    whole = Manifest(tuple(Line(k, Order(Path("a")), Path(str(k))) for k in range(1, 8)))
    chunks = [whole.chunk(index, count).lines for index in range(1, count + 1)]
    assert sorted(line.number for lines in chunks for line in lines) == list(range(1, 8))
    assert max(map(len, chunks)) - min(map(len, chunks)) <= 1


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"fps": 1e6}, "no number of 1 to 1000"),
        ({"out": "."}, "names no file"),
        ({"sound": "/"}, "names no file"),
        ({"out": "a\0b"}, "code 0"),
        ({"text": "\ud800 a"}, "half a character"),
    ],
)
def test_a_row_that_cannot_be_is_one_refusal(manifest, row: dict, reason: str) -> None:
    rows = [{"sound": "a.wav"}, {"sound": "b.wav", **row}, {"sound": "c.wav"}]
    found = read_manifest(manifest("\n".join(map(json.dumps, rows)), "m.jsonl"), DEFAULTS)
    assert [line.number for line in found.lines] == [1, 3]
    assert [refused.number for refused in found.refusals] == [2]
    assert reason in found.refusals[0].reason


def test_a_broken_json_line_stops_only_itself(manifest) -> None:
    path = manifest("", "m.jsonl")
    lines = (b'\xef\xbb\xbf{"sound": "a.wav"}', b'{"sound": "b', b'["c.wav"]', b'{"sound": "\xff"}')
    others = (b'{"sound": "d.wav", "mood": "sad"}', b'{"out": "e"}', b'{"sound": "f.wav"}')
    path.write_bytes(b"\n".join([*lines, *others]))
    found = read_manifest(path, DEFAULTS)
    assert [line.order.sound.name for line in found.lines] == ["a.wav", "f.wav"]
    reasons = {refused.number: refused.reason for refused in found.refusals}
    said = ("no JSON object", "no JSON object", "not UTF-8", "'mood'", "no field 'sound'")
    for number, part in zip(range(2, 7), said, strict=True):
        assert part in reasons[number] and f"m.jsonl:{number}" in reasons[number]


@pytest.mark.parametrize(
    ("name", "text"),
    [("m.jsonl", '{"sound": ' + "[" * 99_999), ("m.csv", "sound\n" + "x" * 140_000)],
)
def test_a_manifest_that_exhausts_its_reader_is_refused(manifest, name: str, text: str) -> None:
    with pytest.raises(ManifestError, match=r"m\.(jsonl:1 is no JSON object|csv, line)"):
        read_manifest(manifest(text, name), DEFAULTS)


def test_thousands_of_lines_for_one_file_do_not_all_name_each_other(tmp_path: Path) -> None:
    table = tmp_path / "lines.csv"
    table.write_text("sound,out\n" + "voice.wav,take.csv\n" * 2000, "utf-8")
    found = read_manifest(table, DEFAULTS)
    assert len(found.refusals) == 2000
    assert max(len(refusal.reason) for refusal in found.refusals) < 300
    assert "1997 more" in found.refusals[0].reason
