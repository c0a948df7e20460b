"""The learned days are summed up over those for whom they were learned."""

from __future__ import annotations

import pandas as pd

from core.metrics.learned import LearnedDays, learned_days


def profile(*rows):
    return pd.DataFrame(rows, columns=["days_basis", "nudge_day", "no_return_day"]).astype(
        {"days_basis": "str", "nudge_day": "float64", "no_return_day": "float64"}
    )


def test_the_customer_in_the_middle_of_those_learned_speaks_for_them():
    measured = profile(
        ("learned", 40.0, 60.0), ("learned", 50.0, 75.4), ("learned", 90.0, 135.0),
        ("preset", 100.0, 150.0), ("", None, None),
    )  # fmt: skip

    assert learned_days(measured) == LearnedDays(n=3, of=4, nudge=50, no_return=75)


def test_where_nothing_is_learned_there_is_no_day_to_show():
    assert learned_days(profile(("preset", 100.0, 150.0))) == LearnedDays(0, 1, 0, 0)
