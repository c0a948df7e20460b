"""Every sample sheet, dirty ones included: how it was understood is written down.

``pytest --refresh-golden`` writes ``tests/golden/<file>.json`` anew.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from core.ingest import read
from core.settings import Settings

SAMPLES = Path(__file__).parents[2] / "sample_data"
FILES = sorted(p.name for p in SAMPLES.iterdir() if p.suffix in (".xlsx", ".csv"))
TODAY = dt.date(2026, 11, 22)


def understood(sheet):
    """What is kept of one sheet in the golden file."""
    first = sheet.understood.head(3).astype("str").fillna("")
    filled = first.loc[:, first.apply(lambda c: ~c.isin(["", "NaT", "<NA>", "nan"])).any()]
    return {
        "kind": sheet.kind,
        "header_row": sheet.header_row,
        "mapping": sheet.mapping,
        "unmapped": sheet.unmapped,
        "rows": [sheet.rows_read, sheet.rows_unread, sheet.rows_dropped],
        "tables": {name: len(frame) for name, frame in sheet.tables.items()},
        "total_amount": sheet.total_amount,
        "problems": sorted({f"{p.code} {p.column}".strip() for p in sheet.problems}),
        "first_rows": filled.to_dict("records"),
    }


@pytest.mark.no_cover
@pytest.mark.parametrize("file", FILES)
def test_each_sample_sheet_is_understood_as_written_down(file, golden):
    found = read((SAMPLES / file).read_bytes(), file, settings=Settings(), today=TODAY)
    told = {sheet.name: understood(sheet) for sheet in found.sheets}
    assert told == golden(file, told)


@pytest.mark.no_cover
@pytest.mark.parametrize("file", FILES)
def test_every_row_of_a_sample_is_accounted_for(file):
    found = read((SAMPLES / file).read_bytes(), file, settings=Settings(), today=TODAY)
    for sheet in found.sheets:
        assert sheet.rows_unread == len(sheet.unread)
        assert len(sheet.unread["reason"].dropna()) == sheet.rows_unread
        if sheet.kind != "customers":
            assert len(sheet.tables[sheet.kind]) == sheet.rows_read
