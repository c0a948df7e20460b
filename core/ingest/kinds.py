"""Which table a sheet is: by its name, by the fields that are there, by how often keys repeat."""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from core.ingest.choices import LEAVE_OUT, OWN_COLUMN, SheetChoices
from core.ingest.decided import find_preset, of_choices, of_preset, over, plain, remembered_for
from core.ingest.evidence import guess_only, guess_person
from core.ingest.headers import (
    header_key,
    is_inbound,
    is_referrer,
    is_sensitive,
    sheet_names,
    words_of,
)
from core.ingest.match import Decided, Mapping, Sample, keys_of, match
from core.ingest.preset import Preset
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
#: What a log of calls may say about who called; an id of ours it does not know.
CALLER_FIELDS = ("name", "kana", "phone", "email", "address")
_SALE_FIELDS = ("amount", "unit_price", "product", "order_id", "quantity")
_COMMON_FIELDS = ("customer_id", "date", "staff", "store", "product", "note", "kind", "amount")
#: A field that hardly any other table has.
_TELLING = {"satisfaction": "score", "referrals": "referred_name", "costs": "way"}
_NAMED, _SALE, _LABEL, _WORD, _COMMON = 6.0, 4.0, 2.0, 1.0, 0.5
_ENOUGH = 3.0
_UNDECIDED = SheetChoices()
_NOTHING: AnyMapping[str, SheetChoices] = MappingProxyType({})


@dataclass
class Kind:
    """What a sheet is.

    Attributes:
        name: a table's name, ``totals`` or ``unknown``.
        mapping: columns to fields of that table.
        person: columns to fields of customers, for tables that are not customers.
        why: for ``unknown`` what is missing: ``customer``, ``date``, ``name``, ``fields``, or
            ``ignored`` for sheets that explain.
        known: the known export that it is, None for none.
        out: columns that are not taken at all.
        sensitive: those of them that nobody but the program left out: that is to be said.
        guessed: fields that were found by the look of the cells alone.
        gone: columns that were fields when the sheet was last seen, and are not there any more.
    """

    name: str
    mapping: Mapping
    person: Mapping = field(default_factory=lambda: Mapping("customers"))
    why: str = ""
    known: Preset | None = None
    out: frozenset[int] = frozenset()
    sensitive: frozenset[int] = frozenset()
    guessed: frozenset[str] = frozenset()
    gone: tuple[str, ...] = ()

    @property
    def preset(self) -> str:
        """Name of the known export, empty for none."""
        return self.known.name if self.known else ""

    @property
    def used(self) -> set[int]:
        """All columns that became a field."""
        return self.mapping.used | self.person.used

    def chosen(self, names: AnyMapping[int, str]) -> dict[str, str]:
        """The columns as choices of the owner that give this very mapping again.

        Args:
            names: {column: header}.
        """
        fields = {**self.person.columns, **self.mapping.columns}
        taken = {column for columns in fields.values() for column in columns}
        own = frozenset(set(names) - taken - self.out)
        return plain(Decided(fields, own=own, out=self.out), names)


@dataclass(frozen=True)
class _Sheet:
    """What is known of a sheet before its kind is."""

    names: dict[int, str]
    sample: Sample
    named: str
    decided: Decided
    settings: IntakeSettings
    fixed: str = ""

    @property
    def open(self) -> list[int]:
        """Columns about which nothing is decided."""
        return [column for column in self.names if column not in self.decided.columns]


def kind_of_sheet(
    sheet: str, names: dict[int, str], sample: Sample, settings: IntakeSettings, *,
    choices: SheetChoices = _UNDECIDED, remembered: AnyMapping[str, SheetChoices] = _NOTHING,
) -> Kind:  # fmt: skip
    """Decide what a sheet is: the owner's word, a known export, memory, words, evidence.

    Args:
        sheet: the sheet's name (a text file's name without ending).
        names: {column: header}.
        sample: the first data rows.
        settings: limits of evidence.
        choices: what the owner decided about this sheet.
        remembered: what was decided about sheets of the same shape, by shape.
    """
    named = table_named(sheet)
    if named == "ignored" and not choices.kind:
        return Kind("unknown", Mapping("customers"), why="ignored")
    memory = remembered_for(names, remembered, settings.known_headers_share)
    said = _said(choices, memory)
    known = find_preset(names, settings.known_headers_share)
    if known and said.kind in TABLES and said.kind != known.kind and known.kind + known.refuse:
        known = None
    if known and known.refuse:
        return Kind(known.refuse, Mapping("purchases"), why="customer", known=known)
    decided = of_choices(said.columns, names)
    if known:
        decided = over(of_preset(known, names), said.columns, names)
    fixed = said.kind if said.kind in TABLES else (known.kind if known else "")
    about = _Sheet(names, sample, named, decided, settings, fixed)
    kind = _fixed(about) if fixed else _found(about)
    if kind.why and fixed and not choices.kind:
        other = _found(replace(about, fixed=""))
        kind = kind if other.why else other
    kind.known = known
    kind.gone = _gone(memory, names, {*kind.mapping.columns, *kind.person.columns})
    return _with_what_is_left(kind, about, said)


