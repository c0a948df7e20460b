"""Revenue (売上): week by week and month by month, who moved it, and what it is made of."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import streamlit as st

from core import figures
from core.figures.revenue import WAY_WORDS, WEEK_PARTS, revenue_moves, revenue_weeks
from core.locale.words import Words, _
from core.metrics.moves import WAYS
from core.metrics.who import who
from core.rules.grown import Grown
from pages._ui import state
from pages._ui.business import Here
from pages._ui.charts import chart
from pages._ui.choosing import called
from pages._ui.grown import named
from pages._ui.names import NAMES_SHOWN, name_buttons
from pages._ui.numbers import months_table
from pages._ui.words import md, spoken, t, t_date

VIEWS: dict[str, Words] = {"weeks": _("13 weeks"), "months": _("By month")}


def revenue_view(here: Here, found: Grown) -> None:
    """Existing against new: 13 weeks beside last year's, or two years of months."""
    st.subheader(t(_("Revenue of existing and new customers")))
    view = st.segmented_control(
        t(_("Look at")), list(VIEWS), default=state.GROWTH_VIEW.get(), required=True,
        **called("growth_view", VIEWS),
    )  # fmt: skip
    state.GROWTH_VIEW.put(view)
    if view == "weeks":
        weeks_chart(here, found)
    else:
        _months(here, found)


def moves_view(here: Here, found: Grown) -> None:
    """The waterfall between the two windows, with the names behind each bar."""
    st.subheader(t(_("Whose revenue moved")))
    if not here.book.has_amounts:
        st.markdown(md(_("The sheets carry no amounts, so this cannot be told.")))
        return
    moves_chart(here, found)
    moves = found.moves
    counts = moves["way"].value_counts()
    held = [way for way in (*reversed(WAYS),) if counts.get(way, 0)]
    if held:
        said = {way: t(_("{what} ({n})", what=WAY_WORDS[way], n=int(counts[way]))) for way in held}
        way = st.selectbox(t(_("The names behind")), held, **called("moves_way", said))
        rows = moves[moves["way"] == way]
        first = _with_change(here, named(here, rows.head(NAMES_SHOWN)))
        name_buttons(first, place="moves_names", total=len(rows))


def moves_chart(here: Here, found: Grown) -> None:
    """The waterfall itself and which weeks it compares."""
    spans, moves = found.windows, found.moves
    chart(
        revenue_moves(found, here.book, language=spoken()),
        key="moves", alt=_("From last year's revenue of existing customers to this year's"),
        table=_moves_table(here, found), behind=lambda ids: _movers(here, moves, ids),
    )  # fmt: skip
    st.markdown(
        md(
            _(
                "Existing customers, {start} to {end} against {before} to {until}. Joined since: "
                "they bought for the first time after the earlier weeks had begun.",
                start=spans.start_now, end=spans.end_now, before=spans.start_before,
                until=spans.end_before,
            )
        )
    )  # fmt: skip


def weeks_chart(here: Here, found: Grown) -> None:
    """Bars of this year beside those of last year; purchases where there are no amounts."""
    amounts = here.book.has_amounts
    chart(
        revenue_weeks(found.weeks, here.book, amounts=amounts, language=spoken()),
        key="weeks", alt=_("Each of 13 weeks beside the same week of last year"),
        table=_weeks_table(here, found.weeks, "" if amounts else "_days"),
        behind=lambda ids: _of_weeks(here, found, ids),
    )  # fmt: skip
    st.markdown(
        md(
            _(
                "The right bar is this year, the pale one beside it the same week of last year; "
                "striped are new customers: their first purchase lies within the 13 weeks."
            )
        )
    )


def _months(here: Here, found: Grown) -> None:
    if not here.book.has_amounts:
        st.markdown(md(_("The sheets carry no amounts, so this cannot be told.")))
        return
    unit = figures.money_unit(found.months, here.book.currency, here.book.scale, spoken())
    chart(
        figures.months_revenue(found.months, unit=unit, language=spoken()),
        key="months_revenue", alt=_("Revenue by month, existing and new customers"),
        table=months_table(here, found.months), behind=lambda ids: of_months(here, found, ids),
    )  # fmt: skip


