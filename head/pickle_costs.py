"""What hashing the tuples of a pickle would cost, found from its opcodes alone."""

from __future__ import annotations

import pickletools
from typing import Any

DEAREST = 1_000
"""The most values that hashing one tuple may visit; FLAME's hold about ten."""


class HashCosts:
    """The stack of a pickle machine that holds, for each value, how many values its hash visits.

    A tuple as a key is hashed with all that it holds, as often as it holds it: sixty tuples, each
    twice the one before, would take for ever.
    """

    def __init__(self) -> None:
        self._stack: list[int | None] = []  # None is a mark
        self._memo: dict[int, int] = {}

    def step(self, opcode: pickletools.OpcodeInfo, argument: Any) -> None:
        """Follows one opcode. Raises ValueError for a tuple that is too dear, or a bare stack."""
        name = opcode.name
        if name.endswith("PUT") or name == "MEMOIZE":
            place = len(self._memo) if name == "MEMOIZE" else int(argument)
            self._memo[place] = self._top()
        elif name.endswith("GET"):
            self._stack.append(self._memo[int(argument)])
        elif name == "DUP":
            self._stack.append(self._top())
        elif name == "MARK":
            self._stack.append(None)
        else:
            taken = self._taken(opcode)
            cost = 1 + sum(taken) if "TUPLE" in name or name == "FROZENSET" else 1
            if cost > DEAREST:
                raise ValueError("a tuple that holds too much")
            self._stack += [cost] * len(opcode.stack_after)

    def _top(self) -> int:
        if not self._stack or self._stack[-1] is None:
            raise ValueError("nothing to remember")
        return self._stack[-1]

    def _taken(self, opcode: pickletools.OpcodeInfo) -> list[int]:
        """Pops what the opcode takes: back to the last mark, or so many values."""
        before = opcode.stack_before
        if pickletools.markobject not in before:
            return self._popped(len(before))
        taken: list[int] = []
        while (value := self._stack.pop()) is not None:
            taken.append(value)
        return taken + self._popped(before.index(pickletools.markobject))

    def _popped(self, count: int) -> list[int]:
        values = [self._stack.pop() for _ in range(count)]
        return [value for value in values if value is not None]
