"""Small hand-made inputs of the call list: judged customers and the tables behind them."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from core.book import Book
from core.calls.candidates import all_candidates
from core.calls.capacity import capacity
from core.calls.case import Case
from core.calls.contacts import contacts
from core.settings import Settings
from core.tables import TABLES

TODAY = dt.date(2026, 11, 22)

_FLOATS = {
    "average_order_value": 8000.0, "rhythm_days": 60.0, "lateness": 0.5, "p_return": 0.8,
    "nudge_day": 100.0, "no_return_day": 150.0, "stop_day": 365.0, "median_gap": 60.0,
    "discount_share": 0.0, "trust": 5.0, "annual_profit": 50_000.0, "referral_value": 0.0,
}  # fmt: skip
_INTS = {
    "purchase_count": 5, "total_spend": 100_000, "days_since_last_purchase": 30,
    "spend_12m": 0, "count_12m": 5, "count_24m": 9, "selling_streak": 0,
}  # fmt: skip
_TEXTS = {
    "p_return_basis": "preset", "days_basis": "preset", "last_product": "", "usual_product": "",
    "last_staff": "", "state": "active", "stage": "regular", "buying_stage": "regular",
    "policy": "standard", "relation": "repeat", "trust_word": "normal", "last_note": "",
    "next_question": "", "value_basis": "profit",
}  # fmt: skip
_DATES = (
    "first_purchase_date", "last_purchase_date", "last_talk_date", "last_contact_date_any",
    "last_note_date",
)  # fmt: skip
_FLAGS = ("big_purchase", "seasonal", "open_complaint", "refusal", "former")


def judged(*people: dict) -> pd.DataFrame:
    """Judged customers; whatever a person does not say is that of a contented regular."""
    count = len(people)
    frame = TABLES["customers"].shape(
        pd.DataFrame(
            {
                "customer_id": [p["customer_id"] for p in people],
                "name": [p.get("name", p["customer_id"]) for p in people],
                "phone": [
                    p.get("phone", f"090-0{i % 1000:03}-0000") for i, p in enumerate(people)
                ],
            }
        )
    )
    columns = {name: pd.array([value] * count, dtype="float64") for name, value in _FLOATS.items()}
    columns |= {name: pd.array([value] * count, dtype="Int64") for name, value in _INTS.items()}
    columns |= {name: pd.array([value] * count, dtype="str") for name, value in _TEXTS.items()}
    columns |= {name: pd.array([pd.NaT] * count, dtype="datetime64[us]") for name in _DATES}
    columns |= {name: pd.array([False] * count, dtype="bool") for name in _FLAGS}
    frame = frame.assign(**columns)
    frame["last_purchase_date"] = pd.Timestamp(TODAY) - pd.to_timedelta(30, unit="D")
    for column in {name for person in people for name in person} - {"name", "phone"}:
        values = [p.get(column, frame[column].iloc[i]) for i, p in enumerate(people)]
        frame[column] = pd.Series(values, index=frame.index).astype(frame[column].dtype)
    return _consistent(frame, people)


def _consistent(frame: pd.DataFrame, people: tuple[dict, ...]) -> pd.DataFrame:
    """Silence follows from the last purchase where only that is given."""
    silent = (pd.Timestamp(TODAY) - frame["last_purchase_date"]).dt.days.astype("Int64")
    given = pd.Series(["days_since_last_purchase" in p for p in people], index=frame.index)
    frame["days_since_last_purchase"] = frame["days_since_last_purchase"].where(given, silent)
    return frame


def book(today: dt.date = TODAY, **tables: list[dict]) -> Book:
    """A book with these rows; dates may be text."""
    made = {name: rows_of(name, rows) for name, rows in tables.items()}
    return Book(tables=made, purchases=(), asof=today, today=today)


def rows_of(name: str, rows: list[dict]) -> pd.DataFrame:
    """Checked rows of one table; every one of them must be good."""
    good, problems = TABLES[name].check(pd.DataFrame(rows))
    assert not problems
    return good


def day(days_from_today: int) -> pd.Timestamp:
    """A day so many days from today; negative is the past."""
    return pd.Timestamp(TODAY) + pd.Timedelta(days=days_from_today)


def case(*people: dict, settings: Settings | None = None, **tables: list[dict]) -> Case:
    """Judged customers and tables as the finders and gates see them."""
    settings = settings or Settings()
    return Case(
        judged(*people), book(**tables), settings, capacity(TODAY, settings.calls, calls=None)
    )


def found_by(finder, *people: dict, settings: Settings | None = None, **tables: list[dict]):
    """Candidates of one class as (customer_id, code) pairs, gates not looked at."""
    of = case(*people, settings=settings, **tables)
    frame = all_candidates(of, contacts(of), (finder,))
    ids = of.judged["customer_id"].to_numpy()[frame["place"].to_numpy()]
    return sorted(zip(ids, frame["code"], strict=True))


def slipping(customer_id: str, **more) -> dict:
    """Somebody slipping away who is worth a call."""
    given = {
        "customer_id": customer_id, "state": "at_risk", "rhythm_days": 95, "lateness": 1.6,
        "p_return": 0.5, "last_purchase_date": day(-150),
    }  # fmt: skip
    return given | more


def reasons_left_out(calls) -> dict[str, str]:
    """Why each left-out customer is left out."""
    return dict(zip(calls.left_out["customer_id"], calls.left_out["reason"], strict=True))
