"""Contracts are counted renewal by renewal and foretold by what became of earlier ones."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from core.foresight.contracts import fit_retention
from core.foresight.foretold import COLUMNS as FORETOLD
from core.locale.words import say
from core.rules.renewal_words import basis, heading, of_customer
from core.rules.renewals import COUNTS, MODEL, by_contract, renewals
from core.settings import Settings
from tests.core.profiles import TODAY, book_with

LEASE = Settings(trade_code="lease")
AHEAD = TODAY + dt.timedelta(days=40)


def contract(who: str, year: int, status: str = "open", **more) -> dict:
    """A contract of one year that ends in May of a year."""
    return {
        "customer_id": who, "kind": "insurance", "start_date": dt.date(year - 1, 5, 20),
        "end_date": dt.date(year, 5, 19), "status": status, **more,
    }  # fmt: skip


def chain(who: str, kept: int, then: str) -> list[dict]:
    """So many renewals from 2018 on, and what came then: ``lost``, or a contract that runs."""
    rows = [contract(who, 2018 + n, "renewed") for n in range(kept)]
    if then == "lost":
        return [*rows, contract(who, 2018 + kept, "lost")]
    return [*rows, contract(who, 2018 + kept, end_date=AHEAD, start_date=dt.date(2026, 1, 1))]


def test_each_contract_knows_which_renewal_it_was_and_the_shares_multiply():
    rows = [*chain("A", 3, "runs"), *chain("B", 1, "lost"), *chain("C", 2, "lost"),
            *chain("D", 0, "lost")]  # fmt: skip
    found = renewals(book_with(due_dates=rows))
    # 1st: A, B, C kept, D lost. 2nd: A, C kept, B lost. 3rd: A kept, C lost.
    assert found.ages["due"].tolist() == [4, 3, 2]
    assert found.ages["kept"].tolist() == [3, 2, 1]
    assert found.ages["still"].tolist() == pytest.approx([3 / 4, 1 / 2, 1 / 4])
    assert (found.decided, found.kept, found.basis) == (9, 6, COUNTS)
    assert found.customers.loc["A", "renewals_kept"] == 3
    assert found.customers.loc["A", "renewal_date"] == pd.Timestamp(AHEAD)
    # Below thirty: four of five other renewals are added to the six of nine.
    assert found.customers.loc["A", "p_renew"] == pytest.approx((6 + 4) / (9 + 5))
    assert found.customers.loc["B", "contract_ended"] == pd.Timestamp(2019, 5, 19)


def test_from_thirty_on_the_model_of_the_published_cohort_speaks():
    # Fader & Hardie 2007, "regular": of 1,000, 369 leave at once, 163 then, 86, 56, 37, 27, 21.
    left = [369, 163, 86, 56, 37, 27, 21]
    rows, number = [], 0
    for age, gone in enumerate(left):
        for _one in range(gone // 3):
            number += 1
            rows += chain(f"L{number}", age, "lost")
    for _one in range(241 // 3):
        number += 1
        rows += chain(f"S{number}", 7, "runs")
    found = renewals(book_with(due_dates=rows))
    assert found.basis == MODEL
    thirds = [gone // 3 for gone in left]
    model = fit_retention(thirds, [0] * 6 + [241 // 3])
    assert found.ages["expected"].tolist() == pytest.approx(list(model.staying(7)), rel=1e-4)
    assert found.ages["still"].iloc[-1] == pytest.approx(0.241, abs=0.005)
    assert found.ages["expected"].iloc[-1] == pytest.approx(0.241, abs=0.02)
    assert found.customers["p_renew"].dropna().iloc[0] == pytest.approx(float(model.renewal(7)))


def test_a_contract_that_ended_without_a_word_or_with_a_rival_is_not_counted():
    rows = [contract("A", 2025), contract("B", 2020, "renewed", partner="他社"),
            {**contract("C", 2020, "done"), "kind": "points"}]  # fmt: skip
    found = renewals(book_with(due_dates=rows))
    assert found.decided == 0
    assert found.ages.empty


def test_the_order_of_the_rows_does_not_matter():
    rows = [*chain("A", 3, "runs"), *chain("B", 1, "lost"), *chain("C", 2, "lost")]
    one, other = (renewals(book_with(due_dates=some)) for some in (rows, rows[::-1]))
    pd.testing.assert_frame_equal(one.ages, other.ages)
    pd.testing.assert_frame_equal(one.customers, other.customers)


def customers(*ids: str, last: str) -> pd.DataFrame:
    frame = pd.DataFrame({"customer_id": ids, "foreseen_by": "model"})
    frame["last_purchase_date"] = pd.Timestamp(last)
    told = frame.reindex(columns=[*frame.columns, *FORETOLD]).astype(FORETOLD)
    return told.assign(p_buy_30=0.4, p_buy_90=0.6)


@pytest.mark.parametrize(
    ("trade", "last", "told"),
    [("lease", "2018-01-01", False), ("lease", "2026-01-01", True), ("salon", "2018-01-01", True)],
)
def test_in_a_contract_trade_the_end_of_all_contracts_is_the_end(trade, last, told):
    found = renewals(book_with(due_dates=chain("A", 0, "lost")))
    row = by_contract(customers("A", last=last), found, Settings(trade_code=trade)).iloc[0]
    assert pd.notna(row["p_buy_30"]) == told
    assert row["foreseen_by"] == ("model" if told else "contract")


def test_somebody_without_a_contract_keeps_the_models_word():
    found = renewals(book_with(due_dates=chain("A", 0, "lost")))
    row = by_contract(customers("X", last="2026-01-01"), found, LEASE).iloc[0]
    assert (row["p_buy_90"], row["foreseen_by"]) == (0.6, "model")
    assert of_customer(row, found) == []


def test_it_is_said_with_its_n_and_its_basis_in_both_languages():
    found = renewals(book_with(due_dates=[*chain("A", 2, "runs"), *chain("B", 0, "lost")]))
    row = by_contract(customers("A", last="2026-01-01"), found, LEASE).iloc[0]
    lines = "\n".join(say(words, "ja") for words in of_customer(row, found))
    assert "これまで2回更新" in lines
    assert "およそ75%" in lines
    assert "更新3件のうち2件" in lines
    assert "初期値（仮）" in lines
    gone = by_contract(customers("B", last="2017-01-01"), found, LEASE).iloc[0]
    assert "ended on" in say(of_customer(gone, found)[0], "en")
    assert "2 of 3 contracts" in say(heading(found, TODAY), "en")
    assert "provisional" in say(basis(found), "en")
