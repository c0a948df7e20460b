"""The first questions of the week in a report: is it fresh, do existing and new customers grow."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from core import figures
from core.export.report_case import Case
from core.export.report_parts import Cell, Listing, Picture, Section, Share
from core.figures.cohorts import f2_months
from core.figures.growth import line
from core.figures.plane import Stop, plane
from core.figures.revenue import WAY_WORDS, WEEK_PARTS, revenue_moves, revenue_weeks
from core.locale.words import Month, _, say
from core.metrics.moves import WAYS
from core.rules.verdict import UNKNOWN, VERDICTS, signed

#: Type of names below bars that stand close, in pixels.
_CLOSE = 11
_NOTHING = _("Nothing to show.")


def fresh(case: Case) -> Section:
    """Question 0: up to when the data go, and what is missing in them."""
    health, weekly = case.review.measures.health, case.facts.weekly
    lines = [
        _("Of {n} sales who is known of {who}, what of {what}, how much of {how_much}.",
          n=health.lines, who=health.who, what=health.what, how_much=health.how_much)
    ]  # fmt: skip
    if weekly.stale:
        lines.append(
            _("They are older than {days} days, so every verdict below is grey. Bring in a newer "
              "sheet first.", days=case.review.settings.review.stale_days)
        )  # fmt: skip
    based = case.based(len(case.review.customers), _("number of customers"))
    return replace(case.asked("data", based, *lines), judges=False)


def existing(case: Case) -> Section:
    """Question 1: does what existing customers bring grow."""
    verdict, spans = case.review.verdict, case.facts.grown.windows
    compared = _("{start} to {end} against {before} to {until}.", start=spans.start_now,
                 end=spans.end_now, before=spans.start_before, until=spans.end_before)  # fmt: skip
    pictures = (_weeks(case), _moves(case)) if case.amounts else (_weeks(case),)
    based = case.based(verdict.n, _("purchases in the smaller window"))
    return replace(case.asked("existing", based, compared), pictures=pictures)


def _weeks(case: Case) -> Picture:
    """13 weeks beside last year's: money, or purchases where none is told."""
    rows, tail = case.facts.grown.weeks, "" if case.amounts else "_days"
    drawn = revenue_weeks(rows, case.review.book, amounts=case.amounts, language=case.language)
    told = case.money if case.amounts else int
    title = (
        _("Each of 13 weeks beside the same week of last year") if case.amounts
        else _("Purchases of each of 13 weeks beside the same week of last year")
    )  # fmt: skip
    listing = Listing(
        "weeks", title,
        (_("Week to"), *WEEK_PARTS.values()),
        tuple(
            (row["end"].date(), *(told(row[f"{part}{tail}"]) for part in WEEK_PARTS))
            for row in rows.iloc[::-1].to_dict("records")
        ),
        _NOTHING,
    )  # fmt: skip
    return Picture(drawn, listing)


def _moves(case: Case) -> Picture:
    """Whose revenue moved, from last year's window to this year's."""
    found = case.facts.grown
    spans = found.windows
    ends = (_("A year before"), _("Now"))
    drawn = revenue_moves(found, case.review.book, language=case.language)
    # On paper the bars stand closer than on the page.
    drawn["layout"]["xaxis"]["tickfont"] = {"size": _CLOSE}
    counts = found.moves["way"].value_counts()
    rows: list[tuple[Cell, ...]] = [
        (ends[0], int((found.moves["before"] != 0).sum()), case.money(spans.existing_before)),
        *(
            (WAY_WORDS[way], int(counts.get(way, 0)), case.money(getattr(found.waterfall, way)))
            for way in WAYS
        ),
        (ends[1], int((found.moves["now"] != 0).sum()), case.money(spans.existing_now)),
    ]
    return Picture(
        drawn,
        Listing("moves", _("Whose revenue moved since the same 13 weeks of last year"),
                (_("What moved"), _("People"), _("Revenue")), tuple(rows), _NOTHING),
    )  # fmt: skip


def active(case: Case) -> Section:
    """Question 2: how many existing customers there are, and how many stayed."""
    found, least = case.facts.grown, case.review.settings.money.share_customers
    kept = found.kept
    if kept.rate is None or kept.at_start < least:
        stayed = _(
            "How many stayed is told from 24 months of ledger and {needed} active customers a "
            "year ago on; here: {n}.",
            needed=least, n=kept.at_start,
        )  # fmt: skip
    else:
        stayed = _(
            "Customers kept: {share}% = ({end} active on {day} − {new} of them new) ÷ {start} "
            "active a year before.",
            share=f"{100 * kept.rate:.1f}", end=kept.at_end, day=kept.end, new=kept.new,
            start=kept.at_start,
        )  # fmt: skip
    young = () if len(found.line) else (_("The line begins once the ledger holds 12 months."),)
    based = case.based(found.windows.active_now, _("customers who bought within a year"))
    return replace(
        case.asked("active", based, stayed, *young),
        pictures=(_line(case),) if len(found.line) else (),
    )


