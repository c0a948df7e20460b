"""Which table a sheet is: by its name, by the fields that are there, by how often keys repeat."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.ingest.headers import header_key, sheet_names
from core.ingest.match import Mapping, Sample, guess, match
from core.settings.intake import IntakeSettings
from core.tables import TABLES

#: What a sheet of another table may say about its customers.
PERSON_FIELDS = (
    "name",
    "kana",
    "phone",
    "phone_other",
    "email",
    "postal_code",
    "address",
    "birthday",
)
_SALE_FIELDS = ("amount", "unit_price", "product", "order_id", "quantity")
_COMMON_FIELDS = ("customer_id", "date", "staff", "store", "product", "note", "kind", "amount")
_NAMED, _SALE, _LABEL, _WORD, _COMMON = 6.0, 4.0, 2.0, 1.0, 0.5
_ENOUGH = 3.0


@dataclass
class Kind:
    """What a sheet is.

    Attributes:
        name: a table's name, ``totals`` or ``unknown``.
        mapping: columns to fields of that table.
        person: columns to fields of customers, for tables that are not customers.
        why: for ``unknown`` what is missing: ``customer``, ``date``, ``name``, ``fields``, or
            ``ignored`` for sheets that explain.
    """

    name: str
    mapping: Mapping
    person: Mapping = field(default_factory=lambda: Mapping("customers"))
    why: str = ""


def kind_of_sheet(
    sheet: str, names: dict[int, str], sample: Sample, settings: IntakeSettings
) -> Kind:
    """Decide what a sheet is.

    Args:
        sheet: the sheet's name (a text file's name without ending).
        names: {column: header}.
        sample: the first data rows.
        settings: limits of evidence.
    """
    named = table_named(sheet)
    if named == "ignored":
        return Kind("unknown", Mapping("customers"), why="ignored")
    kinds = [_as_table(table, names, sample, named) for table in TABLES]
    fitting = [(_score(kind, named), -place) for place, kind in enumerate(kinds) if not kind.why]
    if fitting:
        score, place = max(fitting)
        best = kinds[-place]
        if best.name in ("customers", "purchases") or score >= _ENOUGH:
            people = best.mapping if best.name == "customers" else best.person
            if best.name in ("customers", "purchases"):
                others = {c: n for c, n in names.items() if c not in best.mapping.used}
                guess(people, others, sample, settings.evidence_share)
            return best
    return _unknown(kinds, named)


def table_named(sheet: str) -> str:
    """The table that a sheet's name says, ``totals``, or empty."""
    known = sheet_names()
    key = header_key(sheet)
    if key in known:
        return known[key]
    inside = [word for word in known if len(word) > 1 and word in key]
    return known[max(inside, key=len)] if inside else ""


def _as_table(table: str, names: dict[int, str], sample: Sample, named: str) -> Kind:
    """The sheet taken as one table, and what is missing for that."""
    mapping = match(table, names, sample)
    kind = Kind(table, mapping)
    if table == "customers":
        kind.why = _why_no_customers(mapping, named)
        return kind
    if "customer_id" in TABLES[table].names:
        only = PERSON_FIELDS if table == "purchases" else ("name",)
        taken = frozenset(mapping.used)
        kind.person = match("customers", names, sample, only=only, taken=taken)
    needed = [column.name for column in TABLES[table].columns if column.needed]
    for field_name in needed:
        if field_name == "customer_id" and "name" in kind.person.columns:
            continue
        if field_name not in mapping.columns:
            kind.why = "customer" if field_name == "customer_id" else "date"
            return kind
    if table == "purchases" and not _is_sale(kind, names):
        kind.why = "fields"
    return kind


def _why_no_customers(mapping: Mapping, named: str) -> str:
    """A name alone may be anything; a second field, or the sheet's name, makes it a customer."""
    if "name" not in mapping.columns:
        return "name" if "customer_id" in mapping.columns else "customer"
    return "" if len(mapping.columns) > 1 or named == "customers" else "customer"


def _is_sale(kind: Kind, names: dict[int, str]) -> bool:
    """A customer and a date alone are a purchase too, if there is nothing else in the sheet."""
    has_sale = any(name in kind.mapping.columns for name in _SALE_FIELDS)
    return has_sale or len(kind.mapping.used | kind.person.used) == len(names)


def _score(kind: Kind, named: str) -> float:
    points = _NAMED if kind.name == named else 0.0
    for name, rank in kind.mapping.ranks.items():
        if name in _COMMON_FIELDS:
            points += _COMMON
        else:
            points += _LABEL if rank == 0 else _WORD
    if kind.name == "purchases":
        points += _LABEL * (
            "amount" in kind.mapping.columns or "unit_price" in kind.mapping.columns
        )
    return points


def _unknown(kinds: list[Kind], named: str) -> Kind:
    """What to say of a sheet that is no table: totals, or what is missing for the nearest."""
    by_name = {kind.name: kind for kind in kinds}
    sale, people = by_name["purchases"], by_name["customers"]
    money = "amount" in sale.mapping.columns or "unit_price" in sale.mapping.columns
    if named == "totals" or (sale.why == "customer" and money and "date" in sale.mapping.columns):
        return Kind("totals", sale.mapping, why="customer")
    if "customer_id" in sale.mapping.columns or "name" in sale.person.columns:
        return Kind("unknown", sale.mapping, why="date")
    return Kind("unknown", people.mapping, why="customer")
