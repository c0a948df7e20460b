"""What more or fewer calls a week would bring (電話の本数の試算).

The list is seated anew for each number of calls, without lots, so that it grows in the order of
what a call brings. Promises, thanks and listening have no yen: they are counted, and their minutes
cost, but nothing is claimed for them (DOMAIN 3.2, 3.3).
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from core.book import Book
from core.calls import CallList
from core.calls.capacity import Capacity
from core.calls.case import Case, Floats
from core.calls.rates import Rates, is_learned, rate_of
from core.calls.reasons import REASONS
from core.calls.seats import seat
from core.calls.value import minute_cost
from core.locale.words import Money, Words, _
from core.settings import Settings
from core.simulators.assumed import Basis, beta_range

KINDS = ("person", "company")
STEPS = ("calls", "listed", "in_yen", "minutes", "cost", "gross", "low", "high", "net")
ANSWERS = ("kind", "answered", "of", "rate", "own", "used")


@dataclass(frozen=True)
class Phoning:
    """The week's list at every number of calls.

    Attributes:
        steps: ``calls`` (the number), ``listed`` (how many there are to call), ``in_yen`` (of
            those with a figure in yen), ``minutes``, ``cost`` (of our time), ``gross``, ``low``,
            ``high`` (gross profit expected, its range), ``net`` (gross − cost); minor units.
        who: for each number of calls the rows of the judged customers, in the order of calling.
        answers: of :func:`answered`.
        of_sales: no cost or margin is known, so the figures are of sales (売上ベース).
    """

    steps: pd.DataFrame
    who: dict[int, list[int]]
    answers: pd.DataFrame
    of_sales: bool


def phoning(
    judged: pd.DataFrame, calls: CallList, book: Book, settings: Settings, counts: list[int]
) -> Phoning:
    """The list at every one of these numbers of calls.

    Args:
        judged: the customers that the list was made of.
        calls: the week's list.
        book: the business.
        settings: its settings.
        counts: numbers of calls a week.
    """
    no_lots = dataclasses.replace(settings.calls, lottery=False)
    chosen = dataclasses.replace(settings, calls=no_lots)
    people = judged.reset_index(drop=True)
    answers = answered(people, calls.rates, settings)
    line = _worth(calls.line, calls.rates, book, settings)
    rows, who = [], {}
    for count in counts:
        week = Capacity(calls.week, calls.working_days, count)
        seated = line.iloc[seat(Case(people, book, chosen, week, calls.rates), line).listed]
        rows.append(_step(count, seated))
        who[count] = seated["place"].tolist()
    steps = pd.DataFrame(rows, columns=list(STEPS))
    in_yen = line.loc[line["in_yen"], "place"].to_numpy(dtype="int64")
    of_sales = bool((people["value_basis"].iloc[in_yen] == "sales").any())
    return Phoning(steps, who, answers, of_sales)


def answered(people: pd.DataFrame, rates: Rates, settings: Settings) -> pd.DataFrame:
    """How many of our calls are answered, by people and by companies, as the list reckons.

    Returns:
        One row per kind: ``kind, answered, of, rate, own, used`` (whether the shop has customers
        of the kind).
    """
    assumed = {"person": settings.calls.connect_person, "company": settings.calls.connect_company}
    rows = []
    for kind in KINDS:
        known = rates.connects.get(kind)
        used = bool(((people["kind"] == "company") == (kind == "company")).any())
        rows.append(
            (
                kind, known.hits if known else 0, known.n if known else 0,
                rate_of(rates.connects, kind, assumed[kind]), is_learned(rates.connects, kind),
                used,
            )
        )  # fmt: skip
    return pd.DataFrame(rows, columns=list(ANSWERS))


def _worth(line: pd.DataFrame, rates: Rates, book: Book, settings: Settings) -> pd.DataFrame:
    """The line with the gross profit of each call and its range, 0 where there are no yen.

    The range is that of the effect alone (of so many cases); it is the same for all calls of a
    reason, so the ends add up.
    """
    cost = line["minutes"] * minute_cost(book, settings.calls)
    gross = (line["profit"] + cost).fillna(0.0)
    ends = {code: _ends(code, rates, settings) for code in line["code"].unique()}
    low: Floats = np.array([ends[code][0] for code in line["code"]], dtype="float64")
    high: Floats = np.array([ends[code][1] for code in line["code"]], dtype="float64")
    return line.assign(
        cost=cost, in_yen=line["profit"].notna(), gross=gross, low=gross * low, high=gross * high
    )


def _ends(code: str, rates: Rates, settings: Settings) -> tuple[float, float]:
    """How many times less and more a reason may move than reckoned."""
    known = rates.effects.get(code)
    if known is not None and known.value > 0:
        return max(0.0, known.low) / known.value, known.high / known.value
    name = REASONS[code].effect
    effect = float(getattr(settings.calls, name)) if name else 0.0
    if effect <= 0:
        return 1.0, 1.0
    low, high = beta_range(effect, settings.laws.prior_cases, settings.laws.interval)
    return low / effect, high / effect


def _step(count: int, seated: pd.DataFrame) -> tuple[float, ...]:
    """One row of ``Phoning.steps``."""
    gross, low, high = (float(seated[name].sum()) for name in ("gross", "low", "high"))
    cost, minutes = float(seated["cost"].sum()), float(seated["minutes"].sum())
    in_yen = int(seated["in_yen"].sum())
    return count, len(seated), in_yen, minutes, cost, gross, low, high, gross - cost


def last_call(steps: pd.DataFrame, calls: int) -> float | None:
    """What one of the calls adds that are the last ones of a number of calls, minor units.

    None at the smallest number, and where nobody more is listed: there is nobody left to call.
    """
    before = steps[steps["calls"] < calls].tail(1)
    now = steps[steps["calls"] == calls]
    if not len(before) or not len(now):
        return None
    more = int(now["listed"].iloc[0] - before["listed"].iloc[0])
    return float(now["net"].iloc[0] - before["net"].iloc[0]) / more if more > 0 else None


def phoning_bases(found: Phoning, book: Book, settings: Settings) -> list[Basis]:
    """What the result stands on."""
    bases = [_answer_basis(row, book) for row in found.answers.to_dict("records") if row["used"]]
    effects = _(
        "How much a call moves: {lapse}% at a chance of 50:50 to come back, {due}% of those about "
        "to come anyway, {expiry}% of those whose contract ends; each is worth {n} cases.",
        lapse=_percent(settings.calls.effect_return), due=_percent(settings.calls.effect_due),
        expiry=_percent(settings.calls.effect_expiry), n=settings.laws.prior_cases,
    )  # fmt: skip
    year: Words = _("The gross profit of a customer's year is won or lost with them.")
    if found.of_sales:
        year = _("Customers without known costs count with their sales (sales basis).")
    return [
        *bases,
        Basis(effects, own=False),
        Basis(year, own=not found.of_sales),
        Basis(
            _(
                "A minute of ours costs {cost}. Promises, thanks and listening have no yen.",
                cost=Money(round(minute_cost(book, settings.calls)), book.currency, book.scale),
            ),
            own=False,
        ),
    ]


def _people_own(**facts: Any) -> Words:  # noqa: ANN401 - facts are of any sayable kind
    return _(
        "{percent}% of calls to people are answered: {answered} of your {n} of a year (as of "
        "{day}), drawn a little towards the usual.",
        **facts,
    )


def _people_assumed(**facts: Any) -> Words:  # noqa: ANN401 - as above
    return _("{percent}% of calls to people are answered (on record so far: {n}).", **facts)


def _firms_own(**facts: Any) -> Words:  # noqa: ANN401 - as above
    return _(
        "{percent}% of calls to companies are answered: {answered} of your {n} of a year (as of "
        "{day}), drawn a little towards the usual.",
        **facts,
    )


def _firms_assumed(**facts: Any) -> Words:  # noqa: ANN401 - as above
    return _("{percent}% of calls to companies are answered (on record so far: {n}).", **facts)


#: {kind: (told where it is the shop's own, told where it is assumed)}.
_WITH = {"person": (_people_own, _people_assumed), "company": (_firms_own, _firms_assumed)}


def _answer_basis(row: dict[Any, Any], book: Book) -> Basis:
    facts = {"percent": _percent(row["rate"]), "n": int(row["of"])}
    if row["own"]:
        words = _WITH[row["kind"]][0]
        return Basis(words(day=book.today, answered=int(row["answered"]), **facts), own=True)
    return Basis(_WITH[row["kind"]][1](**facts), own=False)


def _percent(share: float) -> int:
    return round(100 * share)
