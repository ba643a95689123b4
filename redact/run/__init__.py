"""How batches are executed: in this process or in a pool of worker processes.

A stage is `work(state, batch) -> result`, where `state` is built once per process by `start(context)`: models
load once per worker and results never depend on how the work was cut.
"""

from redact.run.memory import give_back, steady
from redact.run.pool import map_batches, workers_for

__all__ = ["give_back", "map_batches", "steady", "workers_for"]
