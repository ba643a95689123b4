"""However the work is cut, the results are the same and in order."""

import operator
import pickle
from functools import partial

import pytest

from redact.errors import DataMismatch, Where
from redact.run import map_batches

times_ten = partial(operator.mul, 10)


@pytest.mark.parametrize("workers", [1, 2])
def test_results_come_in_order(workers: int) -> None:
    results = map_batches(operator.add, range(20), start=times_ten, context=3, workers=workers)
    assert list(results) == [30 + i for i in range(20)]


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_arrives_as_it_was_raised(workers: int) -> None:
    with pytest.raises(ZeroDivisionError):
        list(map_batches(operator.truediv, [1, 0], start=times_ten, context=1, workers=workers))


def test_errors_keep_their_advice_on_the_way_from_a_worker() -> None:
    raised = DataMismatch("it does not fit", where=Where("a.csv", row=3), fix="Leave it out.")
    error = pickle.loads(pickle.dumps(raised))
    assert str(error) == "a.csv, row 3: it does not fit\n  Leave it out."
