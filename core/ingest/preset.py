"""Known exports (既知の書き出し): one short TOML file each in ``core/ingest/presets``.

A preset says which column of an export is which field, which rows count and which columns are
never stored. It is checked when it is loaded: a slip in a file is found by the tests, not by an
owner. ``docs/adding-a-preset.md`` shows how to write one.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from core.ingest.headers import header_key
from core.ingest.match import HELPER_KINDS
from core.locale.words import LANGUAGES, Both
from core.tables import TABLES

FOLDER = Path(__file__).parent / "presets"
#: What a refused export is called in :attr:`Preset.refuse`.
REFUSALS = ("totals",)
#: A list shorter than this may stand in any sheet by chance: it must name the whole file.
_FEW = 4
#: Of these fields one is enough for the needed one.
_INSTEAD = {"customer_id": ("customer_id", "name", "phone")}
#: Words of a preset's file and what they hold.
PLAIN = {
    "kind": str, "refuse": str, "source": str, "lang": str, "headers": list, "key": list,
    "drop": list, "columns": dict, "title": dict, "partial": dict, "whole": bool,
    "slip_total": bool, "first_line": bool, "listed": str, "keep": list, "negative": list,
    "void": list,
}  # fmt: skip


_AS_THEY_ARE = (
    "kind", "refuse", "listed", "source", "lang", "whole", "slip_total", "first_line",
)  # fmt: skip


class PresetError(ValueError):
    """A preset's file that says something impossible; the message names the file."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Rows told by what one column says.

    Attributes:
        column: its header.
        values: what it says there.
    """

    column: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a field stands.

    Attributes:
        headers: its columns; several are written together in this order.
        first: the first filled one of them counts instead.
    """

    headers: tuple[str, ...]
    first: bool = False


@dataclass(frozen=True)
class Preset:
    """One known export.

    Attributes:
        name: the file's name without its ending.
        title: what the owner knows it as.
        kind: the table that it is; empty where that depends on the owner's own columns.
        refuse: ``totals`` for exports that name no customers.
        listed: system and kind of the list of headers that it was written from.
        headers: all columns as the system names them.
        partial: why the list may not be the whole truth; None where it is.
        whole: whether other columns mean that it is something else.
        key: columns without which it is something else.
        columns: {field: its columns}; fields that the table lacks are those of the customer.
        drop: columns that are never stored (passwords, bank accounts).
        keep: rows that count; all others are left aside.
        negative: rows whose amount is taken off (返品).
        void: rows that count nothing (キャンセル).
        slip_total: whether the amount is the slip's total, repeated on each of its lines.
        first_line: whether only the first line of an order says whose it is and what became of it.
        source: the space of ids that its customers' numbers belong to.
        lang: language of the headers.
    """

    name: str
    title: Both
    kind: str = ""
    refuse: str = ""
    listed: str = ""
    headers: tuple[str, ...] = ()
    partial: Both | None = None
    whole: bool = False
    key: tuple[str, ...] = ()
    columns: Mapping[str, Source] = field(default_factory=dict)
    drop: tuple[str, ...] = ()
    keep: tuple[Rule, ...] = ()
    negative: tuple[Rule, ...] = ()
    void: tuple[Rule, ...] = ()
    slip_total: bool = False
    first_line: bool = False
    source: str = ""
    lang: str = "ja"

    def __post_init__(self) -> None:
        for complaint in (*_of_the_list(self), *_of_the_columns(self), *_of_the_table(self)):
            raise PresetError(f"{self.name}: {complaint}")

    @cached_property
    def keys(self) -> frozenset[str]:
        """The headers in the form in which headers are compared."""
        return frozenset(header_key(header) for header in self.headers)


def presets() -> dict[str, Preset]:
    """All known exports by name.

    Raises:
        PresetError: a file says something impossible.
    """
    return _load(FOLDER)


@cache
def _load(folder: Path) -> dict[str, Preset]:
    return {path.stem: read_preset(path) for path in sorted(folder.glob("*.toml"))}


