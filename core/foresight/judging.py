"""How forecasts are judged against what came (答え合わせの物差し)."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.foresight.histories import Floats

Came = npt.NDArray[Any]
_EDGE = 1e-12
_BINS = 10


def of_the_best(score: Floats, came: Came, k: int) -> float:
    """Mean of ``came`` over the k best-ranked; equal ones in the order of the customers."""
    best = np.argsort(-score, kind="stable")[:k]
    return float(came[best].mean()) if len(best) else float("nan")


def area(score: Floats, came: Came) -> float:
    """AUC: how often somebody who came was ranked above one who did not; NaN if all did."""
    yes = int(came.sum())
    no = len(came) - yes
    if not yes or not no:
        return float("nan")
    above = pd.Series(score).rank().to_numpy()[came].sum() - yes * (yes + 1) / 2
    return float(above / (yes * no))


def log_loss(chance: Floats, came: Came) -> float:
    """Mean surprise at what came (NLL), in nats."""
    p = np.clip(chance, _EDGE, 1.0 - _EDGE)
    return float(-np.log(np.where(came, p, 1.0 - p)).mean())


def squared(chance: Floats, came: Came) -> float:
    """Mean squared error of the chances (Brier)."""
    return float(((chance - came) ** 2).mean())


def calibration(chance: Floats, came: Came) -> pd.DataFrame:
    """For each tenth of the chances that occurs: mean ``foretold``, share that ``came``, ``n``."""
    tenth = np.clip((chance * _BINS).astype(np.int64), 0, _BINS - 1)
    table = pd.DataFrame({"tenth": tenth, "foretold": chance, "came": np.asarray(came, float)})
    by_tenth = table.groupby("tenth")
    return by_tenth.mean().assign(n=by_tenth.size())
