import os
from pathlib import Path

import pytest

from intone.batch.ledger import append, digest, key_of, ledger_path, read_ledgers
from intone.errors import OutputError


def made(out: str, key: str = "k") -> dict[str, object]:
    return {"event": "done", "out": out, "key": key, "digest": "d"}


def test_all_ledgers_of_a_folder_count(tmp_path: Path) -> None:
    append(ledger_path(tmp_path), made("a.csv"))
    append(ledger_path(tmp_path, 2, 3), made("b.csv"))
    append(ledger_path(tmp_path), made("a.csv", "other"))
    append(ledger_path(tmp_path), {"event": "failed", "out": "c.csv"})
    assert read_ledgers(tmp_path) == {
        "a.csv": frozenset({("k", "d"), ("other", "d")}),
        "b.csv": frozenset({("k", "d")}),
    }


def test_a_record_cut_off_spoils_no_other(tmp_path: Path) -> None:
    path = ledger_path(tmp_path)
    append(path, made("a.csv"))
    path.write_bytes(path.read_bytes() + b'{"event": "done", "out": "b.c')
    append(path, made("c.csv"))
    assert set(read_ledgers(tmp_path)) == {"a.csv", "c.csv"}


def test_a_log_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="run the same again"):
        append(tmp_path / "none" / "log.jsonl", made("a.csv"))


def test_digests_tell_contents_apart(tmp_path: Path) -> None:
    for name, text in (("one", "x"), ("two", "x"), ("three", "y")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text(text)
    one, two, three = (digest(tmp_path / name) for name in ("one", "two", "three"))
    assert one == two != three
    assert digest(tmp_path / "one" / "file") == digest(tmp_path / "two" / "file")
    assert digest(tmp_path / "none") == ""


def test_a_key_depends_on_every_ingredient_and_on_no_order() -> None:
    key = key_of({"a": 1, "b": [2]})
    assert key == key_of({"b": [2], "a": 1})
    assert key != key_of({"a": 1, "b": [3]})


def test_what_is_no_ledger_of_ours_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "intone-batch-folder.jsonl").mkdir()
    (tmp_path / "intone-batch-deep.jsonl").write_text("[" * 200_000)
    if os.name != "nt":
        (tmp_path / "intone-batch-lost.jsonl").symlink_to(tmp_path / "nowhere")
    append(ledger_path(tmp_path), made("a.csv"))
    assert set(read_ledgers(tmp_path)) == {"a.csv"}


def test_a_ledger_that_cannot_be_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    append(ledger_path(tmp_path), made("a.csv"))

    def denied(*_: object, **__: object) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_text", denied)
    with pytest.raises(OutputError, match="cannot be read \\(permission denied\\)"):
        read_ledgers(tmp_path)


def test_names_that_are_no_utf8_are_recorded(tmp_path: Path) -> None:
    name = b"gr\xfc\xdfe.csv".decode("utf-8", "surrogateescape")
    append(ledger_path(tmp_path), made(name))
    assert set(read_ledgers(tmp_path)) == {name}
    assert key_of({"sound": name}) != key_of({"sound": "gr.csv"})


def test_a_name_that_is_too_long_has_no_digest(tmp_path: Path) -> None:
    assert digest(tmp_path / ("é" * 130)) == ""
