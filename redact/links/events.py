"""Joining rows that share a key, directly or through others, into events."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from redact.keyed import ABSENT


def join_events(keys: NDArray[np.int64], pairs: NDArray[np.int64] | None = None) -> NDArray[np.int32]:
    """The event number of every row: rows with a common key, or linked by a chain of keys, share a number.

    `keys` has shape (rows, key columns) over all datasets; 0 means the row states no such key. `pairs`, shape (n, 2),
    are rows that belong together whatever their keys. A row without any key or pair is an event of its own. Numbers
    follow the first appearance of an event.
    """
    rows, width = keys.shape
    linked = pairs if pairs is not None and len(pairs) else None
    if rows == 0 or (width == 0 and linked is None):
        return np.arange(rows, dtype=np.int32)
    stated = keys != ABSENT
    row_of, column_of = np.nonzero(stated)
    from pandas import factorize

    node_of, values = factorize(keys[row_of, column_of])
    if width == 1 and linked is None:
        # One key column: rows share an event exactly when they share the key; no graph is needed.
        label = np.full(rows, -1, dtype=np.int64)
        label[row_of] = node_of
        alone = label < 0
        label[alone] = len(values) + np.arange(int(alone.sum()))
        return _by_first_appearance(label)
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    size = rows + len(values)
    one, other = row_of, rows + node_of
    if linked is not None:
        one, other = np.concatenate([one, linked[:, 0]]), np.concatenate([other, linked[:, 1]])
    graph = coo_matrix((np.ones(len(one), dtype=np.int8), (one, other)), shape=(size, size)).tocsr()
    _, label = connected_components(graph, directed=False)
    return _by_first_appearance(label[:rows])


def _by_first_appearance(label: NDArray[np.int64]) -> NDArray[np.int32]:
    from pandas import factorize

    numbers, _ = factorize(label)  # numbers follow the first appearance
    return numbers.astype(np.int32)
