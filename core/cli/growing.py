"""Whether the business grows, for ``core growth``: plain numbers, amounts in major units."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from core.cli.output import major
from core.locale.words import say
from core.metrics.by_week import Kept
from core.metrics.factors import FACTORS, Basis, Split
from core.metrics.growth import Windows
from core.metrics.moves import WAYS
from core.rules.grown import Grown
from core.rules.trail import Point
from core.rules.verdict import Verdict

WEEK_MONEY = ("existing_now", "new_now", "existing_before", "new_before")


def grown_report(found: Grown, *, scale: int, lang: str) -> dict[str, Any]:
    """The keys ``verdict, year, weeks, trail, waterfall, decomposition, active``.

    Args:
        found: what was counted.
        scale: decimals of the ledger's amounts.
        lang: language of the sentences.
    """
    return {
        "verdict": _verdict(found.verdict) | {"message": say(found.verdict.words, lang)},
        "year": {
            "existing": found.year.existing,
            "new": found.year.new,
            "code": found.year.code,
            "message": say(found.year.words, lang),
        },
        "weeks": _weeks(found.weeks, scale),
        "trail": [_point(point) for point in found.trail],
        "waterfall": _waterfall(found, scale),
        "decomposition": {side: _split(split, scale) for side, split in found.factors.items()},
        "active": {
            "weeks": [
                {"end": end.date(), "customers": int(n)}
                for end, n in zip(found.line["end"], found.line["customers"], strict=True)
            ],
            **_kept(found.kept, scale),
        },
    }


def _verdict(judged: Verdict) -> dict[str, Any]:
    return {
        "existing": judged.existing,
        "new": judged.new,
        "code": judged.code,
        "purchases": judged.n,
        "new_purchases": judged.new_n,
        "existing_change": _share(judged.existing_change),
        "active_change": _share(judged.active_change),
        "new_change": _share(judged.new_change),
    }


def _point(point: Point) -> dict[str, Any]:
    return {"end": point.end} | _verdict(point.verdict)


def _weeks(weeks: pd.DataFrame, scale: int) -> list[dict[str, Any]]:
    plain = major(weeks, WEEK_MONEY, scale)
    days = [name for name in plain if str(name).startswith(("start", "end"))]
    dated = plain.assign(**{str(name): plain[name].dt.date for name in days})
    return [{str(k): v for k, v in row.items()} for row in dated.to_dict("records")]


def _waterfall(found: Grown, scale: int) -> dict[str, Any]:
    """From ``before`` to ``now``, with how many customers stand behind each step."""
    spans: Windows = found.windows
    counts = found.moves["way"].value_counts()
    return {
        "before": _amount(spans.existing_before, scale),
        **{way: _amount(getattr(found.waterfall, way), scale) for way in WAYS},
        "now": _amount(spans.existing_now, scale),
        "customers": {way: int(counts.get(way, 0)) for way in WAYS},
    }


def _split(split: Split, scale: int) -> dict[str, Any]:
    effects = {factor: _amount(getattr(split, factor), scale) for factor in FACTORS}
    return {"before": _basis(split.before, scale), "now": _basis(split.now, scale)} | {
        "effects": effects
    }


def _basis(basis: Basis, scale: int) -> dict[str, Any]:
    return {
        "customers": basis.customers,
        "purchases": basis.purchases,
        "revenue": _amount(basis.revenue, scale),
    }


def _kept(kept: Kept, scale: int) -> dict[str, Any]:
    return {
        "start": kept.start,
        "at_start": kept.at_start,
        "at_end": kept.at_end,
        "new": kept.new,
        "retention": kept.rate,
        "revenue_start": _amount(kept.revenue_start, scale),
        "revenue_end": _amount(kept.revenue_end, scale),
        "nrr": kept.nrr,
    }


def _amount(minor: int, scale: int) -> int | float:
    return minor if scale == 0 else float(minor / 10**scale)


def _share(change: float) -> float | None:
    return None if math.isnan(change) else change
