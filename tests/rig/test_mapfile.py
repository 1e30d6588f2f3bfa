from pathlib import Path

import pytest

from intone.errors import OutputError, RigError
from intone.export.files import write_text
from intone.rig.channels import Channel, Inventory
from intone.rig.mapfile import read_map, toml
from intone.rig.mapping import Link, RigMap

NAMES = ("jawOpen", 'odd "name" \\ ｳｨﾝｸ', "smile", "new\nline")


def inventory(owner: str = "Head") -> Inventory:
    return Inventory(tuple(Channel(owner, "KEY", name, f"path of {name}") for name in NAMES))


def rich(owner: str = "Head") -> RigMap:
    jaw, odd, smile, line = inventory(owner).channels
    links = (
        Link("jawOpen", jaw, weight=0.1 + 0.2, offset=-0.05),
        Link("eyeBlinkLeft", odd, least=0.1, most=0.9, gamma=1.5),
        Link("mouthSmileLeft", smile, weight=0.5, mute=True),
        Link("mouthSmileRight", smile, weight=1e-7, stand_in=True),
        Link("headYaw", line, weight=-1),
    )
    return RigMap('A "rig"', links, {"jaw": 0.7, "head": 1.25})


def test_a_map_comes_back_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "hero.toml"
    write_text(path, toml(rich()))
    found = read_map(path, inventory())
    assert found.rig == rich()
    assert found.missing == ()
    assert [file.name for file in tmp_path.iterdir()] == ["hero.toml"]


def test_a_map_is_shared_with_another_character(tmp_path: Path) -> None:
    write_text(tmp_path / "map.toml", toml(rich()))
    assert read_map(tmp_path / "map.toml", inventory("Other head")).rig == rich("Other head")


def test_of_several_objects_the_one_named_is_meant(tmp_path: Path) -> None:
    write_text(tmp_path / "map.toml", toml(rich()))
    both = Inventory((*inventory("Teeth").channels, *inventory().channels))
    assert read_map(tmp_path / "map.toml", both).rig == rich()


def test_what_the_character_lacks_is_told(tmp_path: Path) -> None:
    write_text(tmp_path / "map.toml", toml(rich()))
    found = read_map(tmp_path / "map.toml", Inventory(inventory().channels[:1]))
    assert [link.face for link in found.rig.links] == ["jawOpen"]
    assert found.missing == NAMES[1:]


def test_a_map_is_not_written_where_it_cannot(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        write_text(tmp_path / "nowhere" / "map.toml", toml(rich()))


def csv(folder: Path, text: str) -> Path:
    path = folder / "artist.csv"
    path.write_text(text, "utf-8")
    return path


def test_an_artists_table(tmp_path: Path) -> None:
    path = csv(
        tmp_path,
        "\ufeffface,target,weight,offset,most\n"
        + "jawOpen, JAWOPEN,0.5,,0.8\n\nmouthSmileLeft,smile,,0.1,\nheadYaw,neck:x,1,,\n",
    )
    found = read_map(path, inventory())
    jaw, _, smile, _ = inventory().channels
    assert found.rig.links == (
        Link("jawOpen", jaw, weight=0.5, most=0.8),
        Link("mouthSmileLeft", smile, offset=0.1),
    )
    assert found.missing == ("neck:x",)


def test_semicolons_part_columns_too(tmp_path: Path) -> None:
    found = read_map(csv(tmp_path, "face;target;weight\njawOpen;jawOpen;0.5\n"), inventory())
    assert found.rig.links == (Link("jawOpen", inventory().channels[0], weight=0.5),)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "line 1: name the columns"),
        ("face,goal\njawOpen,jaw\n", "line 1: name the columns"),
        ("face,target,colour\n", "line 1: there is no column 'colour'"),
        ("face,target\njawOpen,jawOpen\nchin,smile\n", "line 3: The face has no channel 'chin'"),
        ("face,target,weight\njawOpen,jawOpen,much\n", "line 2: weight is 'much'"),
        ("face,target,weight\njawOpen,jawOpen,inf\n", "line 2: .*finite"),
        ("face,target,least\njawOpen,jawOpen,1\n", "line 2: .*no curve"),
        ("face,target\njawOpen\n", "line 2: give a face and a target"),
        ("face,target\na,b,c,d\n", "line 2: it has more cells than columns"),
        ("face,target\n" + "j" * 200000, "line 2: field larger"),
        ('face,target\n"jawOpen,jaw\n', "line 2: give a face and a target"),
    ],
)
def test_bad_tables_are_refused_with_their_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(RigError, match=f"artist.csv, {message}"):
        read_map(csv(tmp_path, text), inventory())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a = " + "9" * 5000, "not TOML"),
        ("a = " + "[" * 5000, "not TOML"),
        ("face = ", "not TOML"),
        ("a = 1", "not a map of Intone"),
        ('format = "intone map 1"\nlink = 3', ".* is no table"),
        ('format = "intone map 1"\nlink = [3]', "link 1: give a face"),
        ('format = "intone map 1"\n[[link]]\nface = "jawOpen"', "link 1: give a face"),
        (
            'format = "intone map 1"\n[[link]]\nface = "jawOpen"\ntarget = "a"\nweight = "1 kg"',
            "link 1: weight is '1 kg'",
        ),
        (
            'format = "intone map 1"\n[[link]]\nface = "jawOpen"\ntarget = "smile"\ngamma = -1',
            "link 1: .*no curve",
        ),
        (
            'format = "intone map 1"\n[[link]]\nface = "jawOpen"\ntarget = "smile"\nweight = 1e9',
            "link 1: .*finite ones up to 1,000,000",
        ),
        ('format = "intone map 1"\n[amplitude]\nnose = 2', "amplitude has no 'nose'"),
        ('format = "intone map 1"\n[amplitude]\njaw = "wide"', "amplitude: jaw is 'wide'"),
    ],
)
def test_what_is_no_map_is_refused(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "map.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(RigError, match=f"map.toml, {message}"):
        read_map(path, inventory())


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(RigError, match="cannot be read"):
        read_map(tmp_path / "gone.toml", inventory())
    (tmp_path / "binary.csv").write_bytes(b"\xff\x00\xfe\x01")
    with pytest.raises(RigError, match="no UTF-8"):
        read_map(tmp_path / "binary.csv", inventory())
