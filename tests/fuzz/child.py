"""The process in which inputs are tried; `campaign` starts it, listens to it, and survives it.

For each input it writes a line of JSON when it begins, and one when it has ended.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from .cases import READERS, Case, case_of, furnish, judge, limit_memory
from .commands import in_process, prepare
from .reader import Seed
from .speech import heard


def main() -> None:
    """Tries what it was asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("work", type=Path)
    parser.add_argument("kept", type=Path, help="where inputs go that show a fault")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=0)
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--replay", type=Path, nargs="*", default=[])
    args = parser.parse_args()
    furnish(args.work)
    prepare()
    heard()
    in_process(["doctor"])
    limit_memory()
    with os.fdopen(os.dup(1), "w") as told:
        for number, name, case in _cases(args):
            lies = args.work / "input" / case.name
            begun = {"number": number, "reader": case.reader.name, "at": str(lies), "keep": name}
            print(json.dumps(begun), file=told, flush=True)
            verdict = judge(case, args.work)
            if verdict.told and not args.replay:
                args.kept.mkdir(parents=True, exist_ok=True)
                (args.kept / name).write_bytes(case.file.data)
            print(json.dumps(asdict(verdict)), file=told, flush=True)
    shutil.rmtree(args.work, ignore_errors=True)


def _cases(args: argparse.Namespace) -> Iterator[tuple[int, str, Case]]:
    """Number, the name under which it is kept, and the case."""
    for number, path in enumerate(args.replay):
        reader, _, rest = path.name.partition("_")
        suffix = rest.partition(".")[1] + rest.partition(".")[2]
        yield number, path.name, Case(READERS[reader], Seed(suffix, path.read_bytes()))
    for number in range(args.first, args.first + args.count):
        case = case_of(args.seed, number, tuple(args.only))
        name = f"{case.reader.name}_{args.seed}_{number}{case.file.suffix}"
        yield number, name, case


if __name__ == "__main__":
    main()
