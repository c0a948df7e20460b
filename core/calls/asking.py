"""What is worth asking (聞くことリスト): facts that are not known, by what they may bring.

The yen of a question are the customer's yearly worth (V and R, :mod:`core.asset`) times an assumed
share for the fact (:mod:`core.settings.asking`); they order questions and promise nothing. Each
customer is asked one thing at a time: the fact that is worth most.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.book import Book
from core.locale.words import Words, _
from core.rules.stopped import stopped
from core.settings import Settings

#: Due dates that are a contract's end.
_CONTRACTS = ("lease", "contract", "insurance", "vehicle_inspection", "membership")
_ENDED = ("renewed", "done", "lost", "closed", "cancelled")
#: The facts that say when to speak: without them a prospect cannot stand in the register.
TIMES = ("contract_end", "fiscal_month")
#: Nobody of these is asked anything.
_NOT_ASKED = ("lapsed",)
Unknown = Callable[[pd.DataFrame, Book, Settings], "pd.Series[bool]"]


@dataclass(frozen=True, slots=True)
class Question:
    """A fact that may be asked for.

    Attributes:
        code: the setting of :class:`~core.settings.asking.AskingSettings` that says its worth.
        label: what is not known.
        ask: how to ask, to be said as it stands.
        unknown: of whom it applies and is not known.
    """

    code: str
    label: Words
    ask: Words
    unknown: Unknown


def questions(judged: pd.DataFrame, book: Book, settings: Settings) -> pd.DataFrame:
    """The fact of each customer that is most worth asking for.

    Args:
        judged: one row per customer, judged and valued; one row alone will do.
        book: contracts and what was answered before.
        settings: what each fact is worth.

    Returns:
        customer_id, name, stage, fact (key of :data:`QUESTIONS`), yen (minor units, 0 in a ledger
        without amounts); customers of whom nothing is missing, or who must not be asked, are left
        out. The most yen first.
    """
    weight, value = _weights(judged, book, settings)
    best, top = weight.argmax(axis=1), weight.max(axis=1)
    found = judged[["customer_id", "name", "stage"]].assign(
        fact=np.array(list(QUESTIONS), dtype=object)[best],
        yen=np.round(top * value).astype("int64"),
        top=top,
    )
    found = found[found["top"] > 0].sort_values(["yen", "top"], ascending=False, kind="stable")
    return found.drop(columns="top").reset_index(drop=True)


def first_questions(judged: pd.DataFrame, book: Book, settings: Settings) -> pd.DataFrame:
    """The questions of the list: each customer once, and no fact more than so many times.

    A shop in which one fact is missing of everybody would else ask for nothing but that.

    Args:
        judged: one row per customer, judged and valued.
        book: contracts and what was answered before.
        settings: what each fact is worth, how many questions and how many of one fact.

    Returns:
        The columns of :func:`questions`, the most yen first.
    """
    weight, value = _weights(judged, book, settings)
    limits = settings.asking
    # Enough of each fact, even if all other customers of the list stood before them.
    enough = min(limits.shown, len(judged))
    parts = []
    for place, code in enumerate(QUESTIONS):
        yen = weight[:, place] * value
        order = np.lexsort((-weight[:, place], -yen))[:enough]
        order = order[weight[order, place] > 0]
        who = judged[["customer_id", "name", "stage"]].iloc[order]
        parts.append(who.assign(fact=code, yen=np.round(yen[order]), top=weight[order, place]))
    every = pd.concat(parts).sort_values(["yen", "top"], ascending=False, kind="stable")
    every = every.reset_index(drop=True)
    asked: set[str] = set()
    times, kept = dict.fromkeys(QUESTIONS, 0), list[int]()
    for row, (who, fact) in enumerate(zip(every["customer_id"], every["fact"], strict=True)):
        if who in asked or times[fact] >= limits.of_one_fact or len(kept) >= limits.shown:
            continue
        asked.add(who)
        times[fact] += 1
        kept.append(row)
    chosen: pd.DataFrame = every.iloc[kept].drop(columns="top").astype({"yen": "int64"})
    return chosen.reset_index(drop=True)


def _weights(
    judged: pd.DataFrame, book: Book, settings: Settings
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """What each fact (column) of each customer (row) is worth as a share, and of how much."""
    may = ~judged["state"].isin(_NOT_ASKED) & ~judged["refusal"] & ~judged["open_complaint"]
    may &= ~stopped(judged)
    worth = judged["annual_profit"].fillna(0) + judged["referral_value"].fillna(0)
    shares = np.array([getattr(settings.asking, code) for code in QUESTIONS])
    open_ = np.column_stack(
        [kind.unknown(judged, book, settings).to_numpy(dtype=bool) for kind in QUESTIONS.values()]
    )
    weight = np.where(open_ & may.to_numpy(dtype=bool)[:, None], shares[None, :], 0.0)
    return weight, worth.to_numpy(dtype="float64").clip(0)


def asks(judged: pd.DataFrame, book: Book, settings: Settings) -> dict[str, Words]:
    """What is worth asking each customer (聞いておきたいこと), in the words to ask it with.

    Args:
        judged: rows of those who are called, judged and valued.
        book: the tables behind them.
        settings: what each fact is worth.

    Returns:
        {customer_id: the question}, without those of whom nothing is to be asked.
    """
    found = questions(judged, book, settings)
    return {
        str(who): QUESTIONS[fact].ask
        for who, fact in zip(found["customer_id"], found["fact"], strict=True)
    }


def _blank(column: str) -> Unknown:
    return lambda people, _book, _settings: people[column].fillna("").astype("str") == ""


def _companies(people: pd.DataFrame) -> pd.Series[bool]:
    return people["kind"] == "company"


def _fiscal_month(people: pd.DataFrame, _book: Book, _settings: Settings) -> pd.Series[bool]:
    return _companies(people) & people["fiscal_month"].isna()


def _total_need(people: pd.DataFrame, _book: Book, _settings: Settings) -> pd.Series[bool]:
    return _companies(people) & people["total_need"].isna()


def _birthday(people: pd.DataFrame, _book: Book, _settings: Settings) -> pd.Series[bool]:
    return ~_companies(people) & (people["birthday"] == "")


def _bought_because(people: pd.DataFrame, _book: Book, _settings: Settings) -> pd.Series[bool]:
    bought = people["first_purchase_date"].notna()
    return bought & (people["purchase_reason"].str.strip() == "")


def _chose_us(people: pd.DataFrame, _book: Book, _settings: Settings) -> pd.Series[bool]:
    return people["first_purchase_date"].notna() & (people["chosen_for"] == "")


def _competitor(people: pd.DataFrame, book: Book, _settings: Settings) -> pd.Series[bool]:
    """Neither a name nor the answer that there is nobody else (うちだけ)."""
    asked = book.table("satisfaction")
    told = asked.loc[asked["only_us"] != "", "customer_id"]
    return (people["competitor"].str.strip() == "") & ~people["customer_id"].isin(told)


def _contract_end(people: pd.DataFrame, book: Book, settings: Settings) -> pd.Series[bool]:
    """In a trade of contracts, or with a rival: no end of a contract that is still to come."""
    due = book.table("due_dates")
    ahead = due["kind"].isin(_CONTRACTS) & (due["end_date"] >= pd.Timestamp(book.today))
    known = due.loc[ahead & ~due["status"].isin(_ENDED), "customer_id"]
    later = book.table("not_now")
    named = later.loc[later["next_time"] >= pd.Timestamp(book.today), "customer_id"]
    rival = _companies(people) & (people["competitor"].str.strip() != "")
    meant = rival if not settings.trade.contract else people["kind"].notna()
    return meant & ~people["customer_id"].isin([*known, *named])


#: Everything that may be asked for.
QUESTIONS: dict[str, Question] = {
    kind.code: kind
    for kind in (
        Question(
            "contract_end",
            _("When their contract ends"),
            _("Until when does the contract run that you have now?"),
            _contract_end,
        ),
        Question(
            "fiscal_month",
            _("In which month their year closes"),
            _("In which month do you close the year, and when is the next budget made?"),
            _fiscal_month,
        ),
        Question(
            "total_need",
            _("How much they need in a year"),
            _("About how much of this do you need in a year, all suppliers together?"),
            _total_need,
        ),
        Question(
            "competitor",
            _("From whom else they buy"),
            _("Is there anybody else from whom you get this?"),
            _competitor,
        ),
        Question(
            "purchase_reason",
            _("Why they buy"),
            _("What was it that made you decide to buy this?"),
            _bought_because,
        ),
        Question(
            "chosen_for",
            _("Why they choose us"),
            _("Of all the places there are, why do you choose us?"),
            _chose_us,
        ),
        Question(
            "birthday",
            _("Their birthday"),
            _("May I ask for the day of your birthday? We should like to send you a card."),
            _birthday,
        ),
        Question(
            "trigger",
            _("How they came to us"),
            _("How did you first hear of us?"),
            _blank("trigger"),
        ),
    )
}


def unknown_times(judged: pd.DataFrame, book: Book, settings: Settings) -> pd.DataFrame:
    """Whose contract end or budget month is not known (article 1: «learn it, register it»).

    Args:
        judged: one row per customer, judged and valued.
        book: contracts and what was answered before.
        settings: what each fact is worth.

    Returns:
        customer_id, name, fact (one of :data:`TIMES`, the one more worth asking), yen (what
        knowing it is worth a year, minor units; of somebody who brings nothing yet, of what a
        customer usually brings); the most yen first.
    """
    weight, value = _weights(judged, book, settings)
    places = [list(QUESTIONS).index(code) for code in TIMES]
    own = weight[:, places]
    usual = float(np.median(value[value > 0])) if (value > 0).any() else 0.0
    yen = np.round(own.max(axis=1) * np.where(value > 0, value, usual)).astype("int64")
    found = judged[["customer_id", "name"]].assign(
        fact=np.array(TIMES, dtype=object)[own.argmax(axis=1)], yen=yen
    )
    ordered: pd.DataFrame = found[own.max(axis=1) > 0].sort_values(
        by="yen", ascending=False, kind="stable", ignore_index=True
    )
    return ordered
