"""The lifecycle axis (ライフサイクル, 11 segments no. 9): any number of tags for each customer.

Only what was heard and written down makes a tag: a year of birth, an event, a founding month, the
start of a lease. Nothing is guessed.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd

from core.book import Book
from core.locale.words import _
from core.rules import _rows, contracts
from core.rules._catalogue import Entry, catalogue
from core.settings import Settings

_SOURCE = "article 1, DOMAIN 2.3 (9), 2.9"
_ASK_NOTHING = _("Let it colour what you talk about; never sell by age.")
#: The lower ends of the bands in use; a band without anybody is not shown.
_BANDS = (0, 10, 20, 30, 40, 50, 60, 70)
LIFECYCLE = catalogue(
    *(
        Entry(
            f"life_age_{start}",
            _("In their {n}s", n=start) if start else _("Under ten"),
            _("By the year of birth, where it was told."),
            _ASK_NOTHING,
            _SOURCE,
        )
        for start in _BANDS[:-1]
    ),
    Entry(
        f"life_age_{_BANDS[-1]}",
        _("{n} and older", n=_BANDS[-1]),
        _("By the year of birth, where it was told."),
        _ASK_NOTHING,
        _SOURCE,
    ),
    Entry(
        "life_family_event",
        _("A family event is near"),
        _("An event of the family within a year, before or after."),
        _("Congratulate; offer what follows from it in time."),
        _SOURCE,
    ),
    Entry(
        "life_preschool",
        _("A child below school age"),
        _("By the day of a birth that was told."),
        _("Mind the hours and the way with a small child."),
        _SOURCE,
    ),
    Entry(
        "life_schoolchild",
        _("A child at school"),
        _("By the day of a birth that was told."),
        _("Ask about school; holidays and entrance days set the time."),
        _SOURCE,
    ),
    Entry(
        "life_young_company",
        _("A young company"),
        _("Founded a few years ago."),
        _("Help with what is new to them; much is decided for the first time."),
        _SOURCE,
    ),
    Entry(
        "life_founding_year",
        _("A round anniversary of the company"),
        _("The founding has a round year within the next 12 months."),
        _("Ask early what they plan for it."),
        _SOURCE,
    ),
    Entry(
        "life_fiscal",
        _("The books close soon"),
        _("The fiscal month ends within the next months."),
        _("Ask whether something belongs into this year's budget."),
        _SOURCE,
    ),
    Entry(
        "life_company_event",
        _("The company changes"),
        _("Moved, or staff grew or shrank, within a year."),
        _("Ask what the change asks for."),
        _SOURCE,
    ),
    Entry(
        "life_equipment",
        _("The machine grows old"),
        _("The lease began years ago and runs with us."),
        _("Look after it and talk about the next one before others do."),
        _SOURCE,
    ),
    Entry(
        "life_vehicle",
        _("The car grows old"),
        _("Delivered years ago."),
        _("Keep it safe first; speak of a change only when they do."),
        _SOURCE,
    ),
    Entry(
        "life_house",
        _("The house grows old"),
        _("Handed over years ago."),
        _("Offer the inspection; walls, kitchen and bath follow."),
        _SOURCE,
    ),
)
_FAMILY = (
    "matchmaking", "engagement", "wedding", "new_home", "birth", "shichigosan", "school_entry",
    "graduation", "coming_of_age", "first_job", "driving_licence", "retirement", "inheritance",
)  # fmt: skip
_COMPANY = ("relocation", "staff_change")
_MONTHS = 12


def lifecycle(rows: pd.DataFrame, book: Book, settings: Settings) -> pd.DataFrame:
    """The tags of everybody, as far as anything is known.

    Args:
        rows: one row per customer, with the columns of the customers table.
        book: the business; days count to its ``today``.
        settings: its settings.

    Returns:
        ``customer_id, tag`` (codes of :data:`LIFECYCLE`), each pair once, in the catalogue's
        order and within it in that of the rows.
    """
    found = {
        **_ages(rows, book.today, settings),
        **_events(rows, book, settings),
        **_company(rows, book.today, settings),
        **_things(rows, book, settings),
    }
    holds = pd.DataFrame({tag: found[tag] for tag in LIFECYCLE if tag in found}, index=rows.index)
    named = holds.set_axis(pd.Index(rows["customer_id"], name="customer_id"), axis=0)
    tall = named.melt(var_name="tag", value_name="holds", ignore_index=False).reset_index()
    return tall.loc[tall["holds"].astype(bool), ["customer_id", "tag"]].reset_index(drop=True)


def _ages(rows: pd.DataFrame, today: dt.date, settings: Settings) -> dict[str, pd.Series[bool]]:
    """The band of age, where the year of birth was told."""
    limits = settings.lifecycle
    years = _years(pd.to_datetime(rows["birthday"], format="%Y-%m-%d", errors="coerce"), today)
    band = years.clip(upper=limits.age_oldest) // limits.age_years * limits.age_years
    return {f"life_age_{start}": band == start for start in _BANDS}


def _events(rows: pd.DataFrame, book: Book, settings: Settings) -> dict[str, pd.Series[bool]]:
    """What happened or is to happen within a year, and how old the children are."""
    limits, events = settings.lifecycle, book.table("events")
    away = _rows.days_until(events["date"], book.today).abs() <= limits.event_days
    births = events[(events["kind"] == "birth") & (events["date"] <= pd.Timestamp(book.today))]
    age = _years(births["date"], book.today)
    return {
        "life_family_event": _rows.among(rows, events[away & events["kind"].isin(_FAMILY)]),
        "life_preschool": _rows.among(rows, births[age < limits.preschool_years]),
        "life_schoolchild": _rows.among(
            rows, births[(age >= limits.preschool_years) & (age < limits.school_years)]
        ),
        "life_company_event": _rows.among(rows, events[away & events["kind"].isin(_COMPANY)]),
    }


def _company(rows: pd.DataFrame, today: dt.date, settings: Settings) -> dict[str, pd.Series[bool]]:
    """Founding and fiscal month."""
    limits = settings.lifecycle
    founded = pd.to_datetime(rows["founded_month"], format="%Y-%m", errors="coerce")
    months = (today.year - founded.dt.year) * _MONTHS + (today.month - founded.dt.month)
    step = limits.founding_step * _MONTHS
    to_next = step - months % step
    closing = _rows.numbers(rows["fiscal_month"])
    left = (closing - today.month) % _MONTHS
    return {
        "life_young_company": (months >= 0) & (months < limits.young_years * _MONTHS),
        "life_founding_year": (months > 0) & (to_next <= _MONTHS),
        "life_fiscal": left < limits.fiscal_months,
    }


def _things(rows: pd.DataFrame, book: Book, settings: Settings) -> dict[str, pd.Series[bool]]:
    """What grows old: the oldest thing in use that is on record."""
    limits, events = settings.lifecycle, book.table("events")
    own = contracts.own(book)
    leases = own[(own["kind"] == "lease") & own["status"].isin(contracts.OPEN)]
    warranties = own[own["kind"] == "warranty"].rename(columns={"start_date": "date"})
    houses = pd.concat([events[events["kind"] == "handover"], warranties])
    cars = events[events["kind"] == "vehicle_delivery"]
    newest = {
        "life_equipment": (leases.rename(columns={"start_date": "date"}), limits.equipment_years),
        "life_vehicle": (cars, limits.vehicle_years),
        "life_house": (houses, limits.house_years),
    }
    return {
        tag: _rows.among(rows, things[_years(things["date"], book.today) >= years])
        for tag, (things, years) in newest.items()
    }


def _years(days: pd.Series[Any], today: dt.date) -> pd.Series[float]:
    """Full years from each day to today, NaN where there is none or it lies ahead."""
    passed = (days.dt.month < today.month) | (
        (days.dt.month == today.month) & (days.dt.day <= today.day)
    )
    years = today.year - days.dt.year - np.where(passed, 0, 1)
    known: pd.Series[float] = years.where(years >= 0).astype("float64")
    return known
