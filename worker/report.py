"""The report for an issue: facts and the worker's log, without the user's name and folders."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

TAIL = 60
"""How many of the log's last lines are reported."""
_PATH = re.compile(
    r"""(?<![\w<>:/])         # not inside a word, a mask or an address
    (?:[A-Za-z]:[\\/]|\\\\|/)  # C:\ or \\server or /
    [^"'<>|\n:;,*?]*""",
    re.VERBOSE,
)


def report(facts: Mapping[str, str], log: str, ours: Path, user: str) -> str:
    """Markdown for an issue. `ours` is the extension's folder, whose files keep their names."""
    rows = "\n".join(f"- {name}: {value}" for name, value in facts.items())
    words = "\n".join(log.splitlines()[-TAIL:]) or "(nothing)"
    return masked(f"{rows}\n\nThe worker's log:\n\n```\n{words}\n```\n", ours, user)


def masked(text: str, ours: Path, user: str) -> str:
    """The text with <intone> for our folder, <path> for any other and <user> for the name."""
    inside = str(ours) + ("\\" if "\\" in str(ours) else "/")
    text = text.replace(inside, "<intone>/").replace(str(ours), "<intone>")
    text = _PATH.sub("<path>", text)
    if len(user) > 1:
        text = re.sub(rf"(?<!\w){re.escape(user)}(?!\w)", "<user>", text, flags=re.IGNORECASE)
    return text
