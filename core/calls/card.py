"""The card of a call: why now, what was said last, how to begin, what not to say (DOMAIN 3.5)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from core.book import Book
from core.calls.case import as_day, known
from core.calls.contacts import talks
from core.calls.manner import manner
from core.calls.opener import Said, address, opener
from core.calls.reasons import Reason, sentence
from core.calls.value import profit_words
from core.locale.words import Money, Words, _
from core.rules._rows import one_of
from core.rules.stopped import is_stopped
from core.settings import Settings

#: Tables that a card looks at, and what of them.
_TABLES = {
    "activities": (
        "customer_id", "date", "outcome", "note", "channel", "direction", "kind", "product",
        "tempo",
    ),
    "promises": ("customer_id", "done_date", "due_date", "content", "by_whom"),
    "complaints": ("customer_id", "resolved_date"),
    "referrals": ("customer_id", "date", "referred_name"),
}  # fmt: skip
#: What stands on a card as the row has it.
_AS_KNOWN = (
    "customer_id", "name", "kana", "stage", "state", "trust_word", "last_product",
    "usual_product", "best_time",
)  # fmt: skip
Row = Mapping[Any, Any]


@dataclass(frozen=True)
class Card:
    """What the owner needs in hand while ringing; an empty text or tuple is not known.

    Attributes:
        address: how to address them, as called (呼び方).
        why: at most three reasons with the customer's own dates and yen (なぜ今).
        last_note: what was said last, quoted and dated (前回の話).
        next_question: what we meant to ask next.
        remembered: family, hobby, likes, days and the reason for buying, as heard from them.
        promises: what is still open between us.
        referrals: whom they introduced.
        not_to_say: what to keep away from.
        opener: how to begin, from facts only.
        expected: the yen of the call in a sentence, None where yen do not order it.
        next_date: when to turn to them next (次回日), where that is still to come about.
        reasons: the reasons behind ``why``; their ``row_id`` is the ledger row they stand on.
        stopped: since when and why they are not to be contacted (停止), None where they may be;
            then nothing on the card serves contact.
        manner: their tempo (急ぎ度), and how often we gave and sold in a year.
        to_ask: a fact worth asking for (聞いておきたいこと), beside what we meant to ask next.
        waiting: since when they stand on the list (先週から), and calls that nobody answered;
            filled in for the cards of a list.
    """

    customer_id: str
    name: str
    kana: str
    address: Words | str
    stage: str
    state: str
    trust_word: str
    why: tuple[Words, ...]
    last_note: Words | None
    next_question: str
    last_product: str
    usual_product: str
    remembered: tuple[Words, ...]
    promises: tuple[Words, ...]
    referrals: tuple[Words, ...]
    not_to_say: tuple[Words, ...]
    opener: tuple[Words, ...]
    best_time: str
    phone: str
    expected: Words | None
    next_date: dt.date | None
    reasons: tuple[Reason, ...]
    stopped: Words | None = None
    manner: tuple[Words, ...] = ()
    to_ask: Words | None = None
    waiting: tuple[Words, ...] = ()


def card(
    row: Row,
    book: Book,
    settings: Settings,
    *,
    reasons: Sequence[Reason] = (),
    profit: float | None = None,
    learned: bool = False,
    ask: Words | None = None,
) -> Card:
    """The card of one customer.

    Args:
        row: the customer's row of the judged frame (``frame.to_dict("records")[0]``).
        book: the tables behind it; :func:`shown_tables` makes many cards cheap.
        settings: every threshold.
        reasons: why this week, the one that decides first.
        profit: what the call is expected to bring, minor units.
        learned: by rates that the shop's own calls have taught; else some are only assumed.
        ask: what is worth asking (:mod:`core.calls.asking`).
    """
    own = _own_rows(row, book)
    said = last_said(row, own["activities"], book)
    stopped = stopped_words(row, book)
    reasons = () if stopped else reasons
    return Card(
        **{name: known(row, name) for name in _AS_KNOWN},
        address=address(row),
        why=_why(row, book, settings, reasons),
        last_note=_quoted(said),
        next_question=said.question,
        remembered=_remembered(row),
        promises=_promises(own["promises"]),
        referrals=_referrals(own["referrals"]),
        not_to_say=_not_to_say(row, own, reasons),
        opener=() if stopped else tuple(opener(row, said, reasons)),
        phone="" if stopped else known(row, "phone") or known(row, "phone_other"),
        expected=None if stopped else _expected(row, book, profit, learned=learned),
        next_date=None if stopped else following(row),
        reasons=tuple(reasons),
        stopped=stopped,
        manner=() if stopped else manner(own["activities"], book.today),
        to_ask=None if stopped else ask,
        waiting=(),
    )


def stopped_words(row: Row, book: Book) -> Words | None:
    """Since when and why somebody is not to be contacted; None where they may be.

    Args:
        row: the customer's row of the judged frame.
        book: the tables behind it.
    """
    if row.get("status") == "deceased":
        return _("Deceased.")
    if row.get("status") == "closed":
        return _("Closed down.")
    if not is_stopped(row):
        return None
    said = book.table("activities")
    own = (said["customer_id"] == row["customer_id"]) & (said["outcome"] == "stop")
    asked = said[own].sort_values("date", kind="stable")
    if not len(asked):
        return _("Asked to stop; the day is not on record.")
    last = asked.iloc[-1]
    note = str(last["note"]).strip()
    if not note:
        return _("Asked to stop on {day}.", day=as_day(last["date"]))
    return _("Asked to stop on {day}: “{note}”", day=as_day(last["date"]), note=note)


def following(row: Row) -> dt.date | None:
    """The next date of a judged row (次回日); a talk on that day or later has used it up."""
    day, talk = as_day(row.get("next_date")), as_day(row.get("last_talk_date"))
    return None if day is None or (talk is not None and talk >= day) else day


def shown_tables(book: Book, customer_ids: pd.Series[str]) -> Book:
    """The book with only the rows of these customers in the tables that cards look at."""
    tables = dict(book.tables)
    for name, columns in _TABLES.items():
        frame = book.table(name)[list(columns)]
        tables[name] = frame[one_of(frame["customer_id"], set(customer_ids))]
    return replace(book, tables=tables)


def last_said(row: Row, activities: pd.DataFrame, book: Book) -> Said:
    """The newest note of a talk, with its day and what we meant to ask next.

    A note of a call that nobody answered is not something the customer said.
    """
    question = known(row, "next_question")
    spoken = activities[[bool(note.strip()) for note in activities["note"]]]
    if len(spoken):
        spoken = spoken[talks(spoken)]
        spoken = spoken[spoken["date"] <= pd.Timestamp(book.today)]
        spoken = spoken.sort_values("date", kind="stable")
    if len(spoken):
        newest = spoken.iloc[-1]
        return Said(str(newest["note"]).strip(), as_day(newest["date"]), question)
    if len(activities):
        return Said("", None, question)
    return Said(known(row, "last_note"), as_day(row.get("last_note_date")), question)


def _own_rows(row: Row, book: Book) -> dict[str, pd.DataFrame]:
    own = {}
    for name in _TABLES:
        frame = book.table(name)
        # Most customers have no rows in most tables, and nothing more is asked of no rows.
        mine = one_of(frame["customer_id"], {row["customer_id"]})
        own[name] = frame[mine] if mine.any() else frame.iloc[:0]
    if len(own["complaints"]):
        own["complaints"] = own["complaints"][own["complaints"]["resolved_date"].isna()]
    return own


def _expected(row: Row, book: Book, profit: float | None, *, learned: bool) -> Words | None:
    if profit is None:
        return None
    of_sales = known(row, "value_basis") == "sales"
    return profit_words(profit, book, of_sales=of_sales, learned=learned)


def _why(row: Row, book: Book, settings: Settings, reasons: Sequence[Reason]) -> tuple[Words, ...]:
    lines = [sentence(reason) for reason in reasons]
    spent = row.get("spend_12m")
    if reasons and book.has_amounts and not pd.isna(spent) and int(spent) > 0:
        money = Money(int(spent), book.currency, book.scale)
        lines.append(_("Bought for {money} in the last 12 months.", money=money))
    return tuple(lines[: settings.calls.why_lines])


def _quoted(said: Said) -> Words | None:
    if not said.note:
        return None
    if said.day is None:
        return _("“{note}”", note=said.note)
    return _("{day}: “{note}”", day=said.day, note=said.note)


def _remembered(row: Row) -> tuple[Words, ...]:
    said: tuple[tuple[str, Callable[[str], Words]], ...] = (
        ("purchase_reason", lambda text: _("Bought because: {text}", text=text)),
        ("expectation", lambda text: _("Expects: {text}", text=text)),
        ("true_purpose", lambda text: _("True purpose: {text}", text=text)),
        ("family", lambda text: _("Family: {text}", text=text)),
        ("hobby", lambda text: _("Hobby: {text}", text=text)),
        ("likes", lambda text: _("Likes: {text}", text=text)),
        ("birthday", lambda text: _("Birthday: {text}", text=text[-5:].replace("-", "/"))),
        ("anniversary_note", lambda text: _("Anniversary: {text}", text=text)),
    )
    return tuple(words(known(row, column)) for column, words in said if known(row, column))


def _promises(promises: pd.DataFrame) -> tuple[Words, ...]:
    if not len(promises):
        return ()
    left = promises[promises["done_date"].isna()].sort_values("due_date")
    return tuple(
        _("Theirs by {due}: {content}", due=as_day(due), content=content)
        if by_whom == "them"
        else _("Ours by {due}: {content}", due=as_day(due), content=content)
        for due, content, by_whom in zip(
            left["due_date"], left["content"], left["by_whom"], strict=True
        )
    )


def _referrals(referrals: pd.DataFrame) -> tuple[Words, ...]:
    if not len(referrals):
        return ()
    named = referrals[referrals["referred_name"] != ""].sort_values("date")
    return tuple(
        _("Introduced {who} on {day}.", who=who, day=as_day(day))
        for day, who in zip(named["date"], named["referred_name"], strict=True)
    )


def _not_to_say(
    row: Row, own: dict[str, pd.DataFrame], reasons: Sequence[Reason]
) -> tuple[Words, ...]:
    lines = [
        *_do_not_sell(row, own["complaints"], reasons),
        *_refused(own["activities"]),
    ]
    if known(row, "dislikes"):
        lines.append(_("Dislikes {what}: do not offer it.", what=known(row, "dislikes")))
    if known(row, "caution"):
        lines.append(_("Take care: {what}", what=known(row, "caution")))
    if known(row, "competitor"):
        lines.append(_("Also uses {who}: do not speak ill of them.", who=known(row, "competitor")))
    return tuple(lines)


def _do_not_sell(row: Row, complaints: pd.DataFrame, reasons: Sequence[Reason]) -> list[Words]:
    if len(complaints) or row.get("open_complaint") is True:
        return [_("A complaint is open: do not sell anything.")]
    if known(row, "trust_word") == "overdrawn":
        return [_("Trust is overdrawn: do not sell anything.")]
    if reasons and reasons[0].code in _NOT_FOR_SALE:
        return [_("This call is not for selling.")]
    return []


_NOT_FOR_SALE = (
    "first_purchase", "big_purchase", "referral_thanks", "birthday", "anniversary",
    "keep_in_touch", "support_ended", "plan_step", "listen",
)  # fmt: skip


def declined_products(activities: pd.DataFrame, customer_id: str) -> set[str]:
    """The products that a customer declined: they are not offered again."""
    own = activities[activities["customer_id"] == customer_id]
    return set(own.loc[own["outcome"] == "declined", "product"]) - {""}


def _refused(activities: pd.DataFrame) -> list[Words]:
    what = zip(activities["outcome"], activities["product"], strict=True)
    refused = activities[[outcome == "declined" and product != "" for outcome, product in what]]
    if not len(refused):
        return []
    newest = refused.sort_values("date").drop_duplicates("product", keep="last")
    return [
        _(
            "Declined “{product}” on {day}: do not offer it again.",
            product=product,
            day=as_day(day),
        )
        for day, product in zip(newest["date"], newest["product"], strict=True)
    ]
