"""Writes the documents that are made from the code: ``python -m tests.refresh_docs``.

``tests/test_docs.py`` fails when one of them is out of date.
"""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from core.locale.words import say
from core.settings import TRADES, Settings, Trade

ROOT = Path(__file__).parents[1]
SETTINGS_PAGE = ROOT / "docs" / "help" / "settings.md"
ASSUMED = "初期値(仮)"
INTRO = f"""# Settings (設定)

<!-- Made by `python -m tests.refresh_docs` from core/settings; do not edit by hand. -->

Every threshold of the product with its unit, its default and where the figure comes from. A
figure marked {ASSUMED} is an assumption: it holds until you change it or your own data suffice.
A change is kept in your ledger and survives an update of the program.

Sources: *article n* is one of the five articles that the product is built on, counted from 0;
*DOMAIN*, *SHEETS* or *FORESIGHT* with a number is a section of its rule book; *measured* was
measured by simulation.

お店に合わせて変えられる数字の一覧です。{ASSUMED} とあるものは仮の数字で、お店の記録がたまると
置き換わるか、設定で変えられます。
"""
DAYS = {
    "rhythm_days": "usual gap",
    "nudge_days": "nudge day",
    "no_return_days": "day of no return",
    "stop_days": "stop day",
    "first_nudge_days": "nudge day, first purchase",
    "first_no_return_days": "day of no return, first purchase",
    "f2_window_days": "window of the second purchase",
}


def settings_page() -> str:
    """docs/help/settings.md: the trade presets, then every group with its table."""
    return "\n".join([INTRO, *trades(), *groups()]).rstrip() + "\n"


def trades() -> Iterator[str]:
    """A heading and the figures of every trade preset."""
    yield "## Trades (業種)\n"
    yield f"All figures of a trade are {ASSUMED}; days unless said otherwise.\n"
    for trade in TRADES.values():
        yield f"### {say(trade.label, 'ja')} / {say(trade.label, 'en')} (`{trade.code}`)\n"
        yield "| Setting | Value |\n|---|---|"
        for name, words in DAYS.items():
            yield f"| `{name}` ({words}) | {_days(trade, name)} |"
        rule = f"{trade.regular_purchases} purchases in {trade.regular_months} months"
        yield f"| `regular_purchases`, `regular_months` (得意客) | {rule} |"
        yield f"| `full_need` (purchases a year that cover the need) | {_known(trade.full_need)} |"
        yield f"| `margin` (share of sales) | {_known(trade.margin)} |\n"


def _days(trade: Trade, name: str) -> str:
    value = getattr(trade, name)
    multiples = (
        trade.own_multiples and name in DAYS and name.endswith(("nudge_days", "return_days"))
    )
    return f"{value / 100:g} × the customer's own gap" if multiples else f"{value:,}"


def _known(value: float) -> str:
    return f"{value:g}" if value else "unknown"


def groups() -> Iterator[str]:
    """A heading and the table of every settings group."""
    for field in dataclasses.fields(Settings):
        group = getattr(Settings(), field.name)
        if dataclasses.is_dataclass(group):
            title = (inspect.getdoc(type(group)) or "").splitlines()[0].rstrip(".")
            yield f"## {title} (`{field.name}`)\n"
            yield "| Setting | Default | Unit | Source | |\n|---|---|---|---|---|"
            for threshold in dataclasses.fields(group):
                yield threshold_row(field.name, threshold)
            yield ""


def threshold_row(group: str, threshold: dataclasses.Field[Any]) -> str:
    """One threshold as a row: name, default, unit, source, whether it is assumed."""
    told = threshold.metadata
    mark = ASSUMED if told["assumed"] else ""
    name = f"`{group}.{threshold.name}`"
    return f"| {name} | {_plain(threshold.default)} | {told['unit']} | {told['source']} | {mark} |"


def _plain(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(_plain(one) for one in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:g}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    SETTINGS_PAGE.parent.mkdir(parents=True, exist_ok=True)
    SETTINGS_PAGE.write_text(settings_page(), encoding="utf-8")