def table_named(sheet: str) -> str:
    """The table that a sheet's name says, ``totals``, or empty."""
    known = sheet_names()
    key = header_key(sheet)
    if key in known:
        return known[key]
    inside = [word for word in known if len(word) > 1 and word in key]
    return known[max(inside, key=len)] if inside else ""


def _said(choices: SheetChoices, memory: SheetChoices | None) -> SheetChoices:
    """The owner's decisions of today over those of an earlier day."""
    if memory is None:
        return choices
    columns = {**memory.columns, **choices.columns}
    return replace(choices, kind=choices.kind or memory.kind, columns=columns)


def _gone(
    memory: SheetChoices | None, names: AnyMapping[int, str], found: set[str]
) -> tuple[str, ...]:
    """Columns that were a field when the sheet was last seen, which no column is any more."""
    before = memory.columns.items() if memory else ()
    here = set(names.values())
    fields = (h for h, name in before if name not in (OWN_COLUMN, LEAVE_OUT, *found))
    return tuple(header for header in fields if header not in here)


def _fixed(about: _Sheet) -> Kind:
    """The sheet as the table that it is said to be, by the look of its cells if need be."""
    kind = _as_table(about.fixed, about)
    by_look = _as_table(about.fixed, about, by_look=True) if kind.why else kind
    return kind if by_look.why else by_look


def _found(about: _Sheet) -> Kind:
    """The table that fits best, by names of columns, then by the look of their cells."""
    kinds = [_as_table(table, about) for table in TABLES]
    scores = [(_score(kind, about), -place) for place, kind in enumerate(kinds) if not kind.why]
    fitting = [
        (score, place)
        for score, place in scores
        if score >= _ENOUGH or kinds[-place].name in ("customers", "purchases")
    ]
    if fitting:
        _score_of_best, place = max(fitting)
        return kinds[-place]
    by_look = _as_table("purchases", about, by_look=True)
    return _unknown(kinds, about.named) if by_look.why else by_look


def _with_what_is_left(kind: Kind, about: _Sheet, said: SheetChoices) -> Kind:
    """What the cells tell of the other columns, and what must not be taken."""
    people = kind.mapping if kind.name == "customers" else kind.person
    if not kind.why and kind.name in ("customers", "purchases"):
        free = [column for column in about.open if column not in kind.used]
        share = about.settings.evidence_share
        kind.guessed |= guess_person(people, free, about.sample, share)
        if kind.name == "purchases":
            free = [column for column in free if column not in kind.used]
            kind.guessed |= guess_only(kind.mapping, free, about.sample, share)
    secret = {
        column
        for column, name in about.names.items()
        if column not in kind.used | about.decided.own and is_sensitive(name)
    }
    left_out = {c for c in about.decided.out if said.columns.get(about.names[c]) == LEAVE_OUT}
    kind.out = frozenset(about.decided.out | secret)
    kind.sensitive = frozenset((about.decided.out | secret) - left_out)
    return kind


def _as_table(table: str, about: _Sheet, *, by_look: bool = False) -> Kind:
    """The sheet taken as one table, and what is missing for that."""
    decided, fields = about.decided, words_of(table)
    own = {name: columns for name, columns in decided.fields.items() if name in fields}
    kind = Kind(table, match(table, about.names, about.sample, decided=_only(decided, own)))
    if table == "customers":
        kind.why = _why_no_customers(kind.mapping, about)
        return kind
    if by_look:
        free = [column for column in about.open if column not in kind.used]
        share = about.settings.evidence_share
        kind.guessed = frozenset(guess_only(kind.mapping, free, about.sample, share))
    if "customer_id" in fields or "prospect_name" in fields:
        kind.person = _person(kind.mapping, about)
    kind.why = _why_not(kind, about)
    return kind


