"""今週の見直し: ten questions in fifteen minutes that end in decisions; the start page."""

from __future__ import annotations

from core import figures
from core.locale.words import _
from pages._ui import business, weekly
from pages._ui.business import Here
from pages._ui.charts import chart
from pages._ui.first import first_screen
from pages._ui.guard import require_app
from pages._ui.lamps import lamps
from pages._ui.methods import five_methods
from pages._ui.moves import since_last_week
from pages._ui.numbers import months_table
from pages._ui.overview import at_a_glance, first_calls, key_figures, verdict_box, who_moved
from pages._ui.page import frame
from pages._ui.report import week_report
from pages._ui.trade_guess import trade_guess
from pages._ui.weekly_monthly import monthly
from pages._ui.weekly_steps import step_view
from pages._ui.words import spoken

require_app("pages/review.py")


def overview(here: Here) -> None:
    """For who does not want to go step by step: the week on one page."""
    review, found = here.review(), weekly.standing(here)
    trade_guess(here)
    verdict_box(here, review)
    weekly.door(found)
    if found.finished:
        monthly(here, found)
    at_a_glance(here)
    first_calls(review)
    key_figures(here, review)
    if here.book.has_amounts:
        unit = figures.money_unit(review.months, here.book.currency, here.book.scale, spoken())
        chart(
            figures.months_revenue(review.months, unit=unit, language=spoken()),
            key="months_revenue",
            alt=_("Revenue by month, existing and new customers"),
            table=months_table(here, review.months),
        )
    who_moved(here, review)
    since_last_week(here)
    lamps(here)
    five_methods(here)
    week_report(here)


def draw() -> None:
    """The page: a step of the review where one is looked at, else the overview."""
    if business.current() is None:
        first_screen()
        return
    here = frame("pages/review.py")
    if here is None:
        return
    found = weekly.standing(here)
    step = weekly.current(found)
    if step:
        step_view(here, found, step)
    else:
        overview(here)


draw()
