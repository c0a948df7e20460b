"""The preview shows rows in the order in which an owner reads them."""

from __future__ import annotations

import datetime as dt

from core.ingest import read
from core.settings import Settings
from pages._ui.fields import in_words


def test_whoever_a_row_is_about_stands_first_whatever_the_order_in_the_file():
    lines = (
        "金額,メモ帳,商品,来店日,顧客ID",
        "1200,青,カット,2026-11-01,S1",
        "800,赤,染め,2026-11-02,S2",
    )
    data = "\n".join(lines).encode()
    settings = Settings(trade_code="salon")

    reading = read(data, "売上.csv", settings=settings, today=dt.date(2026, 11, 22))
    shown = in_words(reading.sheets[0])

    assert shown.columns[0] == "顧客ID"
    assert list(shown.columns).index("日付") < list(shown.columns).index("金額")
    assert list(shown["顧客ID"]) == ["S1", "S2"]
    assert set(shown.columns) >= {"商品", "メモ帳"}