def _person(mapping: Mapping, about: _Sheet) -> Mapping:
    """The customers that the rows of another table name."""
    fields = words_of("customers")
    others = {
        name: columns
        for name, columns in about.decided.fields.items()
        if name in fields and name not in words_of(mapping.table)
    }
    only: tuple[str, ...] = ("name",)
    if mapping.table == "purchases":
        only = PERSON_FIELDS
    elif mapping.table == "activities" and "customer_id" not in mapping.columns:
        only = CALLER_FIELDS
    taken = frozenset(mapping.used)
    decided = _only(about.decided, others)
    person = match("customers", about.names, about.sample, only=only, taken=taken, decided=decided)
    if mapping.table == "referrals" and "name" not in person.columns:
        giver = next((c for c in about.open if is_referrer(about.names[c])), None)
        person.columns |= {} if giver is None or giver in taken else {"name": (giver,)}
    return _with_company(person, about) if only == CALLER_FIELDS else person


def _with_company(person: Mapping, about: _Sheet) -> Mapping:
    """A caller who gave no name is known by the company, where a second column names it."""
    words = words_of("customers")["name"].keys()
    named = person.columns.get("name", ())
    others = [c for c in about.open if c not in named and words & set(keys_of(about.names[c]))]
    if len(named) == 1 and others:
        person.columns["name"] = (*named, *others)
        person.first.add("name")
    return person


def _only(decided: Decided, fields: dict[str, tuple[int, ...]]) -> Decided:
    """The same decisions with fewer fields: the other columns are decided all the same."""
    others = decided.columns - {column for columns in fields.values() for column in columns}
    return Decided(fields, decided.first, frozenset(others), frozenset())


def _why_no_customers(mapping: Mapping, about: _Sheet) -> str:
    """A name alone may be anything; a second field, or the sheet's name, makes it a customer."""
    if "name" not in mapping.columns:
        return "name" if "customer_id" in mapping.columns else "customer"
    alone = len(mapping.columns) == 1
    return "customer" if alone and "customers" not in (about.named, about.fixed) else ""


def _why_not(kind: Kind, about: _Sheet) -> str:
    """What a table cannot do without and the sheet has not."""
    instead = {"name", "phone"} if kind.name == "activities" else {"name"}
    for column in TABLES[kind.name].columns:
        if not column.needed or column.name in kind.mapping.columns:
            continue
        if column.name != "customer_id":
            return "date"
        if not instead & set(kind.person.columns):
            return "customer"
    if kind.name == "costs" and "way" not in kind.mapping.columns and about.named != "costs":
        return "fields"  # a month and an amount alone may be anything
    return "fields" if kind.name == "purchases" and not _is_sale(kind, about) else ""


def _is_sale(kind: Kind, about: _Sheet) -> bool:
    """A customer and a date alone are a purchase too, if nothing else is there or they repeat."""
    has_sale = any(name in kind.mapping.columns for name in _SALE_FIELDS)
    return has_sale or len(kind.used) == len(about.names) or _repeats(kind, about)


def _repeats(kind: Kind, about: _Sheet) -> bool:
    """Whether customers come again: one row is then a visit, not a customer."""
    columns = kind.mapping.columns.get("customer_id") or kind.person.columns.get("name")
    columns = columns or kind.mapping.columns.get("name", ())
    share = about.settings.repeated_key_share
    return bool(columns) and all(about.sample.repetition(c) >= share for c in columns)


def _score(kind: Kind, about: _Sheet) -> float:
    # A list of visits stays one on a sheet that is called a list of customers.
    visits = kind.name == "customers" and _repeats(kind, about)
    points = _NAMED if kind.name == about.named and not visits else 0.0
    ranks = kind.mapping.ranks
    if kind.name == "purchases" and {"date", "amount"} <= kind.mapping.columns.keys():
        # Sales that name their customers say as much as a list of customers with two more columns.
        ranks = ranks | kind.person.ranks
    for name, rank in ranks.items():
        if name in _COMMON_FIELDS:
            points += _COMMON
        else:
            points += _LABEL if rank == 0 else _WORD
    if kind.name == "purchases":
        points += _LABEL * (
            "amount" in kind.mapping.columns or "unit_price" in kind.mapping.columns
        )
    fields = {*kind.mapping.columns, *kind.person.columns}
    points -= _NAMED * len(about.decided.fields.keys() - fields)
    if _TELLING.get(kind.name) in kind.mapping.columns:
        points += _LABEL
    if visits:
        points -= _SALE
    if kind.name == "activities" and is_inbound(about.names[kind.mapping.columns["date"][0]]):
        points += _NAMED
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
