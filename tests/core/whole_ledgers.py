"""Ledgers of all kinds, taken out as a workbook and brought into an empty business."""

from __future__ import annotations

import io
import json

import pandas as pd

from core.ingest import combine, read
from core.store.frames import EXTRA
from core.workspace import Workspace
from tests.core.keeping import TODAY, clock

ORIGIN = ["source_file", "source_sheet", "source_row"]


def workbook(workspace, language="ja", **how):
    """The whole ledger as a workbook, as bytes."""
    target = io.BytesIO()
    workspace.write_workbook(target, language, **how)
    return target.getvalue()


def brought(root, data, *, trade_code="other", name="w.xlsx", today=TODAY):
    """A business of its own into which a workbook was taken; (workspace, reading)."""
    workspace = Workspace.create(root, "again", now=clock(), trade_code=trade_code)
    reading = read(data, name, settings=workspace.settings(), today=today)
    workspace.commit(combine([reading]), files=[(name, data)])
    return workspace, reading


def lines(held):
    """All lines that count, in order, with the owner's own columns, without where they stood."""
    frames = [pd.read_parquet(path).drop(columns=ORIGIN) for path in held.purchases]
    if not frames:
        return []
    whole = pd.concat(frames, ignore_index=True)
    free = [name for name in whole.columns if name.startswith(EXTRA)]
    whole[free] = whole[free].fillna("")
    plain = whole.astype(object).where(whole.notna(), None).to_dict("records")
    return [{k: v for k, v in row.items() if v or not k.startswith(EXTRA)} for row in plain]


def rows(frame):
    """The rows of a table as plain values, without their numbers."""
    plain = frame.drop(columns=["row_id", "extra"])
    plain = plain.astype(object).where(plain.notna(), None).to_dict("records")
    own = [json.loads(text) for text in frame["extra"]]
    return [{**row, "extra": extra} for row, extra in zip(plain, own, strict=True)]


def everything_held(workspace):
    """All that a ledger holds as plain values; equal means the same ledger."""
    held = workspace.holding()
    book = workspace.book(TODAY)
    customers = book.table("customers")
    return {
        **{name: rows(frame) for name, frame in held.tables.items()},
        "purchases": lines(held),
        "money": (held.currency, held.scale, book.has_amounts),
        "asof": held.asof,
        "pairs": held.pairs,
        "settings": held.settings,
        "sources": held.sources,
        "lists": [(row.seen, row.kind, dict(row.said)) for row in held.lists],
        "aliases": dict(book.aliases),
        "households": list(customers["household_id"]),
    }


def same_again(workspace, root, language="ja", **how):
    """Assert that a ledger comes back from its workbook as it is; the reading of it."""
    before = everything_held(workspace)
    data = workbook(workspace, language, **how)
    again, reading = brought(root, data, trade_code=workspace.business.trade_code)
    with again:
        after = everything_held(again)
        assert list(after) == list(before)
        found = {n: differences(said, after[n]) for n, said in before.items()}
        other = {name: said for name, said in found.items() if said}
        assert not other, other
    return reading


def differences(before, after):
    """What is not the same: of lists of rows the cells."""
    if before == after:
        return []
    if not isinstance(before, list) or len(before) != len(after):
        return [(before, after)]
    return [
        {k: (b.get(k), a.get(k)) for k in {**b, **a} if b.get(k) != a.get(k)}
        if isinstance(b, dict)
        else (b, a)
        for b, a in zip(before, after, strict=True)
        if b != a
    ]
