"""What leaves a ledger, of one on this computer and of one on a server alike."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from core.export.bundle import take_in
from core.review import review
from core.workspace import Workspace
from tests.core.keeping import TODAY, bring, clock, customer, everything, line, sheet
from tests.core.whole_ledgers import everything_held, same_again

pytestmark = pytest.mark.usefixtures("ledger_kind")


@pytest.fixture
def shop(tmp_path):
    with Workspace.create(tmp_path / "a", "Tsubame", now=clock(), trade_code="salon") as shop:
        bring(shop, sheet([customer(1), customer(2)], [line("2026-11-01"), line("2026-11-02", 2)]))
        bring(shop, sheet([customer(3)], [line("2026-11-05", 3)]), name="b.csv")
        action = shop.log_outcome("C1", "talked", day=TODAY, note="話した")
        shop.undo(action)
        shop.redo(action)
        shop.change_settings({"calls.per_day": 7})
        shop.erase("C3")
        yield shop


def test_the_workbook_makes_an_equal_ledger_on_this_computer(shop, tmp_path, monkeypatch):
    monkeypatch.delenv("DAIFUKUCHO_DATABASE", raising=False)
    reading = same_again(shop, tmp_path / "b")
    assert all(found.kept for found in reading.problems)


def test_the_file_for_another_computer_is_the_same_business_with_its_history(shop, tmp_path):
    target = io.BytesIO()
    shop.write_bundle(target)
    slug = take_in(tmp_path / "b", target)
    with Workspace.open(tmp_path / "b", slug, now=clock()) as again:
        assert again.shared is None
        assert everything(again) == everything(shop)
        assert everything_held(again) == everything_held(shop)
        assert again.verify_history() is None
        assert not again.strange_key
        assert [one.numbers for one in again.erasures()] == [1]
        number = again.change_settings({"calls.per_day": 3})
        assert number == shop.change_settings({"calls.per_day": 3}) - 1  # it noted the export
        bring(again, sheet([customer(3)]), name="b.csv")
        assert "C3" not in set(again.book(TODAY).table("customers")["customer_id"])


def test_everything_about_one_person_leaves_as_a_file(shop):
    target = io.BytesIO()
    shop.write_person("C1", review(shop.book(TODAY), shop.settings()), target, "ja")
    with zipfile.ZipFile(target) as found:
        record = json.loads(found.read("record.json"))
    assert "話した" in json.dumps(record, ensure_ascii=False)
    assert record["judgements"]["rows"]
