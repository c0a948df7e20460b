"""The same customers and purchases in another file: nothing doubled, changes said to the row."""

from __future__ import annotations

import csv
import io

import pandas as pd
import pytest
from openpyxl import Workbook

from core.ingest import combine, read
from core.workspace import Workspace
from tests.core.keeping import TODAY, amounts, clock, everything

PEOPLE = pd.DataFrame(
    {
        "顧客ID": ["001", "002", "003", "004"],
        "氏名": ["青木一郎", "石井花子", "=上田健", "江口恵"],
        "電話": ["090-0111-0001", "+81 90-0111-0002", "090-0111-0003", ""],
        "誕生日": ["1980/4/1", "", "1975/12/3", "1990/1/2"],
        "席": ["窓側", "", "奥", "@前"],
    }
)
BOUGHT = pd.DataFrame(
    {
        "日付": ["2026/10/01", "2026/10/01", "2026/10/02", "2026/10/02", "2026/10/09"],
        "顧客ID": ["001", "001", "002", "002", "003"],
        "商品": ["カット", "染め", "カット", "カット", "パーマ"],
        "金額": ["5000", "7000", "5000", "5000", "12000"],
    }
)


def as_csv(frame, encoding="utf-8"):
    text = io.StringIO()
    csv.writer(text).writerows([frame.columns, *frame.itertuples(index=False, name=None)])
    return text.getvalue().encode(encoding)


def as_xlsx(frame):
    book, target = Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    for place, row in enumerate([tuple(frame.columns), *frame.itertuples(index=False, name=None)]):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(place + 1, column, value)
            cell.data_type = "s"
    book.save(target)
    return target.getvalue()


FORMS = {
    "renamed": lambda frame: ("別の名前.csv", as_csv(frame)),
    "shuffled": lambda frame: ("a.csv", as_csv(frame.sample(frac=1, random_state=7))),
    "reordered": lambda frame: ("a.csv", as_csv(frame[frame.columns[::-1]])),
    "cp932": lambda frame: ("a.csv", as_csv(frame, "cp932")),
    "xlsx": lambda frame: ("a.xlsx", as_xlsx(frame)),
}


@pytest.fixture
def shop(tmp_path):
    with Workspace.create(tmp_path, "shop", now=clock()) as workspace:
        yield workspace


def take_in(shop, *files):
    readings = [
        read(data, name, settings=shop.settings(), today=TODAY, remembered=shop.remembered())
        for name, data in files
    ]
    sheets = [sheet for reading in readings for sheet in reading.sheets]
    combined = combine(readings, sources=shop.sources_for(readings))
    promised = shop.preview(combined)
    batch = shop.commit(
        combined, files=files, shapes={sheet.shape: sheet.choices for sheet in sheets}
    )
    assert batch.counts == promised.counts
    return batch.counts


def counts(shop, *files):
    """What came of an import, without what stayed as it was."""
    return {key: n for key, n in take_in(shop, *files).items() if n and "unchanged" not in key}


@pytest.mark.no_cover
@pytest.mark.parametrize("form", FORMS)
def test_the_same_content_in_another_form_adds_and_changes_nothing(shop, form):
    take_in(shop, ("a.csv", as_csv(PEOPLE)), ("b.csv", as_csv(BOUGHT)))
    before = everything(shop)
    name, data = FORMS[form](PEOPLE)
    assert counts(shop, (name, data), FORMS[form](BOUGHT)) == {"lines": 5, "lines_known": 5}
    after = everything(shop)
    assert after[:2] == before[:2]


def test_one_changed_row_is_exactly_one_update(shop):
    take_in(shop, ("a.csv", as_csv(PEOPLE)))
    changed = PEOPLE.copy()
    changed.loc[1, "電話"] = "090-0111-9999"
    assert counts(shop, ("a.csv", as_csv(changed))) == {"customers_updated": 1}


def test_next_months_export_updates_by_number_and_says_how_many(shop):
    take_in(shop, ("10月.csv", as_csv(PEOPLE)))
    more = pd.concat([PEOPLE.iloc[1:], PEOPLE.iloc[:1].assign(顧客ID="005", 氏名="大野武")])
    more.loc[3, "席"] = "奥"
    said = take_in(shop, ("11月.csv", as_csv(more)))
    assert said == {"customers_new": 1, "customers_updated": 1, "customers_unchanged": 2}


def test_a_column_that_is_gone_blanks_nothing(shop):
    take_in(shop, ("a.csv", as_csv(PEOPLE)))
    before = everything(shop)[0]["customers"]
    assert counts(shop, ("b.csv", as_csv(PEOPLE.drop(columns=["誕生日", "席"])))) == {}
    assert everything(shop)[0]["customers"] == before


def test_one_corrected_amount_changes_the_total(shop):
    take_in(shop, ("b.csv", as_csv(BOUGHT)))
    changed = BOUGHT.copy()
    changed.loc[2, "金額"] = "6000"
    assert counts(shop, ("b.csv", as_csv(changed))) == {
        "lines": 5, "lines_known": 4, "lines_replaced": 1,
    }  # fmt: skip
    assert sum(amounts(shop.book(TODAY))) == 35_000
