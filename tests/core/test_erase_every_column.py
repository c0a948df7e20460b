"""An erasure over every table and column there is; what is new is tried without being named."""

from __future__ import annotations

import datetime as dt
import itertools

import pandas as pd
import sqlalchemy as sa

from core.review import review
from core.share.trail import NAME as TRAIL
from core.store import inbox, traces
from core.store.schema import METADATA, STATE
from core.tables import TABLES
from core.workspace import Workspace
from tests.core.erasable import THEIRS, hits, table_of
from tests.core.keeping import START, TODAY, bring, clock, customer, line, row_id, rows_of, sheet
from tests.core.sharing import shared

#: What they are called and reached by, written in all the ways in which people write it.
SPELLINGS = (
    "朝比奈 雫", "朝比奈　雫", "朝比奈雫", "アサヒナ シズク", "あさひなしずく", "ｱｻﾋﾅ ｼｽﾞｸ",
    "090-0111-2233", "09001112233", "０９０－０１１１－２２３３", "090 0111 2233",
    "(090)0111-2233",
    "+81 90-0111-2233", "03-1444-5566", "0314445566", "shizuku.a@example.jp",
    "SHIZUKU.A@EXAMPLE.JP", "shizuku_line_id",
)  # fmt: skip
#: Columns of tables that are none of the owner's: cleansed, or of no person, with the reason.
CLEANSED = {
    "setting.value", "batch.files", "batch.mapping", "shape.choices", "same_person.one",
    "same_person.other", "upload.name", "action.facts", "journal.customer_id", "journal.before",
    "journal.after", "call_week.rows", "snapshot.rows", "file.content",
}  # fmt: skip
OF_NOBODY = {
    "business": "the owner's own", "erased": "keyed marks and days",
    "setting.key": "of a threshold", "batch.counts": "numbers", "batch.preset": "of a program",
    "batch.purchases_file": "numbers", "batch.currency": "a code", "batch.created": "a moment",
    "batch.source": "the owner's name of a shop", "batch.same_days": "a code",
    "shape.shape": "a digest", "shape.source": "the owner's name of a shop",
    "shape.used": "a moment", "same_person.decision": "a code", "same_person.created": "a moment",
    "upload.sha256": "a digest", "file.path": "numbers and digests", "file.sha256": "a digest",
    "action.at": "a moment", "action.who": "of our own", "action.verb": "a code",
    "action.chain": "a digest", "journal.verb": "a code", "journal.table_name": "of a table",
    "call_week.kept": "a moment", "snapshot.kind": "a code", "snapshot.digest": "a digest",
    "snapshot.created": "a moment",
}  # fmt: skip


def test_every_column_of_the_ledgers_own_tables_is_cleansed_or_of_nobody():
    """A new column that holds words belongs into core.store.erase_rows, or here with a reason."""
    wordy = (sa.Text, sa.JSON, sa.LargeBinary)
    columns = {
        f"{table.name}.{column.name}"
        for table in METADATA.tables.values()
        if table.name not in {*STATE, *OF_NOBODY}
        for column in table.c
        if isinstance(column.type, wordy)
    }
    assert columns == CLEANSED | {name for name in OF_NOBODY if "." in name}


def cell(column, number, text):
    """A value of a column: the text where anything may be written, else something plain."""
    if column.choices:
        return column.choices[number % len(column.choices)].code
    plain = {
        "date": pd.Timestamp(TODAY), "month": "2026-11", "month_day": "07-19", "money": 900,
        "integer": 2, "number": 1.5, "id": f"I{number}",
    }  # fmt: skip
    return plain.get(column.kind, text)


def row_of_theirs(name, number):
    """A row of C1 in which every text is a mark of its own."""
    row = {c.name: cell(c, number, mark(name, c.name)) for c in TABLES[name].columns}
    return row | {"customer_id": "C1", "自由": mark(name, "free")}


