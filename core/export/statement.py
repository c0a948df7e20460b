"""One page about the customers as an asset, for a bank or a successor (資産の一枚).

A single HTML file for A4: no script, nothing fetched, nobody's name unless the owner ticks it.
What it says stands beside the count and the day it was taken from, with every assumption.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd

from core.bridge import PARTS, Bridge, most_moved
from core.dependence import TOPS, Dependence
from core.export.statement_style import STYLE, bars
from core.figures.asset import BARS
from core.lifetime import Kept, Total
from core.locale.words import Money, Words, _, n_, say, say_money
from core.loyal import Loyal
from core.rules.ladder import STAGES
from core.settings import Settings

_NONE = "–"


@dataclass(frozen=True)
class Statement:
    """What the page tells.

    Attributes:
        name: of the business; ``today``: the day of printing.
        currency, scale: of its money.
        loyal: the asset; ``kept``: how many stay, by ``regular`` and ``other``.
        so_far, ahead: all customers' value in sum; ``by_rung``: the same by rung.
        bridge: of a year, None where it cannot be told.
        dependence: on whom the value hangs; None below the least count.
        largest: ``name, ahead`` of the largest; ``names``: {customer_id: name}. Both are printed
            only with names.
    """

    name: str
    today: dt.date
    currency: str
    scale: int
    loyal: Loyal
    kept: Mapping[str, Kept]
    so_far: Total
    ahead: Total
    by_rung: pd.DataFrame
    bridge: Bridge | None
    dependence: Dependence | None
    largest: pd.DataFrame
    names: Mapping[str, str]


@dataclass(frozen=True)
class _Page:
    """The statement being written in one language."""

    told: Statement
    settings: Settings
    language: str
    named: bool

    def say(self, words: Words | str) -> str:
        """In the language of the page, safe in HTML."""
        return escape(say(words, self.language))

    def money(self, minor: Any, *, digits: int = 0) -> str:  # noqa: ANN401 - a number or NA
        """An amount, of so many digits where it is an estimate."""
        if pd.isna(minor):
            return _NONE
        value = int(minor)
        value = int(float(f"{value:.{digits}g}")) if digits else value
        return escape(say_money(Money(value, self.told.currency, self.told.scale), self.language))

    def title(self, words: Words) -> str:
        """A heading of a section."""
        return f"<h2>{self.say(words)}</h2>"

    def line(self, words: Words) -> str:
        """A paragraph."""
        return f"<p>{self.say(words)}</p>"

    def table(self, heads: Sequence[Words], rows: Sequence[Sequence[str]]) -> str:
        """A table of cells that are HTML already; the first column is text."""
        head = "".join(f"<th>{self.say(words)}</th>" for words in heads)
        body = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows)
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def statement(told: Statement, settings: Settings, language: str, *, named: bool = False) -> str:
    """The page as one HTML document.

    Args:
        told: what it tells.
        settings: every threshold; those that are assumed are marked 「初期値（仮）」.
        language: ``ja`` or ``en``.
        named: whether customers and staff are named.
    """
    page = _Page(told, settings, language, named)
    title = page.say(_("Our customers as an asset"))
    parts = (_figures, _moved, _beside, _stand_on, _named)
    body = "".join(part(page) for part in parts)
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{title} – {escape(told.name)}</title><style>{STYLE}</style></head><body>"
        f"<header><h1>{title}</h1>{_under(page)}</header>{body}</body></html>\n"
    )


def _under(page: _Page) -> str:
    told = page.told
    who = _("{name}. Data up to {day}, printed on {today}.",
            name=told.name, day=told.loyal.asof, today=told.today)  # fmt: skip
    what = _(
        "What loyal customers are likely to bring is on no balance sheet, and it is no price of "
        "the business. It is an estimate from the records of purchases; nobody has audited it."
    )
    return f"<p>{page.say(who)}</p><p><strong>{page.say(what)}</strong></p>"


def _box(label: str, value: str, under: str) -> str:
    return f'<div class="box"><div>{label}</div><b>{value}</b><div>{under}</div></div>'


def _figures(page: _Page) -> str:
    """The four figures: the asset with its band, what it brings a year, so far, ahead."""
    told, loyal, say_ = page.told, page.told.loyal, page.say
    band = page.say(
        _("{n} supporters and above; too little is known to tell more", n=loyal.people)
        if loyal.value is None
        else _(
            "{n} supporters and above; {low} to {high}", n=loyal.people,
            low=_rounded(page, loyal.low), high=_rounded(page, loyal.high),
        )
    )  # fmt: skip
    boxes = [
        (_("Asset of the loyal"), page.money(loyal.value, digits=3), band),
        (_("Gross profit they bring a year"), page.money(loyal.yearly), say_(_("gross profit"))),
        (_("All customers so far"), page.money(told.so_far.amount), _of(page, told.so_far)),
        (_("All customers ahead"), page.money(told.ahead.amount, digits=3), _of(page, told.ahead)),
    ]
    drawn = "".join(_box(say_(label), value, under) for label, value, under in boxes)
    return f'<div class="boxes">{drawn}</div>'


def _rounded(page: _Page, minor: int | None) -> Money:
    return Money(int(float(f"{minor or 0:.3g}")), page.told.currency, page.told.scale)


def _of(page: _Page, found: Total) -> str:
    by_profit = found.basis == "profit"
    basis = _("by gross profit") if by_profit else _("by sales: no cost, no margin known")
    return page.say(
        n_("{basis}, {n} customer", "{basis}, {n} customers", n=found.people, basis=basis)
    )


def _moved(page: _Page) -> str:
    """The year in numbers, exact, and as a picture."""
    found = page.told.bridge
    title = page.title(_("What moved the asset within a year"))
    if found is None:
        return title + page.line(_("Too few regulars of the year before are known to tell it."))
    steps = [("opening", found.opening, found.opening_people)]
    parts = zip(found.parts.index, found.parts["amount"], found.parts["people"], strict=True)
    steps += [(str(code), int(amount), int(people)) for code, amount, people in parts]
    steps += [("closing", found.closing, found.closing_people)]
    ends = {
        "opening": _("Opening ({day})", day=found.first),
        "closing": _("Closing ({day})", day=found.last),
    }
    rows = [
        [page.say(ends.get(code, PARTS.get(code, BARS[code]))), page.money(amount), f"{people:,}"]
        for code, amount, people in steps
    ]
    table = page.table((_("What moved it"), _("Amount"), _("People")), rows)
    drawn = bars([(page.say(BARS[code]), amount, code in ends) for code, amount, _n in steps])
    return f'{title}<div class="two"><div>{table}</div><div>{drawn}</div></div>'


def _beside(page: _Page) -> str:
    """Rungs and dependence side by side: the page has to stay one sheet."""
    return f'<div class="two top"><div>{_rungs(page)}</div><div>{_hangs(page)}</div></div>'


def _rungs(page: _Page) -> str:
    table = page.told.by_rung.iloc[::-1]
    rows = [
        [
            page.say(STAGES[code].label),
            f"{people:,}",
            page.money(past),
            page.money(ahead, digits=3),
        ]
        for code, people, past, ahead in table.itertuples()
        if people
    ]
    heads = (_("Rung"), _("Customers"), _("So far"), _("Ahead"))
    return page.title(_("By rung of the ladder of customers")) + page.table(heads, rows)


def _hangs(page: _Page) -> str:
    """On whom it hangs, without names unless they are wanted."""
    found = page.told.dependence
    title = page.title(_("On whom the value hangs"))
    if found is None:
        return title + page.line(_("Too few customers to tell shares."))
    heads = (_("On whom"), _("Of the asset"), _("Of existing gross profit"))
    rows = []
    for place, (name, row) in enumerate(found.staff.iterrows(), start=1):
        who: Words | str = str(name) if page.named else _("Staff {n}", n=place)
        who = _("{name} (has left)", name=who) if row["left"] else who
        rows.append([page.say(who), _percent(row["asset_share"]), _percent(row["profit_share"])])
    for count in TOPS:
        who = n_("The largest customer", "The {n} largest customers", n=count)
        top = found.tops.loc[[count]].iloc[0]
        rows.append([page.say(who), _percent(top["asset_share"]), _percent(top["profit_share"])])
    of = _(
        "{loyal} loyal customers, {existing} existing ones (first purchase over a year ago).",
        loyal=found.loyal, existing=found.existing,
    )  # fmt: skip
    return title + page.table(heads, rows) + page.line(of)


def _percent(share: float) -> str:
    return _NONE if pd.isna(share) else f"{share:.0%}"


def _stand_on(page: _Page) -> str:
    """Every assumption with where it is from."""
    limits = page.settings.asset
    rows = [
        [page.say(_("Years ahead")), f"{limits.years}", _mark(page, "years")],
        [page.say(_("Taken off a year")), f"{limits.discount_rate:.0%}",
         _mark(page, "discount_rate")],
        [page.say(_("Band of the asset: this much fewer or more stay")),
         f"±{limits.retention_band:.0%}", _mark(page, "retention_band")],
    ]  # fmt: skip
    told = {"regular": _("Regulars who bought again"), "other": _("Others who bought again")}
    for code, words in told.items():
        kept = page.told.kept[code]
        share = _NONE if kept.share is None else f"{kept.share:.1%}"
        counted = _("own figure: {kept} of {of}", kept=kept.kept, of=kept.of)
        rows.append([page.say(words), share, page.say(counted)])
    heads = (_("It stands on"), _("Figure"), _("From where"))
    return page.title(_("What these figures stand on")) + page.table(heads, rows)


def _mark(page: _Page, name: str) -> str:
    """「初期値（仮）」 where a figure is assumed and nobody has changed it."""
    group = page.settings.asset
    one = next(f for f in dataclasses.fields(group) if f.name == name)
    if getattr(group, name) != one.default:
        return page.say(_("set by the owner"))
    assumed = one.metadata["assumed"]
    return page.say(_("initial value, provisional") if assumed else _("rule of this program"))


def _named(page: _Page) -> str:
    """The names, only where the owner wants them on it."""
    told = page.told
    if not page.named:
        return page.line(_("Names are left out."))
    largest = [f"{escape(str(row.name_))} {page.money(row.ahead, digits=3)}" for row in
               told.largest.rename(columns={"name": "name_"}).itertuples()]  # fmt: skip
    lines = [(_("The largest, ahead"), largest)]
    if told.bridge is not None:
        moved = most_moved(told.bridge)
        lines.append(
            (
                _("Who moved it most"),
                [f"{escape(told.names.get(str(who), str(who)))} {page.money(change)}"
                 for who, change in moved["change"].items()],
            )
        )  # fmt: skip
    comma = page.say(_(", "))
    return "".join(f"<p><b>{page.say(head)}</b> {comma.join(names)}</p>" for head, names in lines)
