"""Assignment: each of some things its own one of others, so that all together fit best."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..track import Array


def assigned(gains: Array) -> NDArray[np.int64]:
    """For each row of `gains` [rows, columns] its column, no column twice, so that the sum of the
    gains is largest; -1 where there are too few columns. Hungarian method (Kuhn 1955), by shortest
    paths.
    """
    rows, columns = gains.shape
    costs = np.zeros((rows + 1, max(rows, columns) + 1))
    costs[1:, 1 : columns + 1] = -gains
    row_of = np.zeros(costs.shape[1], np.int64)  # by column; 0 is none, and column 0 stands apart
    prices = np.zeros(rows + 1), np.zeros(costs.shape[1])
    for row in range(1, rows + 1):
        _place(row, costs, prices, row_of)
    found = np.full(rows, -1, np.int64)
    taken = np.flatnonzero(row_of[1 : columns + 1])
    found[row_of[1 + taken] - 1] = taken
    return found


def _place(row: int, costs: Array, prices: tuple[Array, Array], row_of: NDArray[np.int64]) -> None:
    """Gives the row a column, and others new ones, along the cheapest way to a free one."""
    of_rows, of_columns = prices
    least, seen = np.full(len(row_of), np.inf), np.zeros(len(row_of), bool)
    before, column = np.zeros(len(row_of), np.int64), 0
    row_of[0] = row
    while row_of[column]:
        seen[column] = True
        now = costs[row_of[column]] - of_rows[row_of[column]] - of_columns
        better = ~seen & (now < least)
        least[better], before[better] = now[better], column
        following = int(np.where(seen, np.inf, least).argmin())
        step = least[following]
        of_rows[row_of[seen]] += step
        of_columns[seen] -= step
        least[~seen] -= step
        column = following
    while column:
        row_of[column] = row_of[before[column]]
        column = int(before[column])