def row_of_others(name, number, spelling):
    """A row of somebody else, or of nobody, that names C1 wherever anything may be written."""
    said = f"{spelling}さんの件{number}"
    row = {c.name: cell(c, number, f"店の{number}") for c in TABLES[name].columns}
    row |= dict.fromkeys(traces.free_texts(name), said) | {"自由": said}
    row |= {c: "C1" for c in traces.id_columns(name) if c != "customer_id"}
    return row | ({"customer_id": "C2"} if "customer_id" in TABLES[name].names else {})


def mark(table, column):
    return f"印{table}・{column}終"


def marks():
    """The marks that stand only in rows of theirs: names of our own stay ours."""
    return [
        mark(name, column)
        for name in TABLES
        if "customer_id" in TABLES[name].names
        for column in [*traces.free_texts(name), "free"]
    ]


def fill(shop, root):
    """Them in every table, then every table naming them, by import, by hand, kept and waiting."""
    ways = itertools.cycle(SPELLINGS)
    numbers = itertools.count(1)
    kept_apart = ("customers", "purchases", "staff", "stores")
    rows = {
        name: [
            *([row_of_theirs(name, next(numbers))] if "customer_id" in table.names else []),
            *(row_of_others(name, next(numbers), next(ways)) for _more in range(3)),
        ]
        for name, table in TABLES.items()
        if name not in kept_apart
    }
    them = row_of_theirs("customers", 1) | {k: v for k, v in THEIRS.items() if k in traces.OWN}
    other = row_of_others("customers", 2, next(ways)) | customer(2, phone="090-0999-0001")
    bought = [
        line("2026-10-01", 1, 1100, **{c: mark("purchases", c) for c in ("product", "category")})
        | {"自由": mark("purchases", "free")},
        line("2026-10-02", 2, 1200, product=f"{next(ways)}様特注", category=next(ways)),
    ]
    said = sheet([them, other], bought, **rows)
    shop.commit(said, files=[("朝比奈 雫.xlsx", table_of([["C1", *THEIRS.values()]]))])
    for name in rows:
        column = next(iter(traces.free_texts(name)), "")
        if column and "customer_id" in TABLES[name].names:
            number = row_id(shop, "C2", name)
            shop.correct(name, number, {column: f"{next(ways)}さん、直した件"})
            shop.correct(name, number, {column: "直した"})
    shop.log_outcome("C1", "promised", day=TODAY, note=mark("activities", "note"), next_date=TODAY)
    shop.change_settings({"story.story": f"{next(ways)}さんに始まる"})
    shop.change_settings({"launch.name": f"{next(ways)}ブレンド"})
    shop.decide(dt.date(2026, 11, 23), f"{next(ways)}様へ礼状を書く", question="calls")
    found = review(shop.book(TODAY), shop.settings(), cache=shop.folder / "cache")
    shop.accept(found)
    inbox.keep(root, "朝比奈 雫の新しい表.csv", "朝比奈 雫,090-0111-2233".encode(), now=START)
    door = shared(root)
    door.trail.note("saw", person="owner-1", business=shop.business.slug, customer="C1")
    assert (root / TRAIL).exists()


def test_nothing_of_a_person_is_left_in_any_table_column_or_file_of_the_data_folder(tmp_path):
    words = [*SPELLINGS, *(v for k, v in THEIRS.items() if k in traces.OWN), *marks()]
    with Workspace.create(tmp_path, "shop", now=clock()) as shop:
        fill(shop, tmp_path)
        before = " ".join(hits(tmp_path, words))
        assert [word for word in (*marks(), *SPELLINGS) if word not in before] == []

        named = [mention.text for mention in shop.erasure("C1").mentions]
        shop.erase("C1", blank=named)

        assert hits(tmp_path, words) == []
        assert hits(tmp_path, ["C1"]) == []
        assert shop.erasure_unfinished is False
        assert "C1" not in set(rows_of(shop)["customer_id"])
        assert shop.verify_history() is None
        # Looked at again, frozen again, taken in again: still nobody.
        shop.freeze(review(shop.book(TODAY), shop.settings(), cache=shop.folder / "cache"))
        bring(shop, sheet([customer(1, **THEIRS)], [line("2026-11-01", 1, 500)]), "again.csv")
    assert hits(tmp_path, words) == []
