"""The erased person in other people's rows: numbers go, words go as the owner chose."""

from __future__ import annotations

import datetime as dt

import pytest

from core.store.texts import BLANK
from core.workspace import Workspace
from tests.core.erasable import hits
from tests.core.keeping import (
    TODAY,
    bring,
    clock,
    customer,
    everything,
    line,
    row_id,
    rows_of,
    sheet,
    value,
)

THEM = {
    "name": "朝比奈 雫",
    "kana": "アサヒナ シズク",
    "phone": "090-0111-2233",
    "email": "shizuku.a@example.jp",
}
SPOKEN = "朝比奈雫さんから聞いた。連絡は０９０ー０１１１ー２２３３"
FAMILY = "朝比奈様のご紹介"
WORDS = ["朝比奈", "雫", "アサヒナ", "09001112233", "090-0111-2233", "０９０ー０１１１", "shizuku"]


def rows():
    """Others who name the person in every place that there is."""
    return sheet(
        [
            customer(1, **THEM, household_id="C1"),
            customer(2, referrer_id="C1", memo=FAMILY, household_id="C1"),
            customer(3, household_id="C1", hobby="茶道", **{"紹介者": "朝比奈　雫"}),
            customer(4, name="朝比奈 雫", phone="03-1999-0000"),
        ],
        [line("2026-10-01", 2, 2000, product="アサヒナシズク様特注"), line("2026-10-02", 1, 100)],
        activities=[
            {"date": dt.datetime(2026, 10, 3), "customer_id": "C2", "note": SPOKEN},
            {"date": dt.datetime(2026, 10, 3), "customer_id": "C2", "note": "晴れていた"},
        ],
        referrals=[
            {
                "date": dt.datetime(2026, 10, 1),
                "customer_id": "C3",
                "kind": "referral",
                "referred_id": "C1",
                "referred_name": "朝比奈 雫",
            }
        ],
        doubts=[{"date": dt.datetime(2026, 10, 4), "prospect_name": "朝比奈 雫", "words": "高い"}],
    )


@pytest.fixture
def shop(made_once, tmp_path):
    with made_once(fill, tmp_path) as made:
        yield made


def fill(made):
    bring(made, rows(), "朝比奈 雫.xlsx")
    made.same_person("C1", "C4", same=False)
    made.same_person("C1", "C3", same=False)
    made.add("decisions", {"week": TODAY, "decision": "shizuku.a@example.jp へ礼状"})
    made.correct("customers", row_id(made, "C3"), {"hobby": "朝比奈さんと茶道"})
    made.correct("customers", row_id(made, "C3"), {"hobby": "囲碁"})
    made.keep_calls(TODAY, [{"customer_id": "C2", "name": "試験 2", "why": [FAMILY]}])


def every_text(shop):
    return [mention.text for mention in shop.erasure("C1").mentions]


def test_texts_of_others_that_name_the_person_are_shown_first_the_surest_first(shop):
    said = {m.text: m for m in shop.erasure("C1").mentions}

    assert set(said) == {
        FAMILY,
        SPOKEN,
        "朝比奈　雫",
        "朝比奈 雫",
        "アサヒナシズク様特注",
        "shizuku.a@example.jp へ礼状",
        "朝比奈さんと茶道",
        "朝比奈 雫.xlsx",
    }
    assert said[SPOKEN].found.sure
    assert not said[FAMILY].found.sure
    assert said[FAMILY].about == ("試験 2",)
    assert said[FAMILY].now
    assert not said["朝比奈さんと茶道"].now
    assert [m.found.sure for m in shop.erasure("C1").mentions] == [True] * 6 + [False] * 2


def test_numbers_in_rows_of_others_go_and_their_household_stays_one(shop):
    shop.erase("C1")

    assert value(shop, "C2", "referrer_id") == ""
    homes = set(rows_of(shop).set_index("customer_id").loc[["C2", "C3"], "household_id"])
    assert len(homes) == 1
    assert homes != {"C1"}
    referral = rows_of(shop, "referrals").iloc[0]
    assert (referral["customer_id"], referral["referred_id"], referral["referred_name"]) == (
        "C3",
        "",
        "",
    )


