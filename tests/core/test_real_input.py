"""Real data through the command line: a wholesaler's invoices, the CD sample, a Japanese master.

The data stand beside the project (``../shared/data``) and are not part of it.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from pathlib import Path

import pandas as pd
import pytest

from core.cli import main
from tests.sheets import write_xlsx

pytestmark = pytest.mark.data
DATA = Path(__file__).parents[3] / "shared" / "data"
TODAY = dt.date(2026, 11, 22)


@pytest.fixture(scope="module", autouse=True)
def data_folder():
    if not DATA.is_dir():
        if os.environ.get("CI"):
            pytest.fail(f"the real data are missing: {DATA.name}")
        pytest.skip("the real data do not stand beside this checkout")
    return DATA


@pytest.fixture(scope="module")
def lines():
    return pd.read_parquet(DATA / "purchases" / "online_retail_uci1_lines.parquet")


@pytest.fixture(scope="module")
def expected(lines):
    """The plain answer: pence per line, netted by customer and day."""
    known = lines.dropna(subset=["CustomerID"]).copy()
    known["pence"] = (known["UnitPrice"] * 100).round().astype("int64") * known["Quantity"]
    known["day"] = known["InvoiceDate"].dt.normalize()
    days = known.groupby(["CustomerID", "day"], as_index=False)["pence"].sum()
    bought = days[days["pence"] > 0].groupby("CustomerID")["day"].agg(["count", "min", "max"])
    total = known.groupby("CustomerID")["pence"].sum().rename("pence")
    result = pd.concat([total, bought], axis=1)
    result.index = result.index.astype("int64").astype("str")
    return result


@pytest.fixture(scope="module")
def written(lines, tmp_path_factory):
    folder = tmp_path_factory.mktemp("uci")
    lines.to_csv(folder / "invoices.csv", index=False)
    write_xlsx(lines, folder / "invoices.xlsx")
    return folder


@pytest.mark.parametrize("name", ["invoices.csv", "invoices.xlsx"])
def test_the_wholesalers_invoices_give_every_customers_days_and_pence_exactly(
    written, expected, tmp_path, name
):
    target = tmp_path / "profile.parquet"

    code = main(["profile", str(written / name), "--out", str(target), "--currency", "GBP",
                 "--trade", "wholesale"], today=TODAY)  # fmt: skip

    profile = pd.read_parquet(target).set_index("customer_id")
    assert code == 0
    assert set(profile.index) == set(expected.index)
    joined = expected.join(profile)
    assert ((joined["total_spend"] * 100).round().astype("int64") == joined["pence"]).all()
    assert (joined["purchase_count"].fillna(0) == joined["count"].fillna(0)).all()
    bought = joined[joined["count"].notna()]
    assert (bought["last_purchase_date"] == bought["max"].dt.strftime("%Y-%m-%d")).all()
    assert (bought["first_purchase_date"] == bought["min"].dt.strftime("%Y-%m-%d")).all()


def test_invoice_lines_without_a_customer_are_counted_and_said(written, capsys):
    code = main(["read", str(written / "invoices.csv"), "--lang", "en"], today=TODAY)

    sheet = json.loads(capsys.readouterr().out)["sheets"][0]
    missing = [p for p in sheet["problems"] if p["code"] == "missing_customer_id"]
    assert code == 0
    assert sheet["rows_read"] + sheet["rows_unread"] == 541_909
    assert sheet["rows_unread"] >= 135_080
    assert any("135,080" in problem["message"] for problem in missing)


def test_the_wholesalers_invoices_give_a_call_list_that_accounts_for_every_customer(
    written, expected, tmp_path
):
    target, left_out = tmp_path / "calls.csv", tmp_path / "left.csv"

    code = main(["calls", str(written / "invoices.csv"), "--capacity", "20", "--out", str(target),
                 "--left-out", str(left_out), "--as-of", "2011-12-09", "--trade", "wholesale"],
                today=TODAY)  # fmt: skip

    listed = pd.read_csv(target, dtype="str")["customer_id"]
    left = pd.read_csv(left_out, dtype="str")["customer_id"]
    assert code == 0
    assert sorted([*listed, *left]) == sorted(expected.index)


def test_the_cd_sample_keeps_its_leading_zeros_and_its_published_size(tmp_path):
    target = tmp_path / "profile.csv"

    code = main(["profile", str(DATA / "purchases" / "cdnow_sample.csv"), "--out", str(target),
                 "--currency", "USD"], today=TODAY)  # fmt: skip

    profile = pd.read_csv(target, dtype={"customer_id": "str"})
    source = pd.read_csv(DATA / "purchases" / "cdnow_sample.csv", dtype={"customer_id": "str"})
    assert code == 0
    assert len(profile) == 2_357
    assert set(profile["customer_id"]) == set(source["customer_id"])
    assert round(profile["total_spend"].sum(), 2) == round(source["amount"].sum(), 2)
    assert profile["last_purchase_date"].max() == "1998-06-30"


def test_a_japanese_customer_master_is_read_whole_with_birthdays_and_postal_codes(
    tmp_path, capsys
):
    master = DATA / "jp_100knocks" / "customer.csv"

    code = main(["read", str(master), "--tables", str(tmp_path)], today=TODAY)

    sheet = json.loads(capsys.readouterr().out)["sheets"][0]
    customers = pd.read_csv(tmp_path / "customers.csv", dtype="str").set_index("customer_id")
    assert code == 0
    assert (sheet["kind"], sheet["rows_read"], len(customers)) == ("customers", 21_971, 21_971)
    assert customers.loc["CS021313000114", "name"] == "大野 あや子"
    assert customers.loc["CS021313000114", "birthday"] == "1981-04-29"
    assert customers.loc["CS021313000114", "postal_code"] == "259-1113"


def test_a_master_without_purchases_gives_a_profile_of_prospects(tmp_path):
    target = tmp_path / "profile.csv"

    code = main(["profile", str(DATA / "jp_100knocks" / "customer.csv"), "--out", str(target)],
                today=TODAY)  # fmt: skip

    profile = pd.read_csv(target)
    assert code == 0
    assert len(profile) == 21_971
    assert set(profile["stage"]) == {"prospect"}
    assert profile["last_purchase_date"].isna().all()
