"""What customers are told apart by (属性): trade, area, way in, reason, first item, size, age.

An attribute is a text for each customer, empty where it is not known. Nothing is looked at that
the law protects (要配慮個人情報): a column whose name tells of it is left alone.
"""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from core.book import Book
from core.ingest.postal import prefecture_of
from core.locale.words import Words, _
from core.rules.chosen import YARDSTICKS
from core.rules.wishes import GROUPS, verbatims
from core.settings import Settings
from core.tables.customers import TRIGGER_CHOICES

_TRIGGERS = {choice.code: choice.label for choice in TRIGGER_CHOICES}
#: Years of an age band.
_BAND = 10
#: A birthday with its year, "1980-04-01".
_WITH_YEAR = 10
#: Before an owner's own column.
OWN = "own."


@dataclass(frozen=True)
class Attribute:
    """Something that customers are told apart by.

    Attributes:
        code: English symbol; ``own.<header>`` for a column of the owner's own.
        label: what it is called.
        values: on the rows of the people, ``""`` unknown.
        names: {value: the owner's word for it}, where it is not the value itself.
    """

    code: str
    label: Words | str
    values: pd.Series[str]
    names: Mapping[str, Words] = field(default_factory=dict)

    def said(self, value: str) -> Words | str:
        """The owner's word for a value."""
        return self.names.get(value, value)


def attributes(people: pd.DataFrame, book: Book, settings: Settings) -> list[Attribute]:
    """Everything that these customers may be told apart by, protected columns never.

    Args:
        people: one row per customer (:mod:`core.rules.judge`).
        book: the business; ages are those of its data-as-of day.
        settings: the sizes, how many values an own column may have.
    """
    found = [make(people, book, settings) for make in _MADE]
    found += _own(people, book, settings)
    return [one for one in found if (one.values != "").any()]


def protected(name: str) -> bool:
    """Whether a column tells of something that the law protects (要配慮個人情報)."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return any(word in plain for word in _said()["never"])


def municipality(address: str) -> str:
    """The town, city or ward of an address, empty where it names none."""
    text = address.strip()
    rest = text[len(prefecture_of(text)) :].lstrip()
    found = _municipality().match(rest)
    return found[1] if found else ""


def _industry(people: pd.DataFrame, _book: Book, _settings: Settings) -> Attribute:
    return Attribute("industry", _("Trade"), people["industry"].str.strip())


def _area(people: pd.DataFrame, _book: Book, _settings: Settings) -> Attribute:
    known = people["address"].map({text: municipality(text) for text in set(people["address"])})
    return Attribute("area", _("Area"), known.astype("str"))


def _way_in(people: pd.DataFrame, _book: Book, _settings: Settings) -> Attribute:
    known = people["trigger"].where(people["trigger"].isin(_TRIGGERS), "")
    known = known.mask((known == "") & (people["referrer_id"] != ""), "referral")
    return Attribute("trigger", _("How they came"), known, _TRIGGERS)


def _reason(people: pd.DataFrame, _book: Book, settings: Settings) -> Attribute:
    said = verbatims(people, settings.voices)
    said = said[said["group"] != ""].drop_duplicates("customer_id").set_index("customer_id")
    known = said["group"].reindex(pd.Index(people["customer_id"])).fillna("")
    values = pd.Series(known.to_numpy(), index=people.index, dtype="str")
    return Attribute("reason", _("Why they buy"), values, GROUPS)


def _chosen_for(people: pd.DataFrame, _book: Book, _settings: Settings) -> Attribute:
    known = people["chosen_for"].where(people["chosen_for"].isin(YARDSTICKS), "")
    return Attribute("chosen_for", _("Why they choose us"), known, YARDSTICKS)


def _first_item(people: pd.DataFrame, _book: Book, _settings: Settings) -> Attribute:
    return Attribute("first_product", _("First item"), people["first_product"].fillna(""))


def _size(people: pd.DataFrame, _book: Book, settings: Settings) -> Attribute:
    steps = np.array([0, *settings.ideal.sizes])
    heads = people["employees"].to_numpy(dtype="float64", na_value=np.nan)
    place = np.searchsorted(steps, np.nan_to_num(heads), side="right") - 1
    known = pd.Series(np.where(np.isnan(heads), "", steps[place.clip(0)].astype(str)), dtype="str")
    return Attribute("size", _("Employees"), known.set_axis(people.index), _size_names(steps))


def _size_names(steps: Any) -> dict[str, Words]:  # noqa: ANN401 - an array of whole numbers
    names = {}
    for low, after in zip(steps, [*steps[1:], None], strict=True):
        span = (
            _("{low} employees or more", low=int(low))
            if after is None
            else _("{low} to {high} employees", low=int(low), high=int(after) - 1)
        )
        names[str(low)] = span
    return names


def _age(people: pd.DataFrame, book: Book, _settings: Settings) -> Attribute:
    day = people["birthday"].where(people["birthday"].str.len() == _WITH_YEAR, "")
    year = pd.to_numeric(day.str[:4], errors="coerce")
    later = day.str[5:] > f"{book.asof:%m-%d}"
    band = (book.asof.year - year - later) // _BAND * _BAND
    told = {years: "" if np.isnan(years) else str(int(years)) for years in band.unique()}
    known = band.map(told).fillna("").astype("str")
    names = {text: _("in their {decade}s", decade=text) for text in set(known) - {""}}
    return Attribute("age", _("Age"), known, names)


#: In the order in which they are offered.
_MADE: tuple[Callable[[pd.DataFrame, Book, Settings], Attribute], ...] = (
    _industry, _size, _age, _area, _way_in, _reason, _chosen_for, _first_item,
)  # fmt: skip


def _own(people: pd.DataFrame, book: Book, settings: Settings) -> list[Attribute]:
    """The owner's own columns that hold a few values each."""
    ledger = book.table("customers")
    if "extra" not in ledger:
        return []
    parsed = {text: _parsed(text) for text in ledger["extra"].unique()}
    of = ledger.drop_duplicates("customer_id").set_index("customer_id")["extra"]
    texts = of.reindex(pd.Index(people["customer_id"])).fillna("{}")
    headers = dict.fromkeys(header for said in parsed.values() for header in said)
    found = []
    for header in headers:
        if protected(header):
            continue
        by_text = {text: str(said.get(header, "")).strip() for text, said in parsed.items()}
        values = texts.map({"{}": "", **by_text}).fillna("").to_numpy()
        known = pd.Series(values, index=people.index, dtype="str")
        if 1 < known[known != ""].nunique() <= settings.ideal.values_most:
            found.append(Attribute(f"{OWN}{header}", header, known))
    return found


@lru_cache(maxsize=65_536)
def _parsed(text: str) -> dict[str, Any]:
    said = json.loads(text or "{}")
    return said if isinstance(said, dict) else {}


@cache
def _said() -> dict[str, Any]:
    path = Path(__file__).parent / "likeness.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def _municipality() -> re.Pattern[str]:
    return re.compile(_said()["municipality"])
