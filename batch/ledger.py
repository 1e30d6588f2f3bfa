"""The ledger: what a folder's takes were made of, as JSON lines that survive a crash.

Each batch appends to a file of its own; all ledgers of the folder are read. A record holds the key
of what a take was made of and the digest of its file. So the order and the writer of the records
do not matter, and a record that was cut off, or is out of date, does no harm.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, cast

from ..errors import OutputError
from ..model.catalogue import sha256_of
from ..places import is_file, is_folder

PATTERN = "intone-batch*.jsonl"

Known = frozenset[tuple[str, str]]
"""(key, digest) of each time that a take was made."""


def ledger_path(folder: Path, index: int = 1, count: int = 1) -> Path:
    """Where part `index` of `count` of a batch keeps its ledger."""
    part = f"-{index:04d}-of-{count:04d}" if count > 1 else ""
    return folder / f"intone-batch{part}.jsonl"


def read_ledgers(folder: Path) -> dict[str, Known]:
    """What is known of each take of the folder, by its path in it.

    Raises OutputError for a ledger that cannot be read: without it all would be made again.
    """
    known: dict[str, set[tuple[str, str]]] = {}
    for path in sorted(path for path in folder.glob(PATTERN) if path.is_file()):
        for record in records(path):
            if record.get("event") == "done":
                made = (str(record.get("key")), str(record.get("digest")))
                known.setdefault(str(record.get("out")), set()).add(made)
    return {out: frozenset(made) for out, made in known.items()}


def records(path: Path) -> Iterable[dict[str, Any]]:
    """The records of one file that are whole. Raises OutputError where it cannot be read."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise OutputError(
            f"The log {path} cannot be read ({reason}): make it readable, or move it away."
        ) from error
    for text in lines:
        try:
            found: Any = json.loads(text)
        except (ValueError, RecursionError):
            continue  # a crash or a full disk cut it off, or it is none of ours
        if isinstance(found, dict):
            yield cast(dict[str, Any], found)


def append(path: Path, record: Mapping[str, object]) -> None:
    """Appends one record and syncs it to disk. Raises OutputError where it cannot.

    A record that an earlier crash cut off is ended first, so that it spoils no other.
    """
    try:
        with path.open("ab+") as file:
            if file.tell():
                file.seek(-1, os.SEEK_END)
                if file.read(1) != b"\n":
                    file.write(b"\n")
            file.write(json.dumps(record).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise OutputError(
            f"The log {path} cannot be written ({reason}): fix that and run the same again."
        ) from error


def digest(path: Path) -> str:
    """SHA-256 of a file, or of a folder's names and files; "" where there is none."""
    if is_folder(path):
        found = hashlib.sha256()
        for file in sorted(path.rglob("*")):
            found.update(os.fsencode(file.relative_to(path).as_posix()) + digest(file).encode())
        return found.hexdigest()
    return sha256_of(path) if is_file(path) else ""


def key_of(ingredients: Mapping[str, object]) -> str:
    """SHA-256 of all that a take depends on."""
    text = json.dumps(ingredients, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