def _line(case: Case) -> Picture:
    rows = case.facts.grown.line
    days = [end.date() for end in rows["end"]]
    counts = [int(n) for n in rows["customers"]]
    drawn = line(
        [f"{day.month}/{day.day}" for day in days], counts,
        axis=say(_("customers"), case.language),
        title=say(_("Week to (month/day)"), case.language), language=case.language,
    )  # fmt: skip
    pairs = list(zip(days, counts, strict=True))[::-1]
    return Picture(
        drawn,
        Listing("active", _("Customers who bought within 12 months, week by week"),
                (_("Week to"), _("Customers")), tuple(pairs), _NOTHING),
    )  # fmt: skip


def new(case: Case) -> Section:
    """Question 3: new customers, and what became of them."""
    spans = case.facts.grown.windows
    second = [_second(case)] if len(case.facts.second) else []
    based = case.based(spans.new_buyers_now, _("new customers in 13 weeks"))
    return replace(case.asked("new", based), pictures=(_by_month(case), *second))


def _by_month(case: Case) -> Picture:
    """Who bought by month; what they bought for beside it where money is told."""
    months = case.facts.grown.months.tail(figures.MONTHS_SHOWN)
    heads = [_("Month"), _("Existing customers"), _("New customers")]
    columns: list[Sequence[Cell]] = [
        [_("{month}", month=Month(m)) for m in months["month"]],
        [int(n) for n in months["existing_customers"]],
        [int(n) for n in months["new_customers"]],
    ]
    if case.amounts:
        heads += [_("Existing customers' revenue"), _("New customers' revenue")]
        columns += [
            [case.money(v) for v in months[name]] for name in ("existing_revenue", "new_revenue")
        ]
    return Picture(
        figures.months_customers(case.facts.grown.months, language=case.language),
        Listing("months", _("Customers who bought by month, existing and new"), tuple(heads),
                tuple(zip(*columns, strict=True))[::-1], _NOTHING),
    )  # fmt: skip


def _second(case: Case) -> Picture:
    """Who came a second time, by month of the first purchase."""
    limits = case.review.settings.cohorts
    shown = case.facts.second.tail(limits.cohorts_shown)
    rows = [
        (
            _("{month}", month=Month(row["month"])), int(row["n"]), int(row["back"]),
            Share(None if math.isnan(row["share"]) else row["share"])
            if row["closed"] else _("not yet"),
            Share(None if math.isnan(row["before"]) else row["before"]),
        )
        for row in shown.iloc[::-1].to_dict("records")
    ]  # fmt: skip
    return Picture(
        f2_months(case.facts.second, limits=limits, language=case.language),
        Listing(
            "second",
            _("Share of first-time customers who came again, by month of the first purchase"),
            (_("Month of the first purchase"), _("First-time customers"),
             _("Came again so far"), _("Rate"), _("In the closed months before")),
            tuple(rows), _NOTHING,
        ),
    )  # fmt: skip


def quadrant(case: Case) -> Section:
    """Question 4: existing against new customers, and where the last weeks stood."""
    verdict = case.review.verdict
    lines = [VERDICTS[verdict.code].approach]
    if case.amounts:
        year = case.facts.grown.year
        lines += [year.words, *([year.fewer] if year.fewer is not None else [])]
    based = case.based(verdict.n, _("purchases in the smaller window"))
    if not case.amounts:
        return case.asked("verdict", based, *lines)
    stops = [Stop.of(point) for point in case.facts.grown.trail]
    if any(stop.placed for stop in stops):
        picture = Picture(_plane(case, stops), _trail(case))
        return replace(case.asked("verdict", based, *lines), pictures=(picture,))
    none = _("No point can be placed: one side has too few purchases. See the table.")
    return replace(case.asked("verdict", based, *lines, none), listings=(_trail(case),))


def _plane(case: Case, stops: Sequence[Stop]) -> figures.Figure:
    band = case.review.settings.verdict.dead_band
    return plane(stops, band=band, language=case.language)


def _trail(case: Case) -> Listing:
    """Where the last weeks stood, the newest first."""
    rows = tuple(
        (p.end, _change(p.verdict.existing, p.verdict.existing_change),
         _change("", p.verdict.active_change), _change(p.verdict.new, p.verdict.new_change),
         VERDICTS[p.verdict.code].label, p.verdict.n, p.verdict.new_n)
        for p in case.facts.grown.trail[::-1]
    )  # fmt: skip
    return Listing(
        "trail", _("Change of existing and new customers' revenue against last year"),
        (_("Week to"), _("Existing customers' revenue"),
         _("Customers who bought within a year"), _("New customers' revenue"), _("Verdict"),
         _("Purchases, existing"), _("Purchases, new")),
        rows, _NOTHING,
    )  # fmt: skip


def _change(judged: str, change: float) -> Cell:
    """A change; nothing where too little is known to judge it."""
    return None if judged == UNKNOWN else signed(change)