def test_words_that_were_not_chosen_stay_as_they_are(shop):
    shop.erase("C1")

    assert value(shop, "C2", "memo") == FAMILY
    assert SPOKEN in set(rows_of(shop, "activities")["note"])
    assert hits(shop.folder, ["C1", "090-0111-2233"]) == []


def test_chosen_words_go_from_every_place_and_the_rest_of_the_text_stays(shop):
    shop.erase("C1", blank=every_text(shop))

    assert value(shop, "C2", "memo") == f"{BLANK}様のご紹介"
    said = f"{BLANK}さんから聞いた。連絡は{BLANK}"
    assert set(rows_of(shop, "activities")["note"]) == {said, "晴れていた"}
    assert shop.calls_kept(TODAY)[0]["why"] == [f"{BLANK}様のご紹介"]
    assert rows_of(shop, "doubts")["prospect_name"].iloc[0] == BLANK
    assert shop.batches()[0].files == (f"{BLANK}.xlsx",)
    found = hits(shop.folder, WORDS)
    assert {hit.split(":")[0] for hit in found} <= {"ledger.db", "layers/1/customers.parquet"}
    assert shop.verify_history() is None


def test_somebody_else_of_the_same_name_keeps_it(shop):
    shop.erase("C1", blank=every_text(shop))

    assert value(shop, "C4", "name") == "朝比奈 雫"
    shop.undo(next(a.id for a in shop.last_actions(100) if a.verb == "import"))
    shop.redo(next(a.id for a in shop.last_actions(100) if a.verb == "import"))
    assert value(shop, "C4", "name") == "朝比奈 雫"


def test_without_a_namesake_no_word_is_left_in_any_file(tmp_path):
    with Workspace.create(tmp_path, "shop", now=clock()) as shop:
        said = rows()
        said.tables["customers"] = said.tables["customers"].iloc[:3]
        bring(shop, said, "朝比奈 雫.xlsx")
        shop.erase("C1", blank=every_text(shop))
        assert hits(shop.folder, [*WORDS, "C1"]) == []


def test_the_same_sheet_again_changes_nothing_and_brings_no_word_back(shop):
    shop.erase("C1", blank=every_text(shop))
    tables, lines, *_rest = everything(shop)

    batch = shop.commit(rows(), files=[("朝比奈 雫.xlsx", "朝比奈 雫".encode())])

    assert everything(shop)[0] == tables
    assert everything(shop)[1] == lines
    new = {name: n for name, n in batch.counts.items() if name.endswith(("_new", "_updated"))}
    assert not any(new.values()), new
    assert batch.counts["erased_rows"] == 2
    assert batch.counts["originals_removed"] == 1
    assert batch.files == (f"{BLANK}.xlsx",)
    found = hits(shop.folder, WORDS)
    assert {hit.split(":")[0] for hit in found} <= {
        "ledger.db",
        "layers/1/customers.parquet",
        "layers/2/customers.parquet",
    }


def test_our_own_export_of_a_blanked_row_is_the_same_row(shop):
    shop.erase("C1", blank=every_text(shop))
    columns = ["date", "customer_id", "note"]
    notes = rows_of(shop, "activities")[columns].to_dict("records")

    batch = bring(shop, sheet(activities=notes), "ours.xlsx")

    assert batch.counts["activities_new"] == 0
    assert len(rows_of(shop, "activities")) == 2


def test_an_import_taken_back_and_done_again_says_the_blanked_words(shop):
    shop.erase("C1", blank=every_text(shop))
    whole = everything(shop)

    shop.undo_batch(1)
    assert len(rows_of(shop, "activities")) == 0
    shop.redo_batch(1)

    assert everything(shop)[:2] == whole[:2]
