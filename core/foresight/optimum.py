"""The likeliest point of a smooth function of a few logarithms.

BFGS in numpy: for so few parameters it takes a millisecond. L-BFGS-B as scipy 1.17 has it starts
the threads of its linear algebra at every step; on a busy machine of two cores that made it forty
times slower.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.optimize import minimize

from core.foresight.histories import Floats

#: Parameters stay within these powers of e of their unit; beyond them nothing changes any more.
FAR = 14.0
_SLOPE = 1e-7
Cost = Callable[[Floats], tuple[float, Floats]]


def lowest(cost: Cost, start: Floats, *, size: float) -> Floats:
    """Where a cost is lowest, within :data:`FAR` of 0.

    Args:
        cost: its value and slope at a point.
        start: where to begin.
        size: what the cost is a sum over; the search ends when its mean is flat.
    """

    def inside(at: Floats) -> tuple[float, Floats]:
        kept = np.clip(at, -FAR, FAR)
        value, slope = cost(kept)
        beyond = at - kept  # what lies beyond is pulled back
        back = float((beyond * beyond).sum())
        return value / size + back, np.where(beyond == 0.0, slope / size, 0.0) + 2.0 * beyond

    best = minimize(inside, start, jac=True, method="BFGS", options={"gtol": _SLOPE})
    return np.clip(best.x, -FAR, FAR)
