"""Old periods and changed decisions: what the rows are before anything is asked of earlier releases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from redact.plan.inputs_past import Asked
from redact.plan.outcomes import Reason
from redact.plan.resolve import LOOSE, Fates
from redact.plan.rows import Rows
from redact.plan.treatments import Treatment
from redact.policy.model import Policy
from redact.vocabulary import TimePrecision

_EPOCH = date(1970, 1, 1)
