"""Each tenth of the customers with its people, sales, share and average."""

from __future__ import annotations

import pandas as pd
import pytest

from core.metrics.tenths import tenths


def test_people_sales_share_and_average_of_each_tenth():
    profile = pd.DataFrame({"decile": [1, 1, 2, None], "total_spend": [600, 301, 99, 5]})
    profile = profile.astype("Int64")

    result = tenths(profile)

    assert result["people"].to_list() == [2, 1]
    assert result["spend"].to_list() == [901, 99]
    assert result["share"].to_list() == pytest.approx([0.901, 0.099])
    assert result["average"].to_list() == [450, 99]


def test_without_sales_no_share_is_invented():
    profile = pd.DataFrame({"decile": [1], "total_spend": [0]}).astype("Int64")

    assert tenths(profile)["share"].to_list() == [0.0]
