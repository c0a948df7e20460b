"""The page for a bank: one sheet, no names unless wanted, nothing fetched, every assumption."""

from __future__ import annotations

import re
from contextlib import closing
from functools import cache

import pandas as pd
import pytest

from core.bridge import bridge
from core.dependence import dependence
from core.engine import open_engine
from core.export.statement import Statement, statement
from core.export.statement_style import bars
from core.lifetime import by_group, largest, lifetime, retention, total
from core.loyal import loyal
from core.metrics.earned import earned
from core.metrics.moment import months_before
from core.rules.ladder import STAGES
from tests.core.samples import past, sample


@cache
def _facts(code):
    """Everything that is printed of a sample business."""
    seen = sample(code)
    book, used, rows = seen.book, seen.settings, seen.customers
    with closing(open_engine(book)) as engine:
        found = lifetime(rows, earned(engine, book), used)
    first = months_before(book.asof, 12)
    page = {
        "name": "つばめ & <b>", "today": book.today, "currency": book.currency,
        "scale": book.scale, "loyal": loyal(rows, book.asof, used),
        "kept": retention(rows, used), "so_far": total(found, "so_far"),
        "ahead": total(found, "ahead"), "by_rung": by_group(found, found["stage"], tuple(STAGES)),
        "bridge": bridge(past(code, first)[0], rows, (first, book.asof), used),
        "dependence": dependence(found, book, used), "largest": largest(found, "ahead", 5),
        "names": found["name"].to_dict(),
    }  # fmt: skip
    return page


def told(code, **changed):
    return Statement(**_facts(code) | changed)


def printed(code="salon", language="ja", *, named=False, used=None, **changed):
    return statement(told(code, **changed), used or sample(code).settings, language, named=named)


def text(page):
    return re.sub(r"<[^>]+>", " ", page)


def test_the_asset_stands_with_its_band_its_count_and_its_day():
    page = text(printed())
    assert "24,200,000円" in page
    assert "支持者以上166人、20,900,000円〜28,000,000円" in page
    assert "2026年11月15日" in page
    assert "2026年11月22日" in page


def test_the_year_is_told_exactly_from_opening_to_closing():
    page, found = text(printed()), told("salon").bridge
    for amount in (found.opening, *found.parts["amount"], found.closing):
        assert f"{abs(amount):,}円" in page


def test_every_assumption_is_marked_and_a_figure_of_the_owners_is_not():
    page = text(printed())
    assert page.count("初期値（仮）") == 1
    assert "380人のうち337人" in page
    own = sample("salon").settings.changed({"asset.discount_rate": 0.05})
    assert "初期値（仮）" not in text(printed(used=own))
    assert "お店で決めた数字" in text(printed(used=own))


def test_it_says_that_it_is_on_no_balance_sheet_and_no_price():
    page = text(printed())
    assert "貸借対照表には載りません" in page
    assert "事業を売る値段でもありません" in page
    english = text(printed(language="en"))
    assert "on no balance sheet" in english
    assert "no price of the business" in english


@pytest.mark.parametrize("language", ["ja", "en"])
def test_nobody_is_named_unless_the_owner_wants_it(language):
    seen = sample("salon")
    people = {*seen.customers["name"], *seen.book.table("staff")["staff"]} - {""}
    assert [name for name in people if name in printed(language=language)] == []
    page = printed(language=language, named=True)
    assert "野口 香織" in page
    assert "石田 直美" in page
    assert told("salon").largest["name"].iloc[0] in page


def test_nothing_is_fetched_and_nothing_runs():
    page = printed(named=True)
    assert "default-src 'none'" in page
    assert re.findall(r"<(script|link|img|iframe|object)", page) == []
    assert re.findall(r"(?:src|href)=|url\(|@import|https?:", page) == []


def test_a_name_that_is_markup_is_only_text():
    page = printed()
    assert "つばめ &amp; &lt;b&gt;" in page
    people = told("salon").largest.assign(name="<script>alert(1)</script>")
    assert "<script>" not in printed(named=True, largest=people)
    assert "&lt;script&gt;" in printed(named=True, largest=people)


def test_what_is_not_known_is_said_in_words():
    page = text(printed("builder", dependence=None))
    assert "まだ分かりません" in page
    assert "割合はお見せできません" in page
    assert "None" not in page
    assert "nan" not in page
    assert text(printed("builder", named=True)).count("値が大きい方") == 1


def test_amounts_of_another_currency_keep_it():
    assert "GBP" in printed(language="en", currency="GBP", scale=2)


def test_bars_lie_from_the_level_before_to_the_level_after():
    drawn = bars([("a", 100, True), ("b", 50, False), ("c", -100, False), ("d", 50, True)])
    boxes = re.findall(
        r'x="([\d.]+)" y="[\d.]+" width="([\d.]+)" height="10" fill="(#\w+)"', drawn
    )
    left = [float(x) for x, _w, _f in boxes]
    right = [float(x) + float(w) for x, w, _f in boxes]
    assert left[1] == pytest.approx(right[0], abs=0.2)
    assert right[2] == pytest.approx(right[1], abs=0.2)
    assert right[3] == pytest.approx(left[2], abs=0.2)
    assert len({fill for _x, _w, fill in boxes}) == 3


def test_an_empty_shop_has_a_page_too():
    nobody = told("salon").largest.head(0)
    page = printed(largest=nobody, bridge=None, dependence=None, named=True)
    assert pd.Series(page).str.contains("お客様という資産").all()
