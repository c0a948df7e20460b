"""The one label that is displayed (お客様のグループ), by DOMAIN's priority over the axes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.rules.policies import POLICIES
from core.rules.relations import RELATIONS
from core.rules.state import STATES

#: (column, code) in the order of DOMAIN 2.3; the first that holds is shown, else the relation.
PRIORITY = (
    ("state", "dnc"),
    ("policy", "no_approach"),
    ("relation", "lost_to"),
    ("policy", "cut_deal"),
    ("relation", "dropped"),
    ("policy", "defend"),
    ("policy", "invest"),
    ("relation", "new_30"),
    ("relation", "new_90"),
    ("relation", "new_365"),
    ("policy", "passive"),
    ("policy", "efficient"),
)
#: The entries behind every label, in the order of display.
SEGMENTS = {
    **{
        code: {"state": STATES, "policy": POLICIES, "relation": RELATIONS}[axis][code]
        for axis, code in PRIORITY
    },
    **{code: RELATIONS[code] for code in ("lead", "lapsed", "repeat")},
}


def segment(judged: pd.DataFrame) -> pd.Series[str]:
    """The displayed label of each customer.

    Args:
        judged: one row per customer with state, policy and relation.

    Returns:
        Codes of :data:`SEGMENTS`.
    """
    holds = [judged[axis] == code for axis, code in PRIORITY]
    codes = [code for _axis, code in PRIORITY]
    chosen = np.select(holds, codes, judged["relation"].to_numpy(dtype=object))
    return pd.Series(chosen, index=judged.index, dtype="str")
