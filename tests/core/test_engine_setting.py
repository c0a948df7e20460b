"""The engine that was set for a business: from when on, and how its own table is looked at."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from urllib.parse import quote

import pandas as pd
import pytest

from core.engine.setting import SETTING, as_counted, digest_with, url_of
from core.errors import EngineError, StoreError
from core.review import review
from core.workspace import Workspace
from tests.core.keeping import clock
from tests.core.ledgers import book_of, purchases_of

TILL = [("a", "2026-11-01", 1000), ("b", "2026-11-02", 500), ("a", "2026-11-10", 200)]


def till(folder, name="till", lines=TILL):
    """Somebody else's Parquet file of sales, and the address that names its columns."""
    file = folder / f"{name}.parquet"
    frame = pd.DataFrame(lines, columns=["member", "sold", "yen"])
    frame.assign(sold=pd.to_datetime(frame["sold"])).to_parquet(file)
    return f"duckdb:?lines={quote(str(file))}&customer_id=member&date=sold&amount=yen"


def set_to(shop, url):
    (shop.folder / SETTING).write_text(f"{url}\n", encoding="utf-8")


@pytest.fixture
def shop(tmp_path):
    with Workspace.create(tmp_path / "home", "x", trade_code="ec", now=clock()) as made:
        yield made


def spent(shop, before=None):
    found = review(shop.book(), shop.settings(), cache=shop.folder / "cache", before=before)
    return found, found.customers.set_index("customer_id")["total_spend"].dropna().to_dict()


def test_without_an_address_the_book_is_as_it_was(tmp_path):
    book = book_of(purchases_of(TILL), tmp_path=tmp_path)
    assert as_counted(book, tmp_path / "cache") is book
    assert digest_with(book.digest, tmp_path / "cache") == book.digest


def test_a_table_that_the_engine_holds_is_up_to_date_and_has_what_the_address_names(tmp_path):
    book = book_of(purchases_of(TILL), tmp_path=tmp_path)
    assert book.asof == dt.date(2026, 11, 10)
    url = till(tmp_path)
    for address, amounts in ((url, True), (url.replace("&amount=yen", ""), False)):
        (tmp_path / SETTING).write_text(address, encoding="utf-8")
        seen = as_counted(book, tmp_path / "cache")
        assert (seen.asof, seen.has_amounts) == (book.today, amounts)


def test_an_engine_that_counts_the_imports_leaves_day_and_amounts_as_they_are(tmp_path):
    book = book_of(purchases_of(TILL), tmp_path=tmp_path)
    (tmp_path / SETTING).write_text("postgresql://me:secret@db.example.jp/x", encoding="utf-8")
    seen = as_counted(book, tmp_path / "cache")
    assert (seen.asof, seen.has_amounts) == (book.asof, book.has_amounts)
    assert seen.elsewhere
    assert "secret" not in f"{seen.elsewhere}{seen.digest}"


def test_purchases_that_lie_elsewhere_are_judged_as_of_today(shop, tmp_path):
    set_to(shop, till(tmp_path))
    found, money = spent(shop)
    assert money == {"a": 1200, "b": 500}
    assert found.book.asof == shop.today()
    assert found.book.digest == shop.digest()


def test_another_address_counts_at_once(shop, tmp_path):
    set_to(shop, till(tmp_path))
    first, _money = spent(shop)
    marks = {shop.digest(), first.book.elsewhere}
    set_to(shop, till(tmp_path, "other", [("c", "2026-11-03", 70)]))
    _found, money = spent(shop, before=first)
    assert money == {"c": 70}
    assert not marks & {shop.digest(), shop.book().elsewhere}
    (shop.folder / SETTING).unlink()
    assert spent(shop, before=first)[1] == {}


@pytest.mark.parametrize("written", ["utf-8-sig", "utf-8"])
def test_the_address_may_be_written_by_any_editor(shop, tmp_path, written):
    (shop.folder / SETTING).write_bytes(f"{till(tmp_path)}\r\n".encode(written))
    assert spent(shop)[1] == {"a": 1200, "b": 500}


def test_a_file_that_is_no_text_is_refused_in_one_sentence_by_whoever_counts(shop):
    (shop.folder / SETTING).write_bytes(bytes(range(128, 256)))
    assert shop.book().digest == shop.digest()
    with pytest.raises(EngineError) as caught:
        spent(shop)
    assert caught.value.say("en").startswith("This version has no counting engine")


def test_a_file_that_the_disk_does_not_give_is_said(shop, monkeypatch):
    set_to(shop, "duckdb:")

    def refused(_path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refused)
    with pytest.raises(StoreError):
        url_of(shop.folder / "cache")


def test_an_address_that_cannot_be_read_is_told_by_whoever_counts(shop):
    set_to(shop, "mysql://me:secret@db.example.jp/x")
    assert shop.book().digest == shop.digest()
    with pytest.raises(EngineError):
        spent(shop)
