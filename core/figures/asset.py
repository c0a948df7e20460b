"""The asset of the loyal from one day to another, and values by group (資産の図)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.figures import (
    EXISTING_COLOUR,
    NEW_COLOUR,
    QUIET_COLOUR,
    SMALL,
    Figure,
    Unit,
    blank_layout,
    unit_of,
)
from core.locale.words import Words, _, n_, say

_STRIPES = {"shape": "/", "fillmode": "overlay", "fgcolor": "#ffffff", "fgopacity": 0.9, "size": 8}
#: What stands under the bars, short enough for a line of ten.
BARS: dict[str, Words] = {
    "opening": _("Opening"),
    "won": _("Newly won"),
    "promoted": _("Promoted"),
    "returned": _("Back from silence"),
    "up": _("Buy more"),
    "known": _("Now known"),
    "stay": _("Who stays"),
    "down": _("Buy less"),
    "demoted": _("Demoted"),
    "lost": _("Gone away"),
    "closing": _("Closing"),
}
#: From so many of the smaller unit on a number is too long to stand beside its bar.
ROOM = 100_000
#: How much longer than the longest bar the axis is.
_ROOM = 1.35


def unit_for(largest: int, currency: str, scale: int, language: str) -> Unit:
    """万円 until a number has six digits: there are few bars, and room beside each."""
    return unit_of(largest, currency, scale, language, room=ROOM)


@dataclass(frozen=True, slots=True)
class Step:
    """One bar.

    Attributes:
        code: of :data:`BARS`.
        amount: minor units, signed for a change.
        people: who made it.
    """

    code: str
    amount: int
    people: int


def waterfall(steps: Sequence[Step], *, unit: Unit, language: str) -> Figure:
    """The opening, what came and went, the closing.

    Args:
        steps: the first and the last are whole sums, those between are changes.
        unit: of :func:`core.figures.unit_of`.
        language: ``ja`` or ``en``.

    Returns:
        Bars whose ``customdata`` is the code of each step.
    """
    names = [say(BARS[step.code], language) for step in steps]
    bars, level = [], 0
    for place, (step, name) in enumerate(zip(steps, names, strict=True)):
        whole = place in (0, len(steps) - 1)
        base = 0 if whole else level
        people = say(n_("{n} person", "{n} people", n=step.people), language)
        told = f"{step.amount / unit.minor:{'' if whole else '+'},.{unit.decimals}f}"
        told = f"{told.replace('-', '−')}<br>{people}"
        bars.append(_bar(step, name, told, base=base, whole=whole, unit=unit))
        level = step.amount if whole else level + step.amount
    return {
        "data": bars,
        "layout": {
            **blank_layout(language, right=90),
            "showlegend": False,
            "xaxis": {
                "type": "category", "categoryorder": "array", "categoryarray": names,
                "tickangle": 0, "automargin": True, "tickfont": {"size": SMALL},
                "title": {"text": say(_("what moved it"), language)},
            },
            "yaxis": _money_axis(unit, language),
            "barmode": "overlay",
            "height": 440,
        },
    }  # fmt: skip


def _bar(step: Step, name: str, told: str, *, base: int, whole: bool, unit: Unit) -> Figure:
    """Up is plain, down is striped, a whole sum is grey: told apart without colour."""
    falls = step.amount < 0 and not whole
    colour = QUIET_COLOUR if whole else NEW_COLOUR if falls else EXISTING_COLOUR
    return {
        "type": "bar",
        "x": [name],
        "y": [step.amount / unit.minor],
        "base": [base / unit.minor],
        "customdata": [step.code],
        "text": [told],
        "textposition": "outside",
        "cliponaxis": False,
        "marker": {
            "color": colour, "line": {"color": "#1f1f1f", "width": 1},
            **({"pattern": _STRIPES} if falls else {}),
        },
        "hovertemplate": "%{x}<br>%{text}<extra></extra>",
    }  # fmt: skip


def values(
    groups: Sequence[tuple[str, str, int | None, int | None]],
    *,
    years: int,
    unit: Unit,
    language: str,
) -> Figure:
    """What each group has brought so far and will bring ahead: two bars, never one.

    Args:
        groups: (code, name, so far, ahead) in minor units, None where it is not known; the first
            stands on top.
        years: how far ahead.
        unit: of :func:`core.figures.unit_of`.
        language: ``ja`` or ``en``.
    """
    so_far, ahead = say(_("So far"), language), say(_("Ahead, {n} years", n=years), language)
    plain = {"color": EXISTING_COLOUR}
    striped = {"color": NEW_COLOUR, "pattern": _STRIPES}
    drawn = [
        _lying(groups, place, name, unit) | {"marker": marker}
        for place, name, marker in ((2, so_far, plain), (3, ahead, striped))
    ]
    # The words stand behind the bars and need room of their own.
    longest = max((x or 0.0 for bars in drawn for x in bars["x"]), default=0.0)
    reach = {"range": [0, longest * _ROOM]} if longest > 0 else {}
    return {
        "data": drawn,
        "layout": {
            **blank_layout(language, right=90),
            "showlegend": False,
            "xaxis": _money_axis(unit, language) | reach,
            "yaxis": {
                "automargin": True, "autorange": "reversed",
                "title": {"text": say(_("Rung"), language)},
            },
            "barmode": "group",
            "height": 120 + 64 * max(len(groups), 1),
        },
    }  # fmt: skip


def _lying(
    groups: Sequence[tuple[str, str, int | None, int | None]], place: int, name: str, unit: Unit
) -> Figure:
    """One bar of each group, its number and what it is beside it."""
    amounts = [group[place] for group in groups]
    sums = [None if a is None else int(str(a)) / unit.minor for a in amounts]
    return {
        "type": "bar",
        "orientation": "h",
        "name": name,
        "y": [group[1] for group in groups],
        "x": sums,
        "customdata": [group[0] for group in groups],
        "text": ["" if v is None else f"{name} {v:,.{unit.decimals}f}" for v in sums],
        "textposition": "outside",
        "cliponaxis": False,
        "hovertemplate": "%{y}<br>%{text}<extra></extra>",
    }


def _money_axis(unit: Unit, language: str) -> Figure:
    return {
        "title": {"text": say(unit.label, language), "standoff": 12},
        "tickformat": ",~f",
        "rangemode": "tozero",
        "automargin": True,
    }
