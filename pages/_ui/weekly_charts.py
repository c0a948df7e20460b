"""The picture of each question of the weekly review; those of other pages are the same there."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from core.figures.counts import lying, standing
from core.locale.words import Month, Words, _, say
from core.metrics.moment import day_number
from core.metrics.second import f2_by_month
from core.rules import causes, commitments
from core.rules.ladder import STAGES
from core.rules.moved import MOVES, moved
from core.weekly import Facts
from core.weekly.customers import by_month
from pages._ui import labels
from pages._ui.business import Here
from pages._ui.causes import causes_chart
from pages._ui.charts import chart
from pages._ui.grown import trail_chart
from pages._ui.heads import line_chart
from pages._ui.second import rates_chart
from pages._ui.turnover import moves_chart, weeks_chart
from pages._ui.words import spoken, t

_WEEK = 7


def picture(here: Here, facts: Facts, code: str) -> None:
    """Draw what belongs to a question."""
    _PICTURES[code](here, facts)


def _weeks(here: Here, facts: Facts) -> None:
    weeks_chart(here, facts.counted.grown)


def _sales(here: Here, facts: Facts) -> None:
    if here.book.has_amounts:
        moves_chart(here, facts.counted.grown)
    else:
        weeks_chart(here, facts.counted.grown)


def _heads(here: Here, facts: Facts) -> None:
    line_chart(here, facts.counted.grown)


def _second(here: Here, facts: Facts) -> None:
    firsts = facts.counted.firsts
    if len(firsts):
        months = f2_by_month(firsts, day_number(facts.book.asof), here.settings)
        rates_chart(here, firsts, months)


def _plane(here: Here, facts: Facts) -> None:
    trail_chart(here, facts.counted.grown)


def _referrals(here: Here, facts: Facts) -> None:
    found = by_month(facts)
    if found.any():
        names = [say(_("{month}", month=Month(str(month))), spoken()) for month in found.index]
        shown = [str(month)[2:].replace("-", "/") for month in found.index]
        chart(
            standing(shown, found.tolist(), axis=_("referrals"), language=spoken()),
            key="review_referrals", alt=_("Referrals by month"),
            table=_table(_("Month"), names, found.tolist()),
        )  # fmt: skip


def _rungs(here: Here, facts: Facts) -> None:
    counts = facts.people["stage"].value_counts()
    names = {code: n for code in STAGES if (n := int(counts.get(code, 0)))}
    words = [labels.stage(code) for code in names]
    _bars(words, list(names.values()), key="review_rungs", alt=_("Customers on each rung"))


def _silent(here: Here, facts: Facts) -> None:
    days = facts.settings.review.moved_days
    found = moved(facts.people, facts.book.asof, days)
    counts = found["move"].value_counts()
    values = [int(counts.get(code, 0)) for code in MOVES]
    _bars(list(MOVES.values()), values, key="review_moved",
          alt=_("Who moved in the last {n} days of the data", n=days))  # fmt: skip


def _causes(here: Here, facts: Facts) -> None:
    found = causes.pareto(facts.book, here.settings)
    if len(found):
        causes_chart(here, found)


def _promises(here: Here, facts: Facts) -> None:
    if not len(facts.book.table("promises")):
        return
    kept, days = commitments.kept(facts.book, here.settings), here.settings.care.promise_days
    due = commitments.due_list(facts.people, facts.book)
    ours = due[due["ours"]]
    bars: dict[str, tuple[Words, int]] = {
        "kept": (_("Kept on time in {n} days", n=days), kept.on_time),
        "late": (_("Kept late in {n} days", n=days), kept.due - kept.on_time - kept.open),
        "overdue": (_("Overdue"), int((ours["late"] > 0).sum())),
        "soon": (_("Due within a week"), int(ours["late"].between(1 - _WEEK, 0).sum())),
    }
    _bars([words for words, _n in bars.values()], [n for _words, n in bars.values()],
          key="review_promises", alt=_("Promises of ours"), axis=_("promises"))  # fmt: skip


def _calls(here: Here, facts: Facts) -> None:
    counts = facts.review.calls.rows["class"].value_counts()
    values = [int(counts.get(code, 0)) for code in labels.CLASSES]
    _bars(list(labels.CLASSES.values()), values, key="review_calls",
          alt=_("Calls of this week by class"))  # fmt: skip


def _bars(
    names: list[Words | str] | list[Words],
    values: list[int],
    *,
    key: str,
    alt: Words,
    axis: Words | None = None,
) -> None:
    chart(
        lying(names, values, axis=axis or _("customers"), language=spoken()), key=key, alt=alt,
        table=_table(alt, [t(name) for name in names], values),
    )  # fmt: skip


def _table(head: Words, names: list[str], values: list[int]) -> pd.DataFrame:
    return pd.DataFrame({t(head): names, t(_("Number")): [f"{n:,}" for n in values]})


_PICTURES: dict[str, Callable[[Here, Facts], None]] = {
    "data": _weeks,
    "existing": _sales,
    "active": _heads,
    "new": _second,
    "verdict": _plane,
    "referrals": _referrals,
    "moved": _rungs,
    "silent": _silent,
    "complaints": _causes,
    "promises": _promises,
    "calls": _calls,
}
