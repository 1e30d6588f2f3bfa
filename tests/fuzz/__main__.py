"""`make fuzz`: tries inputs of a seed, shows what went wrong, and what was tried how often."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from support.checkout import ROOT

from .campaign import Outcome, campaign, replay

KEPT = ROOT / "out" / "fuzz"


def main() -> int:
    """Runs a campaign; 1 where an input shows a fault."""
    parser = argparse.ArgumentParser("fuzz", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--minutes", type=float, help="as long as that, in place of a count")
    parser.add_argument("--only", action="append", default=[], help="a reader; may be repeated")
    parser.add_argument("--replay", type=Path, nargs="+", help="inputs that were kept")
    args = parser.parse_args()
    began = time.monotonic()
    outcomes = list(_shown(_wanted(args, began)))
    _table(outcomes, time.monotonic() - began)
    wrong = sum(outcome.end == "wrong" for outcome in outcomes)
    if wrong and not args.replay:
        print(f"\n{wrong} faults; their inputs are in {KEPT}: make fuzz REPLAY=FILE")
    return 1 if wrong else 0


def _wanted(args: argparse.Namespace, began: float) -> Iterator[Outcome]:
    if args.replay:
        yield from replay(args.replay)
        return
    count = args.count if args.minutes is None else 10**9
    for outcome in campaign(args.seed, count, KEPT, args.only):
        yield outcome
        if args.minutes is not None and time.monotonic() - began > 60 * args.minutes:
            return


def _shown(outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
    for outcome in outcomes:
        if outcome.end == "wrong":
            print(
                f"\n{outcome.file} ({outcome.reader}, number {outcome.number})\n{outcome.told}",
                flush=True,
            )
        yield outcome


def _table(outcomes: list[Outcome], seconds: float) -> None:
    print(f"\n{'reader':16}{'inputs':>8}{'read':>8}{'refused':>9}{'faults':>8}"
          f"{'slowest, s':>12}{'most, MB':>10}")  # fmt: skip
    for name in sorted({outcome.reader for outcome in outcomes}):
        _row(name, [outcome for outcome in outcomes if outcome.reader == name])
    _row("all", outcomes)
    print(f"in {seconds:.0f} s")


def _row(name: str, some: list[Outcome]) -> None:
    read, refused, wrong = (
        sum(outcome.end == end for outcome in some) for end in ("read", "refused", "wrong")
    )
    slowest = max((outcome.seconds for outcome in some), default=0.0)
    most = max((outcome.megabytes for outcome in some), default=0.0)
    print(f"{name:16}{len(some):8}{read:8}{refused:9}{wrong:8}{slowest:12.2f}{most:10.0f}")


if __name__ == "__main__":
    sys.exit(main())
