"""From the fields of a sheet to its tables: ids, amounts, needed fields, dates ahead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from core.ingest.amounts import add_amounts, product_scale
from core.ingest.callers import as_inbound, caller_ids, with_names
from core.ingest.choices import Question
from core.ingest.issues import Issues
from core.ingest.kinds import Kind
from core.ingest.quality import kept_texts, quality_of
from core.ingest.row_rules import filled, leave_aside, netted
from core.ingest.tabulate import (
    Body,
    Fields,
    customer_ids,
    frame_of,
    free_columns,
    free_name,
    read_fields,
    scale_in,
    second_phones,
)
from core.tables import DTYPES, TABLES

_TAX_NOTES = {"tax_included": "included", "tax_excluded": "excluded"}
#: Tables whose dates must not lie ahead (DOMAIN 2.1).
PAST_TABLES = ("purchases", "activities")


@dataclass
class Built:
    """All data rows of a sheet as understood, before any is left aside.

    Attributes:
        body: the rows as text.
        kind: the table that the sheet is.
        issues: what could not be taken as it stands.
        main: the rows of that table.
        people: the customers that the rows of another table name.
        scale: decimal places of the amounts.
        parts: the read fields of the table and of the customers that its rows name.
    """

    body: Body
    kind: Kind
    issues: Issues
    main: pd.DataFrame = field(default_factory=pd.DataFrame)
    people: pd.DataFrame = field(default_factory=pd.DataFrame)
    scale: int = 0
    parts: tuple[Fields, ...] = ()

    @property
    def quality(self) -> pd.DataFrame:
        """One row per field: its header and how many of its cells are in which state."""
        closed = self.issues.closed
        rows = np.ones(len(self.body.rows), dtype=bool) if closed is None else ~closed
        return pd.concat([quality_of(part, rows) for part in self.parts], ignore_index=True)

    @property
    def questions(self) -> tuple[Question, ...]:
        """What the columns could not decide; nothing was guessed there."""
        return tuple(question for part in self.parts for question in part.questions)

    @property
    def date_order(self) -> dict[str, str]:
        """{header: order of its dates}, where the column or the owner decided one."""
        return {header: order for part in self.parts for header, order in part.orders.items()}

    @property
    def beside(self) -> dict[str, dict[str, str]]:
        """{table: {free column for texts that could not be read: the field beside it}}."""
        own = set(free_columns(self.body, self.kind))
        found: dict[str, dict[str, str]] = {}
        for part in self.parts:
            table = part.mapping.table
            columns = {free_name(part.headers[name], table): name for name in part.values}
            found.setdefault(table, {}).update(
                {column: name for column, name in columns.items() if column not in own}
            )
        return found

    @property
    def headers(self) -> dict[str, str]:
        """{field: header in the file}."""
        return self.kind.mapping.headers(self.body.names)

    def tables(self, file: str) -> dict[str, pd.DataFrame]:
        """Checked tables of the rows that are not left aside."""
        keep = ~self.issues.left_aside()
        found = {self.kind.name: self._checked(self.kind.name, self.main, keep, file)}
        if len(self.people.columns):
            named = keep & self.people["name"].ne("").to_numpy()
            found["customers"] = self._checked("customers", self.people, named, file)
        if "customers" in found:
            found["customers"] = once_per_customer(
                found["customers"], self.beside.get("customers", {})
            )
        return found

    def _checked(
        self, table: str, frame: pd.DataFrame, keep: np.ndarray[Any, Any], file: str
    ) -> pd.DataFrame:
        rows = self.body.rows
        origin = frame.assign(source_file=file, source_sheet=self.body.sheet, source_row=rows)
        good, _problems = TABLES[table].check(origin[keep])
        return good


def build(body: Body, kind: Kind) -> Built:
    """Read all fields of a sheet and make its tables.

    Args:
        body: the data rows as text.
        kind: which table they are and which column is which field.
    """
    body = filled(body, kind)
    built = Built(body, kind, Issues(body.rows))
    leave_aside(body, kind, built.issues)
    fields = read_fields(body, kind.mapping, built.issues, needed=True)
    person = read_fields(body, kind.person, built.issues, needed=False)
    built.parts = (fields, person)
    built.scale = _scale(fields, person)
    built.main = frame_of(fields, built.scale)
    if kind.name == "customers":
        built.main = _with_second_phones(built.main, fields)
        _add_ids(built, built.main, fields)
        _note_repeated(built, fields)
    else:
        people = _with_second_phones(frame_of(person, built.scale), person)
        _add_ids(built, people, fields)
        _add_people(built, people, person)
    if kind.name == "purchases":
        _count_amounts(built, fields)
    if kind.name == "activities":
        built.main = as_inbound(built.main, built.headers.get("date", ""))
    note_needed(built)
    note_rules(built)
    _note_future(built, fields)
    free = free_columns(body, kind) | kept_texts(fields, kind.name) | _people_beside(built, person)
    built.main = pd.concat([built.main, pd.DataFrame(free, index=built.main.index)], axis=1)
    return built


def _count_amounts(built: Built, fields: Fields) -> None:
    """What each line of a purchase amounts to."""
    kind = built.kind
    totals = kind.known is not None and kind.known.slip_total
    built.main = add_amounts(
        built.main, fields, built.headers, built.scale, built.issues, slip_total=totals
    )
    built.main = netted(built.main, built.body, kind, built.issues)
    built.main = _with_tax(built.main, fields)


def _scale(fields: Fields, person: Fields) -> int:
    scale = scale_in(fields, person)
    multiplied = "unit_price" in fields.values and "amount" not in fields.values
    return max(scale, product_scale(fields)) if multiplied else scale


def _with_second_phones(frame: pd.DataFrame, fields: Fields) -> pd.DataFrame:
    """Second numbers of a cell as the other phone; a third one stays as text."""
    second = second_phones(fields)
    if second is None or not second.ne("").any():
        return frame
    other = second
    if "phone_other" in frame.columns:
        other = frame["phone_other"].where(frame["phone_other"].ne(""), second).astype("str")
        no_place = second.ne("") & other.ne(second)
        fields.keep_text("phone", no_place.to_numpy(dtype=bool))
    return frame.assign(phone_other=other)


def _add_ids(built: Built, people: pd.DataFrame, fields: Fields) -> None:
    """Customer ids, made from the name where the sheet has none or Excel has cut its digits."""
    if "customer_id" not in TABLES[built.kind.name].names:
        return
    lost = fields.unsure.get("customer_id")
    if lost is not None and "name" in people.columns:
        # Two people whose numbers differ in the lost digits would be one.
        lost = lost & people["name"].ne("").to_numpy(dtype=bool)
        fields.keep_text("customer_id", lost)
        kept = built.main["customer_id"].where(pd.Series(~lost), "").astype("str")
        built.main = built.main.assign(customer_id=kept)
    if built.kind.name == "activities" and "phone" in people.columns:
        blank = pd.Series("", index=people.index, dtype="str")
        given = built.main.get("customer_id", blank)
        built.main = built.main.assign(customer_id=caller_ids(given, people["phone"]))
    ids, made = customer_ids(built.main, people)
    built.main = built.main.assign(customer_id=ids)
    if made.any():
        is_customers = built.kind.name == "customers"
        mapping = built.kind.mapping if is_customers else built.kind.person
        header = mapping.headers(built.body.names)["name"]
        built.issues.add(made, header, "id_from_name", people["name"], kept=True)


def _add_people(built: Built, people: pd.DataFrame, person: Fields) -> None:
    """The customers that a sheet of purchases or a log of calls names."""
    is_log = built.kind.name == "activities" and "phone" in people.columns
    if is_log:
        people = with_names(people)
    if is_log or (built.kind.name == "purchases" and "name" in people.columns):
        texts = pd.DataFrame(kept_texts(person, "customers"), index=people.index)
        built.people = pd.concat([built.main[["customer_id"]], people, texts], axis=1)


def _people_beside(built: Built, person: Fields) -> dict[str, pd.Series]:
    """Whom a row names, as text, where the sheet gives no customers: a made id says no name."""
    if len(built.people.columns):
        return {}
    return {
        free_name(person.headers[name], built.kind.name): texts
        for name, texts in person.texts.items()
    }


def _note_repeated(built: Built, fields: Fields) -> None:
    """A customer who stands in several rows of the ledger is put together."""
    ids = built.main["customer_id"]
    again = ids.duplicated() & ids.ne("")
    name = "customer_id" if "customer_id" in fields.texts else "name"
    header, texts = built.headers[name], fields.texts[name]
    built.issues.add(again, header, "repeated_customer", texts, kept=True)


def _with_tax(frame: pd.DataFrame, fields: Fields) -> pd.DataFrame:
    """The tax flag from the cell (1,000円(税込)) or the header where no column says it."""
    source = next((n for n in ("amount", "unit_price") if n in fields.values), "")
    if not source:
        return frame
    values = fields.values[source]
    said = [_TAX_NOTES.get(read.code, fields.units[source].tax) for read in values.found]
    if not any(said):
        return frame
    tax = pd.Series(said, dtype="str").take(values.index).reset_index(drop=True)
    if "tax" in frame.columns:
        tax = frame["tax"].where(frame["tax"].ne(""), tax).astype("str")
    return frame.assign(tax=tax)


def note_needed(built: Built) -> None:
    """Rows without a needed field are left aside, each for its first reason only."""
    gone = built.issues.left_aside()
    for column in TABLES[built.kind.name].columns:
        if not column.needed:
            continue
        series = built.main[column.name]
        blank = series.eq("") if DTYPES[column.kind] == "str" else series.isna()
        hit = blank.to_numpy(dtype=bool) & ~gone
        header = built.headers.get(column.name, column.name)
        nothing = pd.Series("", index=series.index)
        built.issues.add(hit, header, f"missing_{column.name}", nothing, kept=False)
        gone |= hit


def note_rules(built: Built) -> None:
    """What breaks a rule of its table is said, also where the row is left aside for it."""
    table = TABLES[built.kind.name]
    shaped = table.shape(built.main)
    gone = built.issues.left_aside()
    for rule in table.rules:
        hit = rule.broken(shaped).fillna(False).to_numpy(dtype=bool) & ~gone
        header, values = built.headers.get(rule.column, rule.column), shaped[rule.column]
        built.issues.add(hit, header, rule.code, values.astype("str"), kept=rule.kept)
        gone |= hit & (not rule.kept)


def _note_future(built: Built, fields: Fields) -> None:
    """What has not happened yet is no purchase and no contact."""
    if built.kind.name in PAST_TABLES:
        late = (built.main["date"] > pd.Timestamp(built.body.today)).to_numpy(dtype=bool)
        hit = late & ~built.issues.left_aside()
        header, texts = built.headers["date"], fields.texts["date"]
        built.issues.add(hit, header, "future_date", texts, kept=False)


def once_per_customer(people: pd.DataFrame, beside: Mapping[str, str]) -> pd.DataFrame:
    """One row per id: a later row fills or replaces, blanks never overwrite.

    Args:
        people: customers.
        beside: {free column for texts that could not be read: field}; such a text goes where a
            later row brings the field's value.
    """
    if not people["customer_id"].duplicated().any():
        return people
    people = _without_settled(people, beside)
    known = people.copy()
    texts = []
    for name in (n for n in known.columns if isinstance(known[n].dtype, pd.StringDtype)):
        filled_in = known[name].ne("")
        if filled_in.any():  # of forty columns a sheet of sales brings three
            known[name] = known[name].where(filled_in)
            texts.append(name)
    last = known.groupby("customer_id", sort=False, as_index=False).last()
    last = last.astype({name: people[name].dtype for name in people.columns})
    return last.fillna(dict.fromkeys(texts, ""))[list(people.columns)]


def _without_settled(people: pd.DataFrame, beside: Mapping[str, str]) -> pd.DataFrame:
    """Without the texts beside a field for which a later row of the customer has a value."""
    places, ids = pd.Series(np.arange(len(people)), index=people.index), people["customer_id"]
    for column, field_name in beside.items():
        if column not in people or field_name not in people or not people[column].ne("").any():
            continue
        values = people[field_name]
        said = values.ne("") if isinstance(values.dtype, pd.StringDtype) else values.notna()
        settled = places.where(said & people[column].eq(""), -1).groupby(ids).transform("max")
        kept = people[column].where(places >= settled, "").astype("str")
        people = people.assign(**{column: kept})
    return people