def read_preset(path: Path) -> Preset:
    """The preset that a file describes.

    Raises:
        PresetError: the file says something impossible.
    """
    try:
        plain = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise PresetError(f"{path.stem}: {error}") from error
    for word, value in plain.items():
        if word not in PLAIN:
            raise PresetError(f"{path.stem}: there is no {word!r} in a preset")
        if not isinstance(value, PLAIN[word]):
            raise PresetError(f"{path.stem}: {word} must be a {PLAIN[word].__name__}")
    known: dict[str, Any] = {word: plain[word] for word in _AS_THEY_ARE if word in plain}
    known |= {word: tuple(plain[word]) for word in ("headers", "key", "drop") if word in plain}
    known |= {
        word: _rules(path.stem, plain.get(word, [])) for word in ("keep", "negative", "void")
    }
    return Preset(
        name=path.stem,
        title=_both(path.stem, plain.get("title", {})),
        partial=_both(path.stem, plain["partial"]) if "partial" in plain else None,
        columns={name: _source(value) for name, value in plain.get("columns", {}).items()},
        **known,
    )


def _both(name: str, plain: Mapping[str, str]) -> Both:
    if set(plain) != set(LANGUAGES) or not all(plain.values()):
        raise PresetError(f"{name}: title and partial must say something in ja and en")
    return Both(plain["ja"], plain["en"])


def _source(plain: Any) -> Source:  # noqa: ANN401 - a header, a list of them, or {first = […]}
    if isinstance(plain, dict):
        return Source(tuple(plain.get("first", ())), first=True)
    return Source((plain,) if isinstance(plain, str) else tuple(plain))


def _rules(name: str, plain: Iterable[Mapping[str, Any]]) -> tuple[Rule, ...]:
    for entry in plain:
        if set(entry) != {"column", "values"} or not entry["values"]:
            raise PresetError(f"{name}: a rule has a column and values")
    return tuple(Rule(entry["column"], tuple(entry["values"])) for entry in plain)


def _of_the_list(preset: Preset) -> Iterable[str]:
    """What is wrong with the list of headers and with those that must be there."""
    if not preset.headers:
        yield "headers are missing"
    if len(preset.keys) < len(preset.headers):
        yield "two headers cannot be told apart"
    if not preset.key:
        yield "key is missing: which columns must be there?"
    if len(preset.headers) < _FEW and not preset.whole:
        yield f"fewer than {_FEW} headers may stand in any sheet: say whole = true"
    if preset.lang not in LANGUAGES or not re.fullmatch(r"[a-z][a-z0-9_]*", preset.source):
        yield "source is a short code and lang is ja or en"


def _of_the_columns(preset: Preset) -> Iterable[str]:
    """Headers that are spoken of and not in the list, rules and drops among them."""
    rules = (*preset.keep, *preset.negative, *preset.void)
    spoken = [*preset.key, *preset.drop, *(rule.column for rule in rules)]
    spoken += [header for source in preset.columns.values() for header in source.headers]
    for header in spoken:
        if header not in preset.headers:
            yield f"{header!r} is not in headers"
    for name, source in preset.columns.items():
        if not source.headers:
            yield f"{name} has no column"
        if set(source.headers) & set(preset.drop):
            yield f"{name} is both taken and dropped"


def _of_the_table(preset: Preset) -> Iterable[str]:
    """Fields that no table has, needed ones that may be missing, rules without amounts."""
    if preset.refuse:
        if preset.refuse not in REFUSALS or preset.kind or preset.columns:
            yield "a refused export has refuse = 'totals' and neither kind nor columns"
        return
    if preset.kind and preset.kind not in TABLES:
        yield f"there is no table {preset.kind!r}"
        return
    yield from _of_fields(preset)
    if preset.slip_total and "amount" not in preset.columns:
        yield "slip_total needs amount"
    if (preset.slip_total or preset.first_line) and "order_id" not in preset.columns:
        yield "slip_total and first_line need order_id"


def _of_fields(preset: Preset) -> Iterable[str]:
    """What the table cannot do without must be a key: else another sheet is taken for it."""
    tables = [TABLES[preset.kind]] if preset.kind else list(TABLES.values())
    known = {*TABLES["customers"].names, *HELPER_KINDS}
    known |= {name for table in tables for name in table.names}
    for name in preset.columns:
        if name not in known:
            yield f"there is no field {name!r}"
    if not preset.kind:
        return
    for column in TABLES[preset.kind].columns:
        names = _INSTEAD.get(column.name, (column.name,))
        given = [preset.columns[name] for name in names if name in preset.columns]
        if column.needed and not any(set(s.headers) & set(preset.key) for s in given):
            yield f"{column.name} needs a column that is a key"
