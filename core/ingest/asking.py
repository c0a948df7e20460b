"""What only the owner can say of a table's columns (列についての質問)."""

from __future__ import annotations

from collections.abc import Mapping

from core.ingest.choices import Question
from core.ingest.evidence import looks_of
from core.ingest.kinds import Kind
from core.ingest.match import Sample
from core.locale.words import Words, _
from core.settings.intake import IntakeSettings
from core.tables import TABLES

#: Tables that owners keep sheets of; the others are written by the program.
KEPT_IN_SHEETS = (
    "customers", "purchases", "activities", "complaints", "promises", "due_dates", "not_now",
    "deals", "doubts", "satisfaction", "referrals", "costs", "extras", "know_how",
)  # fmt: skip
#: Looks of the cells that a field may have; the name of a customer has none of them.
_LOOKS = {"date": ("date",), "name": ("",)}
_WHYS = ("customer", "date", "name", "fields")
_ASKED = {
    "date": _("Which column says when it was?"),
    "name": _("Which column says who the customer is?"),
}


def questions_of(
    kind: Kind, names: Mapping[int, str], sample: Sample, settings: IntakeSettings
) -> tuple[Question, ...]:
    """What to ask of a table that could not be taken: what it is, and what is missing for that.

    Args:
        kind: what was found, with what is missing.
        names: {column: header}.
        sample: the first rows.
        settings: limits of evidence.
    """
    if kind.why not in _WHYS or (kind.known and kind.known.refuse):
        return ()
    asked = [_which_table()] if kind.name == "unknown" else []
    field = "date" if kind.why == "date" else "name"
    fitting = {
        name: _option(name, sample.cells(column))
        for column, name in names.items()
        if sample.cells(column)
        and column not in kind.used | kind.out
        and looks_of(column, sample, settings.evidence_share) in _LOOKS[field]
        and (field != "name" or _may_name(sample.cells(column)))
    }
    if fitting and kind.why != "fields":
        asked.append(Question("column", _ASKED[field], field, fitting))
    return tuple(asked)


def _may_name(cells: list[str]) -> bool:
    """Whether cells can be names: months and shares in a table of totals begin with a digit."""
    return sum(cell.strip()[:1].isdigit() for cell in cells) * 2 < len(cells)


def _which_table() -> Question:
    options = {name: TABLES[name].label for name in KEPT_IN_SHEETS}
    return Question("kind", _("What does this table hold?"), "", options)


def _option(header: str, cells: list[str]) -> Words:
    return _("{column} (such as {value})", column=header, value=cells[0])
