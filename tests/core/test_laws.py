"""The famous laws: what is known of them, and the shop's own figure or what is missing."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pandas as pd
import pytest

from core.figures import unit_of
from core.figures.laws import phoning_chart, staying_chart, stopping_chart
from core.locale.words import say
from core.metrics.yearly import HUGHES
from core.rules.laws import LAWS, laws
from core.rules.spending import Ratio, ratio
from core.settings import Settings
from core.simulators import own
from core.simulators.assumed import about, beta_range
from core.simulators.staying import staying
from tests.core import slow_asset, slow_laws
from tests.core.call_cases import TODAY, book, judged
from tests.core.samples import sample
from tests.core.slow_asset import lines_of, plain

SETTINGS = Settings(trade_code="salon")


def said(found):
    return " ".join(say(line) for line in found.words)


# ---- the catalogue


def test_every_law_says_what_was_published_and_where_it_comes_from_in_both_languages():
    assert list(LAWS) == [
        "one_to_five", "five_to_twenty_five", "hughes", "four_of_hundred", "top_fifth",
    ]  # fmt: skip
    for law in LAWS.values():
        assert law.sources
        for words in (law.label, law.said, law.published, law.origin):
            assert say(words, "ja") != say(words, "en") or words is law.label


def test_the_laws_carry_the_caveats_of_the_rule_book():
    """DOMAIN 0.9: 1:5 is 2 to 20, 5:25 a thought experiment, 4 % a misquote by its own source."""
    told = {code: f"{say(law.published)} {say(law.origin)}" for code, law in LAWS.items()}
    assert "2倍から20倍" in told["one_to_five"]
    assert "頭の中の計算" in told["five_to_twenty_five"]
    assert "見つかりませんでした" in told["hughes"]
    assert "誤って引用" in told["four_of_hundred"]
    assert {law.code: law.article for law in LAWS.values()} == {
        "one_to_five": 3, "five_to_twenty_five": 3, "hughes": 1, "four_of_hundred": 1,
        "top_fifth": None,
    }  # fmt: skip


def test_a_law_stands_once():
    with pytest.raises(ValueError, match="twice"):
        laws(LAWS["hughes"], LAWS["hughes"])


# ---- 1:5


SPENT = Ratio(
    dt.date(2025, 12, 1), dt.date(2026, 11, 15), 90_000, 10_000, 20_000, 5_000, 20, 50, 10
)


def test_a_new_customer_at_5000_against_500_for_one_kept_is_one_to_ten():
    found = own.new_against_kept(SPENT, book())
    assert say(found.figure) == "1：10.0"
    assert found.n == 20
    assert "5,000円" in said(found)
    assert "500円" in said(found)
    assert "2026年11月15日" in said(found)


@pytest.mark.parametrize(
    ("changed", "missing"),
    [
        ({"acquisition": 0, "acquisition_touches": 0}, "獲得費と、新しいお客様10人"),
        ({"new": 9}, "今は9人"),
        ({"aftercare": 0, "aftercare_touches": 0}, "アフター費かご連絡の記録"),
        ({"kept": 3}, "今は3人"),
    ],
)
def test_without_either_side_the_ratio_is_not_told_and_what_is_missing_is(changed, missing):
    found = own.new_against_kept(dataclasses.replace(SPENT, **changed), book())
    assert found.figure is None
    assert missing in said(found)


def test_the_salons_own_ratio_stands():
    review = sample("salon")
    spent = ratio(review.customers, review.book, review.settings)
    found = own.new_against_kept(spent, review.book)
    assert say(found.figure) == f"1：{spent.times:.1f}"


# ---- 5:25


@pytest.mark.parametrize("code", ["salon", "lease"])
def test_five_points_are_told_of_those_whose_staying_is_known_as_by_a_slow_count(code):
    review = sample(code)
    lines = lines_of(pd.concat([pd.read_parquet(p) for p in review.book.purchases]))
    often = review.settings.trade.regular_purchases
    again = slow_asset.kept(lines, review.book.asof, often)
    known = [name for name, (_hits, of) in again.items() if of >= 30]
    people = [
        person for person in plain(review.customers)
        if ("regular" if person["count_12m"] >= often or slow_asset.high(person) else "other")
        in known
    ]  # fmt: skip
    now, then, *_endless = slow_laws.staying(people, again, often, 0.05)
    found = own.five_points(
        staying(review.customers, review.book.asof, review.settings), review.settings
    )
    assert say(found.figure) == f"＋{round(100 * (then / now - 1))}％"
    assert found.n == sum(again[name][1] for name in known)
    assert "2026年11月15日" in said(found)


def test_in_a_trade_of_long_cycles_five_points_are_not_told():
    review = sample("builder")
    found = own.five_points(
        staying(review.customers, review.book.asof, review.settings), review.settings
    )
    assert found.figure is None
    assert "1年の沈黙からは何も言えません" in said(found)


def test_with_too_few_of_the_year_before_it_is_said_how_many_it_takes():
    rows = judged({"customer_id": "A"}).assign(status="")
    found = own.five_points(staying(rows, TODAY, SETTINGS), SETTINGS)
    assert (found.figure, found.n) == (None, 1)
    assert "30人いれば" in said(found)


# ---- 50/55/60


def kept(*years):
    frame = pd.DataFrame(years, columns=["year", "at_risk", "kept"])
    return frame.assign(share=frame["kept"] / frame["at_risk"], solid=frame["at_risk"] >= 30)


def test_a_shop_on_the_line_of_hughes_reads_50_55_60():
    found = own.yearly(kept((1, 1000, 500), (2, 500, 275), (3, 275, 165)), TODAY, SETTINGS)
    assert say(found.figure) == "50 / 55 / 60％"
    assert [round(100 * share) for share in HUGHES] == [50, 55, 60]
    assert found.n == 1000
    assert "275人のうち165人が残り、60％" in said(found)


def test_a_year_with_too_few_is_said_not_to_be_known_yet():
    found = own.yearly(kept((1, 40, 10), (2, 9, 5), (3, 2, 1)), TODAY, SETTINGS)
    assert say(found.figure) == "25％"
    assert "2年目：まだ分かりません（n=9）" in said(found)


def test_without_any_solid_year_nothing_is_told():
    found = own.yearly(kept((1, 29, 10)), TODAY, SETTINGS)
    assert (found.figure, found.n) == (None, 29)
    assert own.yearly(kept(), TODAY, SETTINGS).n == 0


# ---- 4 % / 96 %


@pytest.mark.parametrize("code", ["salon", "lease", "builder"])
def test_who_spoke_and_who_left_without_a_word_are_those_of_a_slow_count(code):
    review = sample(code)
    told, silent = slow_laws.spoke(
        plain(review.customers), plain(review.book.table("complaints")), review.book.asof
    )
    found = own.spoke(review.customers, review.book, review.settings)
    facts = found.words[0].facts
    assert (facts["told"], facts["silent"]) == (told, silent)
    assert (found.figure is None) == (told < 10 or silent < 30)


def test_the_salon_hears_at_least_four_of_a_hundred():
    review = sample("salon")
    found = own.spoke(review.customers, review.book, review.settings)
    assert say(found.figure) == "4％以上"
    assert "本当の割合はこれより高いはずです" in said(found)


def test_with_few_complaints_it_is_said_what_is_missing():
    found = own.spoke(judged({"customer_id": "A"}), book(), SETTINGS)
    assert (found.figure, found.n) == (None, 0)
    assert "10人と30人から言えます" in said(found)


# ---- 2:8


@pytest.mark.parametrize("code", ["salon", "lease", "builder"])
def test_the_best_fifth_is_that_of_a_slow_count(code):
    review = sample(code)
    found = own.best_fifth(review.customers, review.book.asof, review.settings)
    share = round(100 * slow_laws.best_fifth(plain(review.customers)))
    assert say(found.figure) == f"2：{share / 10:.1f}"
    assert f"売上の{share}％" in said(found)


def test_below_twenty_buyers_no_share_is_told():
    people = judged(*({"customer_id": f"C{i}"} for i in range(19)))
    found = own.best_fifth(people, TODAY, SETTINGS)
    assert (found.figure, found.n) == (None, 19)
    assert "20人いれば" in said(found)


# ---- what they stand on


def test_a_rate_of_nothing_or_of_all_has_no_range():
    assert beta_range(0.0, 20, 0.8) == (0.0, 0.0)
    assert beta_range(1.0, 20, 0.8) == (1.0, 1.0)


@pytest.mark.parametrize(
    ("exact", "told"), [(7_505_170, 7_510_000), (393.4, 393), (9.99, 10), (0, 0)]
)
def test_three_digits_are_told(exact, told):
    assert about(exact) == told


# ---- charts


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_chart_names_its_unit_and_prints_its_number(language):
    unit = unit_of(9_000_000, "JPY", 0, language)
    stay = staying_chart(
        pd.DataFrame({"points": [0, 5], "value": [4_000_000.0, 5_000_000.0]}), 5, unit=unit,
        language=language,
    )  # fmt: skip
    phone = phoning_chart(
        pd.DataFrame({"calls": [0, 5], "net": [0.0, 9e6], "low": [0.0, 1e6], "high": [0.0, 9.5e6],
                      "cost": [0.0, 1e5]}), 5, unit=unit, language=language,
    )  # fmt: skip
    stop = stopping_chart(
        pd.DataFrame({"day": [365, 730], "saved": [9e6, 1e6], "forgone": [1e5, 0.0]}), 365,
        unit=unit, language=language,
    )  # fmt: skip
    money = say(unit.label, language)
    for figure in (stay, phone, stop):
        assert money in figure["layout"]["yaxis"]["title"]["text"]
        assert figure["layout"]["xaxis"]["title"]["text"]
    number = {"ja": "500", "en": "5.00"}[language]
    assert f"+5 {number}" in stay["data"][1]["text"]
    assert phone["data"][1]["customdata"] == ["0", "5"]
    assert phone["data"][2]["text"] == [{"ja": "900", "en": "9.00"}[language]]
    assert [trace["line"]["dash"] for trace in stop["data"]] == ["solid", "dot"]
    assert stop["data"][0]["text"][1] == ""


def test_the_label_of_the_lower_line_goes_under_it_unless_the_axis_is_there():
    unit = unit_of(100_000, "JPY", 0, "ja")
    frame = pd.DataFrame({"day": [365], "saved": [50_000.0], "forgone": [100_000.0]})
    saved, lost = stopping_chart(frame, 365, unit=unit, language="ja")["data"]
    assert (saved["textposition"], lost["textposition"]) == ("bottom left", "top right")
