"""The recogniser's files are taken from the pinned wheel, and from no other."""

import importlib.util
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

from intone.model.recogniser import FILES

TOOL = Path(__file__).parents[2] / "tools" / "fetch_recogniser.py"


@pytest.fixture
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("fetch_recogniser", TOOL)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_folder_without_the_files_wants_all_three(tool: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "tokenizer.bin").write_bytes(b"another")
    assert tool.wrong(tmp_path) == list(FILES)


def test_files_of_another_content_are_refused(tool: ModuleType, tmp_path: Path) -> None:
    wheel = tmp_path / "a.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name in FILES:
            archive.writestr(f"moonshine_voice/assets/tiny-en/{name}", "another")
    with pytest.raises(SystemExit, match="encoder_model"):
        tool.extract(wheel, tmp_path / "there")


def test_another_wheel_is_refused(
    tool: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pip(command: tuple[str, ...]) -> object:
        (tmp_path / "x.whl").write_bytes(b"another")
        return type("Done", (), {"returncode": 0})

    monkeypatch.setattr(tool.subprocess, "run", pip)
    with pytest.raises(SystemExit, match="not the pinned wheel"):
        tool.download(tmp_path)
