"""The console: what a command says and its exit status, as text or as JSON lines."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
from datetime import UTC, datetime

from ..audio.speech import Speech
from ..errors import OutputError
from ..progress import Progress, silent

DONE, CANNOT, USAGE = 0, 1, 2
"""Exit status: done; cannot be done; the command was not understood."""
INTERRUPTED = 130


class UsageError(Exception):
    """The command cannot be understood as given."""


def say(args: argparse.Namespace, text: str, **facts: object) -> None:
    """A sentence for people, on standard error, unless --quiet; as JSON also with the facts."""
    if not args.quiet:
        _write(args, "info", text, facts)


def complain(args: argparse.Namespace, text: str) -> None:
    """Says an error in one sentence, on standard error."""
    _write(args, "error", text, {})


def _write(args: argparse.Namespace, level: str, text: str, facts: dict[str, object]) -> None:
    if args.log_format == "json":
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        text = json.dumps({"time": now, "level": level, "message": text, **facts})
    elif level == "error":
        text = f"intone: {text}"
    if sys.stderr is not None:  # None where it was closed
        with contextlib.suppress(OSError):  # nobody could be told
            print(text, file=sys.stderr)  # noqa: T201


def put(text: str) -> None:
    """Prints what was asked for, on standard output. Raises OutputError where that is full."""
    try:
        print(text, flush=True)  # noqa: T201  the product of the command
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python flushes once more
        reason = (error.strerror or "unknown reason").lower()
        raise OutputError(f"The standard output cannot be written ({reason}).") from error


def remark(args: argparse.Namespace, speech: Speech) -> None:
    """Says what the user should know of the sound."""
    for sentence in speech.remarks:
        say(args, f"intone: {sentence}")


def progress_of(args: argparse.Namespace) -> Progress:
    """A progress line on a terminal, else nothing."""
    watched = args.log_format == "text" and sys.stderr is not None and sys.stderr.isatty()
    return _progress_line if watched and not args.quiet else silent


def _progress_line(fraction: float, what: str) -> None:
    end = "\n" if fraction >= 1 else ""
    print(f"\r{fraction:4.0%} {what:<24}", end=end, file=sys.stderr, flush=True)  # noqa: T201
