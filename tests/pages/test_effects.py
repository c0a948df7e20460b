"""What came of calls: responses, the verdict of lots, past lists, on lists that were kept."""

from __future__ import annotations

import datetime as dt
import re
import shutil

import pytest

from core.store import snapshots
from core.workspace import Workspace
from tests.pages.conftest import MOMENT, Seen
from tests.pages.run import open_page, said

PAGE = "pages/effects.py"
FIRST = dt.date(2026, 5, 4)


@pytest.fixture(scope="module")
def looked_back_seen(sample_seen, tmp_path_factory):
    """The salon with lists of past weeks in it, as a year of looking would have left them."""
    root = tmp_path_factory.mktemp("looked_back") / "home"
    shutil.copytree(sample_seen.root, root)
    with Workspace.open(root, sample_seen.slug, now=lambda: MOMENT) as workspace:
        people = sample_seen.review.customers
        people = people[people["purchase_count"] > 0].sort_values("customer_id")
        ids = people["customer_id"].tolist()
        chances = people["p_buy_30"].tolist()
        with workspace._ledger.writing() as connection:
            for number in range(4):
                keep_week(connection, FIRST + dt.timedelta(weeks=number), number, ids, chances)
        for place in range(0, 12, 2):
            workspace.log_outcome(
                ids[place], "talked" if place % 4 else "no_answer", note="x",
                day=FIRST + dt.timedelta(weeks=3, days=1),
            )  # fmt: skip
        return Seen.of(workspace, root)


@pytest.fixture
def looked_back(looked_back_seen, monkeypatch):
    """That salon, to be looked at only."""
    return looked_back_seen.look(monkeypatch)


def keep_week(connection, week, number, ids, chances):
    """A list of twenty, six of them drawn, and six who were not."""
    calls = [
        {
            "week": week.isoformat(), "rank": place + 1, "customer_id": ids[place],
            "class": "sales", "reasons": ["lapse_risk"], "key": 1.0, "minutes": 5,
            "expected_profit_per_call": 100.0, "chance": chances[place], "late": place == 19,
        }
        for place in range(20)
    ]  # fmt: skip
    begin = 100 + 12 * number
    lots = [
        {"week": week.isoformat(), "customer_id": ids[begin + i], "reason": "lapse_risk",
         "drawn": i < 6, "weight": 1.0}
        for i in range(12)
    ]  # fmt: skip
    said_of = {"calls": calls, "lots": lots, "figures": {}, "standing": {}}
    snapshots.keep(connection, week, f"kept {number}", said_of, MOMENT.isoformat())


def test_the_page_says_from_how_many_lists_and_calls_it_counts(looked_back):
    text = said(open_page(PAGE))

    assert "電話の効き目" in text
    assert "回分の一覧" in text
    assert "電話したのは6人" in text


def test_answers_stand_by_reason_with_counts_rate_and_range(looked_back):
    table = open_page(PAGE).table[0].value
    row = table[table["理由"] == "離れかけ"].iloc[0]

    assert re.fullmatch(r"\D*(6\D+3|3\D+6)\D*", row["つながった方"])
    assert "まだ仮" in row["つながる見込み"]
    by_lot = next(name for name in table.columns if name.startswith("電話で動く割合"))
    assert "まだ仮" in row[by_lot]


def test_lots_are_judged_in_words_with_both_sides_counted(looked_back):
    text = said(open_page(PAGE))

    assert "まだ分かりません" in text
    assert "くじで電話した方: 24人のうち" in text
    assert "くじに外れて電話しなかった方: 24人のうち" in text
    assert "2026年9月30日" in text


def test_expected_and_real_hits_stand_beside_each_other(looked_back):
    at = open_page(PAGE)

    assert len(at.get("plotly_chart")) == 1
    assert "2026-05-04" in at.get("plotly_chart")[0].proto.spec
    numbers = next(t.value for t in at.table if "見込みの分かる方" in t.value.columns)
    assert len(numbers) >= 4
    assert "30日たったか" in numbers.columns
    assert set(numbers["30日たったか"]) <= {"はい", "いいえ"}


def test_a_past_list_shows_late_arrivals_results_and_purchases_since(looked_back):
    at = open_page(PAGE)
    at.selectbox(key="past_list").select(FIRST + dt.timedelta(weeks=3)).run()
    table = at.table[-1].value

    assert table["順番"].tolist()[-1] == "あとから"
    assert sorted(filter(None, table["その後"])) == ["不在"] * 3 + ["話せた"] * 3
    assert table["そのあと買った日"].str.contains("2026年").any()


def test_without_any_list_each_section_says_so_instead_of_a_number(shop):
    text = said(open_page(PAGE))

    assert "まだ抽選をしたことはありません" in text
    assert "一覧からの電話は、まだ記録されていません" in text
    assert "残してある一覧は、まだありません" in text
    assert "0回分" not in text


def test_the_page_speaks_english(looked_back):
    text = said(open_page(PAGE, locale="en-US"))

    assert "Do calls help?" in text
    assert "Not known yet" in text
