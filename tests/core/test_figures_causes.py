"""The picture of causes prints its numbers, names its points and says its unit."""

from __future__ import annotations

import pandas as pd

from core.figures.causes import causes
from core.rules.causes import label


def test_bars_carry_their_count_and_the_code_behind_them():
    found = pd.DataFrame({"cause": ["delay", ""], "n": [5, 1], "before": [2, 0]})
    drawn = causes(found, [label(c) for c in found["cause"]], days=90, language="ja")
    bars, marks = drawn["data"]
    assert bars["text"] == ["5件", "1件"]
    assert bars["y"] == ["納期・待ち時間", "原因の記録なし"]
    assert bars["customdata"] == marks["customdata"] == ["delay", ""]
    assert marks["x"] == [2, 0]
    assert "件" in drawn["layout"]["xaxis"]["title"]["text"]
