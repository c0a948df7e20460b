"""How much of what was planned was done (やり切った割合), by plan and by person in charge."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from core.settings import Settings


@dataclass(frozen=True, slots=True)
class Share:
    """How many steps that fell due were done.

    Attributes:
        what: a plan, or somebody in charge; empty for nobody named.
        done, n: of so many so many.
    """

    what: str
    done: int
    n: int


def shares(found: pd.DataFrame, settings: Settings, *, by: str) -> list[Share]:
    """The share of steps done (やり切った割合), of those that fell due in the days looked at.

    Args:
        found: of :func:`follow_up`.
        settings: of how many days.
        by: ``name`` for each plan, ``staff`` for each person in charge; who is named nowhere and
            did it counts as in charge.
    """
    fallen = found[(found["late"] >= 0) & (found["late"] <= settings.plans.share_days)]
    fallen = pd.concat([fallen, found[(found["late"] < 0) & (found["state"] == "done")]])
    nobody = fallen["staff"] == ""
    fallen = fallen.assign(staff=fallen["staff"].mask(nobody, fallen["done_by"]))
    done = (fallen["state"] == "done").groupby(fallen[by].astype(str)).agg(["sum", "size"])
    return [Share(str(what), int(row["sum"]), int(row["size"])) for what, row in done.iterrows()]