def of_months(here: Here, found: Grown, ids: tuple[str, ...]) -> pd.DataFrame:
    """Who bought in the months that were clicked (``2026-11|new``), the largest first."""
    pieces = []
    for code in ids:
        month, side = code.split("|")
        first = dt.date.fromisoformat(f"{month}-01")
        span = (first, min((pd.Timestamp(first) + pd.offsets.MonthEnd(1)).date(),
                           found.recent.asof))  # fmt: skip
        pieces.append(who(found.recent, span, span, new=side == "new"))
    return named(here, once(pieces))


def _of_weeks(here: Here, found: Grown, ids: tuple[str, ...]) -> pd.DataFrame:
    """Who bought in the weeks that were clicked (``2026-11-15|new_now``), the largest first."""
    spans, rows, pieces = found.windows, found.weeks.set_index("end"), []
    for code in ids:
        end, part = code.split("|")
        side, when = part.split("_")
        row, tail = rows.loc[pd.Timestamp(end)], "" if when == "now" else "_before"
        last = pd.Timestamp(end) if when == "now" else row["end_before"]
        window = (getattr(spans, f"start_{when}"), getattr(spans, f"end_{when}"))
        days = (row[f"start{tail}"].date(), last.date())
        pieces.append(who(found.recent, days, window, new=side == "new"))
    return named(here, once(pieces))


def _movers(here: Here, moves: pd.DataFrame, ids: tuple[str, ...]) -> pd.DataFrame:
    """Who stands behind the steps, or behind a total: all with money in that window."""
    chosen = moves["way"].isin(ids)
    for total in ("before", "now"):
        if total in ids:
            chosen |= moves[total] != 0
    return _with_change(here, named(here, moves[chosen]))


def _with_change(here: Here, rows: pd.DataFrame) -> pd.DataFrame:
    """The change of each beside the name; only of the first ones, who alone are shown."""
    shown = rows.head(NAMES_SHOWN)
    names = [
        t(_("{name} ({before} → {now})", name=name, before=here.money(int(before)),
            now=here.money(int(now))))
        for name, before, now in zip(shown["name"], shown["before"], shown["now"], strict=True)
    ]  # fmt: skip
    return rows.assign(name=[*names, *rows["name"].iloc[NAMES_SHOWN:]])


def once(pieces: list[pd.DataFrame]) -> pd.DataFrame:
    """Everybody once, the largest amount first."""
    return (
        pd.concat(pieces)
        .sort_values(["amount", "customer_id"], ascending=[False, True])
        .drop_duplicates("customer_id")
        .reset_index(drop=True)
    )


def _weeks_table(here: Here, rows: pd.DataFrame, tail: str) -> pd.DataFrame:
    said = here.money if not tail else (lambda n: f"{int(n):,}")
    newest = rows.iloc[::-1]
    table = {t(_("Week to")): [t_date(end.date()) for end in newest["end"]]}
    for part, head in WEEK_PARTS.items():
        table[t(head)] = [said(int(value)) for value in newest[f"{part}{tail}"]]
    return pd.DataFrame(table)


def _moves_table(here: Here, found: Grown) -> pd.DataFrame:
    counts = found.moves["way"].value_counts()
    spans = found.windows
    return pd.DataFrame(
        {
            t(_("What moved")): [t(_("A year before")), *(t(WAY_WORDS[way]) for way in WAYS),
                           t(_("Now"))],
            t(_("People")): [f"{int((found.moves['before'] != 0).sum()):,}",
                             *(f"{int(counts.get(way, 0)):,}" for way in WAYS),
                             f"{int((found.moves['now'] != 0).sum()):,}"],
            t(_("Revenue")): [here.money(spans.existing_before),
                              *(here.money(getattr(found.waterfall, way)) for way in WAYS),
                              here.money(spans.existing_now)],
        }
    )  # fmt: skip
