"""Several readings as one set of tables, ready to be kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from core.errors import Problem
from core.ingest.build import once_per_customer
from core.ingest.callers import match_by_phone
from core.ingest.issues import problem
from core.ingest.names import MADE, made_id
from core.ingest.our_book import OurBook
from core.ingest.reading import Reading
from core.ingest.sheet import SheetReading
from core.ingest.sources import clean, propose_source, source_name, under
from core.settings.intake import IntakeSettings
from core.store.snapshots import ListRow
from core.tables import TABLES

_ID_COLUMNS = ("customer_id", "referred_id", "referrer_id")
_LIMITS = IntakeSettings()


@dataclass(frozen=True)
class Combined:
    """All tables of one or more files.

    Attributes:
        tables: by table name, without purchases; customers once per id.
        purchases: all lines.
        scale: decimal places of all amounts, the largest of any sheet.
        currency: ISO code.
        has_amounts: whether any purchase carries an amount.
        problems: of all files.
        sources: the named sources whose numbers carry their name (``本店:001``).
        shapes: fingerprints of the tables, see :func:`core.ingest.choices.shape_of`.
        exact: all of it comes from whole ledgers of ours, where every id stands for itself.
        pairs: the owner's word about two customers, from such a ledger: (one, other, ``same`` or
            ``apart``); ``changes``: the settings that were changed there; ``lists``: the call
            lists that were kept there.
        beside: {table: {free column for texts that could not be read: the field beside it}}.
    """

    tables: dict[str, pd.DataFrame]
    purchases: pd.DataFrame
    scale: int
    currency: str
    has_amounts: bool
    problems: tuple[Problem, ...]
    sources: tuple[str, ...] = ()
    shapes: tuple[str, ...] = ()
    exact: bool = False
    pairs: tuple[tuple[str, str, str], ...] = ()
    changes: Mapping[str, Any] = field(default_factory=dict)
    lists: tuple[ListRow, ...] = ()
    beside: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def combine(readings: Sequence[Reading], *, sources: Mapping[str, str] | None = None) -> Combined:
    """Put the tables of all readings together.

    Args:
        readings: files in the order in which they were chosen; in customers a later row fills or
            replaces what an earlier one says, blanks never overwrite. The same content twice
            counts once.
        sources: {sha256 of a file: whose numbers it has}, empty for the ledger's own. A file
            that is not named there and whose numbers mean other people than those of a file
            before it becomes a source of its own, with a problem that says so.
    """
    readings = list({reading.sha256: reading for reading in reversed(readings)}.values())[::-1]
    ours = [reading.ours for reading in readings if reading.ours is not None]
    exact = len(ours) == len(readings)
    named, notes = _sources(readings, sources or {})
    groups: dict[str, list[SheetReading]] = {}
    for reading, source in zip(readings, named, strict=True):
        groups.setdefault(source, []).extend(s for s in reading.sheets if s.tables)
    sheets = [sheet for group in groups.values() for sheet in group]
    scale = max((sheet.scale for sheet in sheets), default=0)
    parts: dict[str, list[pd.DataFrame]] = {}
    for source, group in groups.items():
        for name, frame in _tables_of(group, scale, exact=exact).items():
            parts.setdefault(name, []).append(under(frame, source))
    tables = {name: _stacked(name, frames) for name, frames in parts.items()}
    if not exact:
        tables = match_by_phone(tables, tables.get("customers", TABLES["customers"].empty()))
    purchases = tables.pop("purchases", TABLES["purchases"].empty())
    return Combined(
        tables=tables,
        purchases=purchases,
        scale=scale,
        currency=_currency(sheets),
        has_amounts=bool(purchases["amount"].notna().any()),
        problems=(*notes, *(found for reading in readings for found in reading.problems)),
        sources=_named(groups, ours),
        shapes=tuple(dict.fromkeys(sheet.shape for sheet in sheets if sheet.shape)),
        exact=exact,
        pairs=tuple(pair for book in ours for pair in book.pairs),
        changes={key: value for book in ours for key, value in book.settings.items()},
        lists=tuple(row for book in ours for row in book.lists.rows) if exact else (),
        beside=_beside(sheets),
    )


def _named(groups: Iterable[str], ours: Sequence[OurBook]) -> tuple[str, ...]:
    """The sources whose numbers carry their name."""
    named = [source for source in groups if source]
    return tuple(dict.fromkeys([*named, *(name for book in ours for name in book.sources)]))


def _tables_of(sheets: list[SheetReading], scale: int, *, exact: bool) -> dict[str, pd.DataFrame]:
    """The tables of one source, numbers as they stand in the files, customers once each."""
    parts: dict[str, list[pd.DataFrame]] = {}
    for sheet in sheets:
        for name, frame in sheet.tables.items():
            parts.setdefault(name, []).append(_scaled(name, frame, scale - sheet.scale))
    tables = {name: _stacked(name, frames) for name, frames in parts.items()}
    if "customers" in tables and not exact:
        if any(map(_has_made_ids, tables.values())):
            same = _known_ids(tables["customers"])
            tables = {name: _with_known_ids(frame, same) for name, frame in tables.items()}
        beside = _beside(sheets).get("customers", {})
        tables["customers"] = once_per_customer(tables["customers"], beside)
    return tables


def _beside(sheets: list[SheetReading]) -> dict[str, dict[str, str]]:
    """What the sheets say of their free columns; one that any of them has as its own is none."""
    found: dict[str, dict[str, str]] = {}
    for sheet in sheets:
        for table, columns in sheet.beside.items():
            found.setdefault(table, {}).update(columns)
    for sheet in sheets:
        for table, frame in sheet.tables.items():
            for column in set(frame.columns) - set(sheet.beside.get(table, {})):
                found.get(table, {}).pop(column, None)
    return found


def _sources(
    readings: Sequence[Reading], chosen: Mapping[str, str]
) -> tuple[list[str], list[Problem]]:
    """Whose numbers each file has, and what is to be said of files that were separated."""
    sources: list[str] = []
    notes: list[Problem] = []
    known = TABLES["customers"].empty()
    for reading in readings:
        people = people_of(reading)
        source: str | None = chosen.get(reading.sha256)
        if source is None and reading.ours is not None:
            source = ""
        if source is None:
            source = propose_source(
                people, known, ["", *sources], share=_LIMITS.other_people_share
            )
        if source is None:
            source = source_name(reading.file, sources)
            notes.append(problem("other_people", 1, source, reading.file))
        sources.append(clean(source))
        known = pd.concat([known, under(people, sources[-1])], ignore_index=True)
    return sources, notes


def people_of(reading: Reading) -> pd.DataFrame:
    """The customers that a file names, all sheets one under another."""
    named = [s.tables["customers"] for s in reading.sheets if "customers" in s.tables]
    empty = TABLES["customers"].empty()
    return pd.concat([frame[empty.columns] for frame in named]) if named else empty


def _currency(sheets: list[SheetReading]) -> str:
    return sheets[0].currency if sheets else "JPY"


def _scaled(table: str, frame: pd.DataFrame, up: int) -> pd.DataFrame:
    """Amounts brought to a larger scale."""
    money = [c.name for c in TABLES[table].columns if c.kind == "money"] if up else []
    return frame.assign(**{name: frame[name] * 10**up for name in money})


def _stacked(table: str, frames: list[pd.DataFrame]) -> pd.DataFrame:
    """Frames one under another; a free column that one lacks is blank there."""
    if len(frames) == 1:
        return frames[0]
    stacked = pd.concat(frames, ignore_index=True)
    own = set(TABLES[table].names)
    for name in stacked.columns:
        if name not in own and isinstance(stacked[name].dtype, pd.StringDtype):
            stacked[name] = stacked[name].fillna("")
    return stacked


def _has_made_ids(frame: pd.DataFrame) -> bool:
    """Whether anybody in it is known by name alone."""
    ids = [frame[column] for column in _ID_COLUMNS if column in frame.columns]
    return any(column.str.startswith(MADE).any() for column in ids)


def _known_ids(customers: pd.DataFrame) -> dict[str, str]:
    """{id made from a name: the id that another sheet gives this person}, where only one fits."""
    given = customers[~customers["customer_id"].str.startswith(MADE)]
    people = given.drop_duplicates("customer_id", keep="last")
    found: dict[str, set[str]] = {}
    for key, name, phone in zip(
        people["customer_id"], people["name"], people["phone"], strict=True
    ):
        for made in {made_id(name), made_id(name, phone)}:
            found.setdefault(made, set()).add(key)
    return {made: next(iter(keys)) for made, keys in found.items() if len(keys) == 1}


def _with_known_ids(frame: pd.DataFrame, same: dict[str, str]) -> pd.DataFrame:
    """Rows that only had a name, under the id of the customer of that name."""
    for column in _ID_COLUMNS:
        if column in frame.columns and frame[column].isin(same.keys()).any():
            frame = frame.assign(**{column: frame[column].replace(same)})
    return frame
