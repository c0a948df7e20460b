"""Words that head a column: one form for all spellings, and the unit that stands beside them."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from core.ingest.money import tax_of
from core.ingest.values import plain
from core.locale.words import LANGUAGES, say
from core.tables import AID_SHEETS, LEDGER_SHEETS, TABLES

_MARKS = re.compile(
    r"[(\[【<]\s*(?:必須|任意|半角|全角|半角数字|required|optional|(?:単位:?)?(?:円|千円|万円|百万円|jpy)"
    r"(?:[・,/ ]?(?:税込み?|税抜き?))?|(?:消費税)?(?:税込み?|税抜き?|税別|込|抜)|※|\*)\s*[)\]】>]"
    r"|^[※*●■◆☆★]+|[※*]+$|(?:\s*:)$"
)
_UNIT = re.compile(r"[(\[]\s*(?:単位:?\s*)?(円|千円|万円|百万円)")
_FACTORS = {"円": 1, "千円": 1000, "万円": 10_000, "百万円": 1_000_000}
_SIGNS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Unit:
    """What a header says of the amounts below it.

    Attributes:
        factor: by which they are multiplied (千円: 1,000).
        tax: ``included``, ``excluded`` or empty.
    """

    factor: Decimal = Decimal(1)
    tax: str = ""


@lru_cache(maxsize=8192)
def header_key(text: str) -> str:
    """One form for all spellings of a header: no widths, case, signs, units or 必須 marks."""
    plainest = plain(text).lower().replace("〒", "郵便番号")
    return _SIGNS.sub("", _MARKS.sub("", plainest)) or _SIGNS.sub("", plainest)


def unit_of(header: str) -> Unit:
    """The unit that a header such as 金額（千円・税抜） gives."""
    found = _UNIT.search(plain(header))
    return Unit(Decimal(_FACTORS[found[1]] if found else 1), tax_of(header))


@cache
def words_of(table: str) -> dict[str, dict[str, int]]:
    """For each field the words that may head it, with their rank (0 is its own label)."""
    lists = _file()
    own = lists.get(table, {})
    columns = {column.name: column for column in TABLES[table].columns}
    fields: dict[str, dict[str, int]] = {}
    for field in dict.fromkeys([*columns, *own]):
        words = [say(columns[field].label, lang) for lang in LANGUAGES] if field in columns else []
        ranked = [(word, 0) for word in [*words, field] if field in columns]
        listed = [
            *own.get(field, []),
            *(lists["shared"].get(field, []) if field in columns else []),
        ]
        ranked += [(word, rank) for rank, word in enumerate(listed, start=1)]
        fields[field] = {}
        for word, rank in ranked:
            fields[field].setdefault(header_key(word), rank)
    return fields


@dataclass(frozen=True, slots=True)
class Joined:
    """A field that may stand in several columns (姓 and 名)."""

    field: str
    between: str
    parts: tuple[tuple[str, ...], ...]
    optional: bool


@cache
def joined() -> tuple[Joined, ...]:
    """All fields that may stand in several columns."""
    return tuple(
        Joined(
            entry["field"],
            entry["between"],
            tuple(tuple(header_key(word) for word in part) for part in entry["parts"]),
            entry.get("optional", False),
        )
        for entry in _file()["joined"]
    )


@cache
def vocabulary() -> frozenset[str]:
    """Every word that is known to head a column of any table."""
    known = {word for table in TABLES for words in words_of(table).values() for word in words}
    return frozenset(known | {word for entry in joined() for part in entry.parts for word in part})


@cache
def spellings() -> frozenset[str]:
    """Every known word as it is mostly written: a quick test for whole columns."""
    labels = [
        say(column.label, language)
        for table in TABLES.values()
        for column in table.columns
        for language in LANGUAGES
    ]
    names = [column.name for table in TABLES.values() for column in table.columns]
    lists = [fields for part, fields in _file().items() if part in TABLES or part == "shared"]
    listed = [word for fields in lists for words in fields.values() for word in words]
    parts = [w for entry in _file()["joined"] for part in entry["parts"] for w in part]
    words = {*labels, *names, *listed, *parts}
    return frozenset(f for word in words for f in (word, word.lower(), word.upper(), word.title()))


def is_sensitive(header: str) -> bool:
    """Whether a header names passwords or bank accounts, which are not taken unasked."""
    key = header_key(header)
    return any(word in key for word in _sensitive())


def is_inbound(header: str) -> bool:
    """Whether a header names the time of a call that came in (受電日時)."""
    return header_key(header) in _inbound()


def is_referrer(header: str) -> bool:
    """Whether a header names the person who brought somebody (紹介者)."""
    return header_key(header) in _referrers()


@cache
def _referrers() -> frozenset[str]:
    return frozenset(header_key(word) for word in _file()["marks"]["referrer"])


@cache
def _sensitive() -> tuple[str, ...]:
    return tuple(header_key(word) for word in _file()["marks"]["sensitive"])


@cache
def _inbound() -> frozenset[str]:
    return frozenset(header_key(word) for word in _file()["marks"]["inbound"])


@cache
def sheet_names() -> dict[str, str]:
    """{key of a sheet's name: table}; ``totals`` for sums, ``ignored`` for a template's aids."""
    names: dict[str, str] = {}
    for name, table in TABLES.items():
        for language in LANGUAGES:
            names[header_key(say(table.label, language))] = name
        names[header_key(name)] = name
    for label in (*AID_SHEETS.values(), *LEDGER_SHEETS.values()):
        names.update({header_key(say(label, language)): "ignored" for language in LANGUAGES})
    for table_name, words in _file()["sheets"].items():
        for word in words:
            names.setdefault(header_key(word), table_name)
    return names


def ready() -> None:
    """Have the words at hand that every sheet is asked about: a sixth of a second once."""
    sheet_names()
    vocabulary()
    spellings()


@cache
def _file() -> dict[str, Any]:
    path = Path(__file__).parent / "synonyms.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
