"""The budget for trust (アフター予算), one to five, and what existing customers are easier in."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.figures.costs import spent_months, unit_for
from core.locale.words import Words, _
from core.metrics.terms import Side, Terms, terms_of
from core.rules import aftercare, spending
from core.rules.advantages import Advantages, Reached, advantages
from core.rules.aftercare import Budget
from core.rules.spending import Ratio
from pages._ui import labels
from pages._ui.business import Here
from pages._ui.charts import chart
from pages._ui.numbers import month_words
from pages._ui.tables import plain_table, records
from pages._ui.words import md, spoken, t

_NONE = "–"


def budget(here: Here) -> None:
    """What may be spent on customers we have, what is, and on which rung."""
    review = here.review()
    found = here.made(
        "aftercare", lambda: aftercare.budget(review.customers, review.book, here.settings)
    )
    st.subheader(t(_("Is there a budget for trust?")))
    if not found.spent:
        zero = _(
            "Aftercare cost 0 in {n} months. Is it not zero?", n=here.settings.spending.months
        )
        st.error(md(zero), icon=":material/error:")
    for line in _budget_words(here, found):
        st.markdown(md(line))
    months = here.made(
        "spent months", lambda: spending.by_month(review.customers, review.book, here.settings)
    )
    _picture(here, months)
    _stages(here, found)


def _budget_words(here: Here, found: Budget) -> list[Words]:
    money = here.money
    said = [
        _(
            "{n} existing customers bring {yearly} a year. If aftercare keeps {points} points "
            "more of them (initial value, provisional), it may cost {ceiling} a year; {suggested} "
            "leave half as gain (as of {day}).",
            n=found.people, yearly=money(found.yearly), points=f"{100 * found.gain:g}",
            ceiling=money(found.ceiling), suggested=money(found.suggested), day=found.end,
        ),
        _(
            "Since {start} {spent} went into aftercare: {sheet} of the cost sheet, {touched} for "
            "{n} contacts (our time and postage) and gifts.",
            start=found.start, spent=money(found.spent), sheet=money(found.in_sheet),
            touched=money(found.touched), n=found.touches,
        ),
    ]  # fmt: skip
    if found.share is not None:
        said.append(
            _("Of all that is spent on customers {percent}% go to those we have, the rest "
              "({acquisition}) to new ones.",
              percent=round(100 * found.share), acquisition=money(found.acquisition))
        )  # fmt: skip
    if found.per_touch is not None:
        said.append(_("One contact costs {money}, everything included.",
                      money=money(round(found.per_touch))))  # fmt: skip
    if found.on_sales:
        said.append(_("Of {n} of them only sales are known, no gross profit.", n=found.on_sales))
    return said


def _picture(here: Here, months: pd.DataFrame) -> None:
    largest = max(months["acquisition"].max(), months["aftercare"].max(), 1)
    unit = unit_for(largest, here.book.currency, here.book.scale, spoken())
    rows = records(months.iloc[::-1])
    chart(
        spent_months(months, unit=unit, language=spoken()),
        key="spent_months",
        alt=_("Spent on new and on existing customers by month"),
        table=pd.DataFrame(
            {
                t(_("Month")): [month_words(row["month"]) for row in rows],
                t(_("For new customers")): [here.money(row["acquisition"]) for row in rows],
                t(_("For existing ones")): [here.money(row["aftercare"]) for row in rows],
            }
        ),
    )


def _stages(here: Here, found: Budget) -> None:
    rows = records(found.stages)
    if not rows:
        return
    plain_table(
        pd.DataFrame(
            {
                t(_("Rung")): [t(labels.stage(row["stage"])) for row in rows],
                t(_("Customers")): [row["people"] for row in rows],
                t(_("They bring a year")): [here.money(row["yearly"]) for row in rows],
                t(_("Suggested for a year")): [here.money(row["suggested"]) for row in rows],
                t(_("Contacts and gifts so far")): [here.money(row["spent"]) for row in rows],
            }
        )
    )


def one_to_five(here: Here) -> None:
    """The shop's own figure of the 1:5 law."""
    review = here.review()
    found = here.made(
        "one to five", lambda: spending.ratio(review.customers, review.book, here.settings)
    )
    st.subheader(t(_("A new customer against an old one")))
    for line in ratio_words(here, found):
        st.markdown(md(line))


def ratio_words(here: Here, found: Ratio) -> list[Words]:
    """The ratio with its counts, or what is missing."""
    counts = _(
        "New customers since {start}: {new}; customers kept: {kept} (as of {day}).",
        start=found.start, new=found.new, kept=found.kept, day=found.end,
    )  # fmt: skip
    if found.per_new is None or found.per_kept is None or found.times is None:
        missing = _("How many times as much a new customer costs cannot be said yet: it takes "
                    "costs of both kinds and {n} customers on each side.",
                    n=found.least)  # fmt: skip
        return [missing, counts]
    said = _(
        "A new customer costs {new}, keeping one costs {kept}: {times} times as much. The law "
        "says five, what was published says two to twenty.",
        new=here.money(round(found.per_new)), kept=here.money(round(found.per_kept)),
        times=f"{found.times:.1f}",
    )  # fmt: skip
    return [said, counts]


def six_advantages(here: Here) -> None:
    """What article 1 says existing customers are easier in, measured."""
    review = here.review()
    folder = here.workspace.folder
    terms: Terms = here.made("terms", lambda: terms_of(review.book, cache=folder / "cache"))
    found = here.made(
        "advantages", lambda: advantages(review.customers, review.book, terms, here.settings)
    )
    st.subheader(t(_("Six advantages of existing customers")))
    rows = [
        (words, _side(here, found, new=True)[place], _side(here, found, new=False)[place])
        for place, words in enumerate(_ADVANTAGES)
    ]
    plain_table(
        pd.DataFrame(
            {
                t(_("Advantage")): [t(words) for words, _new, _old in rows],
                t(_("New customers")): [new for _words, new, _old in rows],
                t(_("Existing ones")): [old for _words, _new, old in rows],
            }
        )
    )
    st.caption(md(_("Contacts from us in {n} months (new: {new}, existing: {existing}; whoever "
                    "had bought before is existing). Below {least} no share is told.",
                    n=here.settings.spending.months, new=found.new.contacts,
                    existing=found.existing.contacts,
                    least=here.settings.spending.least_count)))  # fmt: skip


#: In the order of :func:`_side`.
_ADVANTAGES = (
    _("We reach them (share of tries)"),
    _("They give an appointment (share of talks)"),
    _("Facts learned in a talk"),
    _("Minutes of a contact"),
    _("Cost of a contact"),
    _("Average discount"),
    _("Gross margin"),
)


def _side(here: Here, found: Advantages, *, new: bool) -> tuple[str, ...]:
    reached: Reached = found.new if new else found.existing
    sold: Side = found.sold(new=new)
    return (
        _percent(reached.reach),
        _percent(reached.appointment),
        _NONE if reached.learned is None else f"{reached.learned:.1f}",
        _NONE if reached.minutes_each is None else f"{reached.minutes_each:.1f}",
        _NONE if reached.cost_each is None else here.money(round(reached.cost_each)),
        _percent(sold.discount if found.terms.has_discounts else None),
        _percent(sold.margin),
    )


def _percent(share: float | None) -> str:
    return _NONE if share is None else f"{share:.1%}"
