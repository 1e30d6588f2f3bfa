import hashlib
import importlib.metadata
import json

import pytest

from intone.cli import main
from intone.commands import doctor
from intone.model.catalogue import LISTEN


def findings(capsys: pytest.CaptureFixture[str], status: int = 0) -> dict[tuple[str, str], dict]:
    assert main(["doctor", "--json"]) == status
    told = json.loads(capsys.readouterr().out)
    return {(found["kind"], found["name"]): found for found in told["findings"]}


def test_it_names_versions_devices_and_hashes(capsys: pytest.CaptureFixture[str]) -> None:
    found = findings(capsys)
    assert importlib.metadata.version("numpy") in found["package", "numpy"]["said"]
    assert hashlib.sha256(LISTEN.read_bytes()).hexdigest() in found["file", "listen"]["said"]
    assert found["device", "cpu"]["good"]
    taken = [key for key, value in found.items() if "taken" in value["said"]]
    assert len(taken) == 1 and taken[0][0] == "device"
    for (kind, _), finding in found.items():
        assert finding["said"] and (finding["good"] or kind in ("device", "optional"))


def test_it_says_it_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 0
    said = capsys.readouterr().out
    assert "sha256" in said and said.endswith("Nothing is missing.\n")


def test_what_is_missing_is_said_and_is_a_failure(monkeypatch, tmp_path, capsys) -> None:
    monkeypatch.setitem(doctor.NEEDED, "intone-no-such-package", "this test")
    monkeypatch.setitem(doctor.FILES, "head", tmp_path / "none.npz")
    found = findings(capsys, status=1)
    assert not found["package", "intone-no-such-package"]["good"]
    assert "is missing" in found["file", "head"]["said"]
    assert main(["doctor"]) == 1
    assert "Missing: intone-no-such-package, head." in capsys.readouterr().out
