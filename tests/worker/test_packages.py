import zipfile
from pathlib import Path

import pytest

from intone.worker.packages import fits, unpacked


@pytest.mark.parametrize(
    ("wheel", "pythons"),
    [
        ("a-1-py3-none-any.whl", "11 13 14"),
        ("a-1-py2.py3-none-win_amd64.whl", "11 13 14"),
        ("a-1-cp311-cp311-linux_x86_64.whl", "11"),
        ("a-1-cp312-abi3-manylinux_2_27_x86_64.manylinux_2_28_x86_64.whl", "13 14"),
        ("a-1-cp310-abi3-win32.whl", "11 13 14"),
        ("a-1-2-cp313-cp313-win32.whl", "13"),
        ("a-1-pp310-pypy310_pp73-win32.whl", ""),
    ],
)
def test_a_wheel_fits_its_pythons(wheel: str, pythons: str) -> None:
    assert [minor for minor in (11, 13, 14) if fits(wheel, (3, minor))] == [
        int(minor) for minor in pythons.split()
    ]


def wheel(folder: Path, name: str, files: dict[str, str]) -> None:
    folder.mkdir(exist_ok=True)
    with zipfile.ZipFile(folder / name, "w") as archive:
        for file, text in files.items():
            archive.writestr(file, text)


def test_the_fitting_wheels_are_unpacked_once_and_older_ones_go(tmp_path: Path) -> None:
    wheels, home = tmp_path / "wheels", tmp_path / "home"
    wheel(wheels, "a-1-cp311-cp311-x.whl", {"a.py": "11"})
    wheel(wheels, "a-1-cp313-cp313-x.whl", {"a.py": "13"})
    wheel(wheels, "b-1-py3-none-any.whl", {"onnxruntime/tools/x.py": "", "onnxruntime/y.py": ""})
    folder = unpacked(wheels, home, (3, 13))
    found = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.py"))
    assert found == ["a.py", "onnxruntime/y.py"]
    assert (folder / "a.py").read_text() == "13"
    (folder / "a.py").write_text("kept")
    assert unpacked(wheels, home, (3, 13)) == folder
    assert (folder / "a.py").read_text() == "kept"
    wheel(wheels, "c-1-py3-none-any.whl", {"c.py": ""})
    newer = unpacked(wheels, home, (3, 13))
    assert list(home.iterdir()) == [newer] and newer != folder


def test_a_broken_wheel_leaves_no_folder(tmp_path: Path) -> None:
    (tmp_path / "wheels").mkdir()
    (tmp_path / "wheels" / "a-1-py3-none-any.whl").write_bytes(b"no zip")
    with pytest.raises(OSError, match="not a zip"):
        unpacked(tmp_path / "wheels", tmp_path / "home", (3, 13))
    assert list((tmp_path / "home").iterdir()) == []


def test_where_another_was_faster_its_folder_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel(tmp_path / "wheels", "a-1-py3-none-any.whl", {"a.py": "mine"})

    def another_first(made: Path, target: Path) -> None:
        target.mkdir()
        (target / "a.py").write_text("theirs")
        raise OSError

    monkeypatch.setattr(Path, "rename", another_first)
    folder = unpacked(tmp_path / "wheels", tmp_path / "home", (3, 13))
    assert (folder / "a.py").read_text() == "theirs"
    assert list((tmp_path / "home").iterdir()) == [folder]
