"""Charts as plain dicts in plotly's JSON form, without plotly (図).

Pages wrap them and exports embed them, so both show the same picture. Every figure prints its
numbers, tells new and existing customers apart by pattern as well as colour, and speaks in
万円 (thousands in English), never in SI suffixes.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pandas as pd
from babel.dates import format_skeleton

from core.locale.words import Words, _, say

Figure = dict[str, Any]

#: Okabe-Ito colours with at least 3:1 on white.
EXISTING_COLOUR = "#0072B2"
NEW_COLOUR = "#D55E00"
QUIET_COLOUR = "#6B7280"
BAND_COLOUR = "#E8EBF0"
#: Small print of a crowded axis, in pixels.
SMALL = 12
_STRIPES = {"shape": "/", "fillmode": "overlay", "fgcolor": "#ffffff", "fgopacity": 0.9, "size": 8}
#: Months shown at most: two years, so that a month stands beside the same month of last year.
MONTHS_SHOWN = 24
#: From this month on the first bar leaves the year to the January beside it.
LATE_IN_YEAR = 11


@dataclass(frozen=True, slots=True)
class Unit:
    """What one unit on a money axis is.

    Attributes:
        minor: how many minor units of the ledger's currency.
        label: 万円, 億円, thousand yen, million GBP.
        decimals: of the printed numbers.
    """

    minor: int
    label: Words
    decimals: int = 0


def money_unit(months: pd.DataFrame, currency: str, scale: int, language: str) -> Unit:
    """The unit in which the largest month of these has few enough digits to print.

    Args:
        months: the frame of :func:`core.metrics.growth.months`.
        currency: ISO code of its amounts.
        scale: decimals of its amounts.
        language: ``ja`` counts in 万 and 億, ``en`` in thousands and millions.
    """
    shown = months.tail(MONTHS_SHOWN)
    sums = shown[["new_revenue", "existing_revenue"]].fillna(0).sum(axis=1)
    return unit_of(int(sums.max()) if len(sums) else 0, currency, scale, language)


def unit_of(
    largest: int, currency: str, scale: int, language: str, *, room: int | None = None
) -> Unit:
    """The unit in which an amount of that size, in minor units, has few enough digits to print.

    Args:
        largest: minor units.
        currency: ISO code.
        scale: decimals of its amounts.
        language: ``ja`` counts in 万 and 億, ``en`` in thousands and millions.
        room: from so many of the smaller unit on the larger one is taken; as many as a month's
            bar has room for where it is not said.
    """
    small, large, words = _UNITS["ja" if currency == "JPY" and language == "ja" else "en"]
    step = large if largest >= (room or DIGITS_FULL) * small * 10**scale else small
    minor = step * 10**scale
    return Unit(minor, words(currency)[step], 1 if largest < MANY * minor else 0)


def _yen_words(currency: str) -> dict[int, Words]:
    del currency
    return {10**4: _("ten thousand yen"), 10**8: _("hundred million yen")}


def _thousand_words(currency: str) -> dict[int, Words]:
    if currency == "JPY":
        return {10**3: _("thousand yen"), 10**6: _("million yen")}
    return {
        10**3: _("thousand {currency}", currency=currency),
        10**6: _("million {currency}", currency=currency),
    }


#: From so many units on a month's number is too long for its bar.
DIGITS_FULL = 1_000
#: Below so many units one decimal is printed.
MANY = 20
_UNITS = {"ja": (10**4, 10**8, _yen_words), "en": (10**3, 10**6, _thousand_words)}


def months_revenue(months: pd.DataFrame, *, unit: Unit, language: str) -> Figure:
    """Revenue by month, existing customers below and new ones on top.

    Args:
        months: the frame of :func:`core.metrics.growth.months`.
        unit: of :func:`money_unit`.
        language: ``ja`` or ``en``.
    """
    shown = months.tail(MONTHS_SHOWN)
    return _stacked(
        shown["month"],
        existing=[_in_units(v, unit) for v in shown["existing_revenue"]],
        new=[_in_units(v, unit) for v in shown["new_revenue"]],
        axis=say(unit.label, language),
        decimals=unit.decimals,
        language=language,
    )


def months_customers(months: pd.DataFrame, *, language: str) -> Figure:
    """Customers who bought, by month: existing ones below and new ones on top.

    Args:
        months: the frame of :func:`core.metrics.growth.months`.
        language: ``ja`` or ``en``.
    """
    shown = months.tail(MONTHS_SHOWN)
    return _stacked(
        shown["month"],
        existing=[float(v) for v in shown["existing_customers"]],
        new=[float(v) for v in shown["new_customers"]],
        axis=say(_("customers"), language),
        language=language,
    )


def change(now: int, before: int) -> float | None:
    """The change from before to now as a share; None where there was nothing before."""
    return None if before <= 0 else (now - before) / before


def ladder(names: list[str], counts: list[int], *, language: str) -> Figure:
    """How many customers stand on each rung, the lowest rung at the bottom.

    Args:
        names: the rungs as the owner calls them, lowest first.
        counts: customers on each.
        language: ``ja`` or ``en``.
    """
    bars = {
        "type": "bar",
        "orientation": "h",
        "y": names,
        "x": counts,
        "text": [f"{n:,}" for n in counts],
        "textposition": "outside",
        "cliponaxis": False,
        "marker": {"color": EXISTING_COLOUR},
        "hovertemplate": "%{y} %{text}<extra></extra>",
    }
    layout = blank_layout(language)
    layout |= {
        "xaxis": {"title": {"text": say(_("customers"), language)}, "tickformat": ",d"},
        "yaxis": {"automargin": True},
        "height": 80 + 48 * max(len(names), 1),
        "showlegend": False,
    }
    return {"data": [bars], "layout": layout}


def _stacked(
    months: pd.Series[str],
    *,
    existing: list[float],
    new: list[float],
    axis: str,
    language: str,
    decimals: int = 0,
) -> Figure:
    keys = list(months)
    layout = blank_layout(language)
    layout |= {
        "barmode": "stack",
        "xaxis": {
            "type": "category",
            "tickmode": "array",
            "tickvals": keys,
            "ticktext": _month_ticks(keys, language),
            "tickangle": 0,
            "tickfont": {"size": SMALL},
            "title": {"text": say(_("month"), language)},
        },
        "yaxis": {
            "title": {"text": axis, "standoff": 12},
            "tickformat": ",~f",
            "rangemode": "tozero",
            "automargin": True,
        },
        "legend": {"orientation": "h", "y": 1.12, "x": 0, "traceorder": "normal"},
        "height": 420,
    }
    plain = {"color": EXISTING_COLOUR}
    striped = {"color": NEW_COLOUR, "pattern": _STRIPES}
    return {
        "data": [
            _bars(keys, existing, decimals, say(_("Existing customers"), language))
            | {"marker": plain}
            | _ids(keys, "existing"),
            # White stripes would swallow white numbers: those of new customers stand on top.
            _bars(keys, new, decimals, say(_("New customers"), language))
            | {"marker": striped, "textposition": "outside", "cliponaxis": False}
            | _ids(keys, "new"),
        ],
        "layout": layout,
    }


def _ids(keys: list[str], side: str) -> Figure:
    """What each bar is called when somebody clicks it: ``2026-11|new``."""
    return {"customdata": [f"{key}|{side}" for key in keys]}


def _bars(keys: list[str], values: list[float], decimals: int, name: str) -> Figure:
    text = [f"{v:,.{decimals}f}" if v else "" for v in values]
    return {
        "type": "bar",
        "name": name,
        "x": keys,
        "y": values,
        "text": text,
        "textposition": "auto",
        "textangle": 0,
        "constraintext": "none",
        "textfont": {"size": SMALL},
        "insidetextfont": {"color": "#ffffff", "size": SMALL},
        "hovertemplate": "%{x}<br>%{fullData.name} %{y:,.1f}<extra></extra>",
    }


def _month_ticks(keys: list[str], language: str) -> list[str]:
    """Months as short as they can be; the year stands under the first and under each January."""
    ticks = []
    for place, key in enumerate(keys):
        day = dt.date.fromisoformat(f"{key}-01")
        name = str(day.month) if language == "ja" else format_skeleton("MMM", day, locale=language)
        begins = day.month == 1 or (place == 0 and day.month < LATE_IN_YEAR)
        ticks.append(f"{name}<br>{day.year}" if begins else name)
    return ticks


def blank_layout(
    language: str, *, left: int = 70, right: int = 20, top: int = 40
) -> dict[str, Any]:
    """What the layouts of all figures share; margins in pixels."""
    return {
        "margin": {"l": left, "r": right, "t": top, "b": 60},
        "separators": ".,",
        "meta": {"language": language},
        "plot_bgcolor": "#ffffff",
        "paper_bgcolor": "#ffffff",
    }


def _in_units(value: Any, unit: Unit) -> float:  # noqa: ANN401 - a cell of an Int64 column
    return 0.0 if pd.isna(value) else int(value) / unit.minor
