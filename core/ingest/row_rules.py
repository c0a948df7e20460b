"""Rows of a known export that count otherwise: no sale (支出), returns (返品), cancelled ones."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from core.ingest.decided import place_of
from core.ingest.issues import Issues
from core.ingest.kinds import Kind
from core.ingest.preset import Rule
from core.ingest.tabulate import Body
from core.ingest.values import plain

#: What is the same for all lines of an order.
_OF_THE_ORDER = ("date", "customer_id", "staff", "store", "payment")
Mask = np.ndarray[Any, np.dtype[np.bool_]]


def filled(body: Body, kind: Kind) -> Body:
    """The rows with what only the first line of an order says on its other lines too.

    Args:
        body: the rows as text.
        kind: names the preset.
    """
    orders = kind.mapping.columns.get("order_id")
    if kind.known is None or not kind.known.first_line or not orders:
        return body
    rules = (*kind.known.keep, *kind.known.void, *kind.known.negative)
    said = {place_of(rule.column, body.names) for rule in rules} - {None}
    said |= kind.person.used
    said |= {c for n in _OF_THE_ORDER for c in kind.mapping.columns.get(n, ())}
    texts = body.texts.copy()
    order = texts[orders[0]]
    for column in said:
        cells = texts[column]
        first = cells.where(cells.ne("")).groupby(order).transform("first").fillna("")
        blank = cells.eq("") & order.ne("")
        texts[column] = cells.where(~blank, first).astype("str")
    return replace(body, texts=texts)


def leave_aside(body: Body, kind: Kind, issues: Issues) -> None:
    """Leave the rows aside that the preset does not keep; nothing else is said of them.

    Args:
        body: the rows as text.
        kind: names the preset.
        issues: takes the rows.
    """
    for rule in kind.known.keep if kind.known else ():
        _note(body, rule, ~_said(body, rule), issues, code="not_kept", kept=False)
    issues.close(issues.left_aside())


def netted(frame: pd.DataFrame, body: Body, kind: Kind, issues: Issues) -> pd.DataFrame:
    """The frame with returns as negative amounts and cancelled rows as nothing.

    Args:
        frame: purchases as understood.
        body: the rows as text.
        kind: names the preset.
        issues: takes what was done.
    """
    if kind.known is None or kind.name != "purchases":
        return frame
    has_amounts = "amount" in frame.columns
    for rule in kind.known.void:
        hit = _said(body, rule)
        # Without amounts a row is a purchase by standing there.
        _note(body, rule, hit, issues, code="voided", kept=has_amounts)
        if has_amounts:
            frame = frame.assign(amount=frame["amount"].mask(hit, 0))
    for rule in kind.known.negative if has_amounts else ():
        amount = frame["amount"]
        hit = _said(body, rule) & (amount > 0).fillna(False).to_numpy(dtype=bool)
        _note(body, rule, hit, issues, code="cancelled", kept=True)
        frame = frame.assign(amount=amount.mask(hit, -amount))
    return frame


def _said(body: Body, rule: Rule) -> Mask:
    """The rows in which the column says one of the values; none where the column is gone."""
    column = place_of(rule.column, body.names)
    if column is None:
        return np.zeros(len(body.texts), dtype=bool)
    values = {plain(value).lower() for value in rule.values}
    texts = body.texts[column]
    wanted = {text for text in texts.unique() if plain(text).lower() in values}
    return texts.isin(wanted).to_numpy(dtype=bool)


def _note(body: Body, rule: Rule, hit: Mask, issues: Issues, *, code: str, kept: bool) -> None:
    column = place_of(rule.column, body.names)
    if column is not None:
        issues.add(hit, body.names[column], code, body.texts[column], kept=kept)
