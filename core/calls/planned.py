"""Steps of plans (段取り) that are due: words that sell nothing, in the class of thanks."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.calls.candidates import candidates
from core.calls.case import Case, days_of
from core.calls.contacts import Contacts
from core.calls.thanks import old_friends
from core.rules.follow_up import due_steps


def planned(case: Case, contacts: Contacts) -> list[pd.DataFrame]:
    """Steps that are due and not yet done; what is a rule of the list already has no plan here.

    A supporter for whom the long silence speaks is not listed for the cadence as well: both are
    the same fact.
    """
    steps = due_steps(case.plan_steps)
    silent = old_friends(case, contacts)["place"]
    same = steps["cadence"].to_numpy(dtype=bool) & steps["place"].isin(silent).to_numpy()
    steps = steps[~same]
    return [
        candidates(
            "plan_step",
            steps["place"].to_numpy(dtype="int64"),
            due=days_of(steps["day"]),
            event=days_of(steps["event"]),
            text=steps["action"].to_numpy(dtype=object),
            detail=steps["name"].to_numpy(dtype=object),
            script=steps["script"].to_numpy(dtype=object),
            step=steps["step"].to_numpy(dtype=np.int64),
            row_id=steps["row_id"].to_numpy(dtype=np.int64),
            staff=steps["staff"].to_numpy(dtype=object),
            channel=steps["channel"].to_numpy(dtype=object),
        )
    ]
