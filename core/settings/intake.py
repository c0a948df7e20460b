"""Limits of reading a file."""

from __future__ import annotations

from dataclasses import dataclass

from core.settings._threshold import threshold


@dataclass(frozen=True, slots=True)
class IntakeSettings:
    """Limits of reading a file.

    Attributes:
        max_file_bytes: larger files are refused unread.
        max_inflated_bytes: refused when a workbook unpacks to more.
        max_inflation: refused when a large workbook unpacks to more times its size.
        inflation_from_bytes: below this unpacked size the ratio does not matter.
        max_members: a workbook of more parts is refused.
        max_dense_cells: rows × columns above which the row-by-row reader is used.
        max_columns: columns read of a sheet; cells beyond are said.
        max_numbers_rows: rows of an Apple Numbers file; longer ones are to be exported.
        child_memory_bytes: memory of the reading process; grows with the cells to the next.
        child_memory_most_bytes: memory of the reading process at most.
        child_bytes_per_cell: memory the reading process gets for each cell beyond its base.
        child_bytes_per_numbers_byte: memory it gets for each byte of an Apple Numbers file.
        child_seconds: time of the reading process at least.
        child_seconds_most: time of the reading process at most.
        child_seconds_per_mb: time it gets for each unpacked megabyte.
        child_seconds_per_numbers_mb: time it gets for each megabyte of an Apple Numbers file.
        max_bad_share: a text with a larger share of damaged characters is no text.
        header_rows: rows from the top in which a header is looked for.
        table_gap: so many blank rows and other column names below them begin another table.
        months_across: columns of months or days from which on they are asked about.
        card_rows: a form of one customer has no more rows.
        card_share: share of the words on the left of a form that are known.
        evidence_rows: rows that are looked at to tell what a column holds.
        known_headers_share: share of an export's headers that make a sheet that export.
        repeated_key_share: share of repeated customers from which a row is a visit.
        evidence_share: share of them that must look like it.
        ambiguous_years: how far back a date with a two-digit year may lie.
        votes: dates needed before the days of a column may tell its order.
        problems_listed: problems of one kind listed one by one; more are said as one.
        preview_rows: rows shown as in the file beside the rows as understood.
        other_people_share: from this share of customer numbers that name somebody else on, a
            file has the numbers of another source.
        waiting_days: how long a sheet that was chosen and not taken in is kept.
        currency: ISO code of the amounts.
    """

    max_file_bytes: int = threshold(200 * 2**20, unit="bytes", source="SHEETS 7")
    max_inflated_bytes: int = threshold(3 * 2**30, unit="bytes", source="SHEETS 7")
    max_inflation: int = threshold(200, unit="times", source="SAFETY 4.3", assumed=True)
    inflation_from_bytes: int = threshold(100 * 2**20, unit="bytes", source="SAFETY 4.3")
    max_members: int = threshold(20_000, unit="parts", source="SAFETY 4.3", assumed=True)
    max_dense_cells: int = threshold(40_000_000, unit="cells", source="SHEETS 7")
    max_columns: int = threshold(512, unit="columns", source="SAFETY 2.1")
    max_numbers_rows: int = threshold(50_000, unit="rows", source="SHEETS 8")
    child_memory_bytes: int = threshold(1536 * 2**20, unit="bytes", source="ARCHITECTURE")
    child_memory_most_bytes: int = threshold(3 * 2**30, unit="bytes", source="ARCHITECTURE")
    child_bytes_per_cell: int = threshold(300, unit="bytes", source="SHEETS 1.1", assumed=True)
    child_bytes_per_numbers_byte: int = threshold(
        300, unit="bytes", source="SHEETS 1.1", assumed=True
    )
    child_seconds: int = threshold(10, unit="seconds", source="SAFETY R7")
    child_seconds_most: int = threshold(120, unit="seconds", source="SHEETS 1.5")
    child_seconds_per_mb: float = threshold(0.2, unit="seconds", source="SHEETS 1.1", assumed=True)
    child_seconds_per_numbers_mb: float = threshold(
        15.0, unit="seconds", source="SHEETS 1.1", assumed=True
    )
    max_bad_share: float = threshold(0.02, unit="share", source="SHEETS 2", assumed=True)
    header_rows: int = threshold(40, unit="rows", source="SHEETS 3", assumed=True)
    table_gap: int = threshold(2, unit="rows", source="SHEETS 3")
    months_across: int = threshold(2, unit="columns", source="SHEETS 3", assumed=True)
    card_rows: int = threshold(80, unit="rows", source="SHEETS 9.37", assumed=True)
    card_share: float = threshold(0.6, unit="share", source="SHEETS 9.37", assumed=True)
    evidence_rows: int = threshold(200, unit="rows", source="SHEETS 7")
    known_headers_share: float = threshold(0.6, unit="share", source="SHEETS 7, issue 3")
    repeated_key_share: float = threshold(0.25, unit="share", source="SHEETS 3", assumed=True)
    evidence_share: float = threshold(0.8, unit="share", source="SHEETS 7", assumed=True)
    ambiguous_years: int = threshold(30, unit="years", source="SHEETS 4", assumed=True)
    votes: int = threshold(10, unit="dates", source="SHEETS 4", assumed=True)
    problems_listed: int = threshold(20, unit="problems", source="SHEETS 3", assumed=True)
    preview_rows: int = threshold(20, unit="rows", source="SHEETS 7", assumed=True)
    other_people_share: float = threshold(0.5, unit="share", source="SHEETS 4", assumed=True)
    waiting_days: int = threshold(7, unit="days", source="STREAMLIT 1.3", assumed=True)
    currency: str = threshold("JPY", unit="ISO 4217", source="ARCHITECTURE, Money")
