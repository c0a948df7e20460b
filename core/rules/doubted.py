"""Doubting customers (懐疑客, article 1, DOMAIN 2.4): what is doubted, and what it stops.

Nobody sells to them; what they say is collected. A month in which no doubt was heard is red.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from core.book import Book
from core.locale.words import Words, _, n_
from core.rules import _rows
from core.settings.voices import VoiceSettings
from core.tables.doubts import KIND_CHOICES

#: What is doubted, and as a reason for leaving also the values (価値観, article 2).
KINDS: dict[str, Words] = {choice.code: choice.label for choice in KIND_CHOICES}
LEAVING: dict[str, Words] = {**KINDS, "values": _("Values (what we say and stand for)")}
#: Steps of a deal that a doubt may have stopped.
_STOPPED = ("lost", "on_hold")
#: Outcomes of a contact by which somebody leaves or says no.
_LEFT = ("declined", "stop")


@dataclass(frozen=True)
class Doubted:
    """What is doubted.

    Attributes:
        kinds: one row per kind, the most frequent first: ``kind, n, now`` (in the window)``,
            before`` (in the window before)``, answered, bought_after, asked_after`` (answered
            ones whose customer is known)``, deals`` (stopped ones)``, amount`` (of these, minor
            units)``, words`` (the newest words as spoken).
        heard: in the last month; ``goal``: how many there should be.
        total: doubts on record up to today; ``answered``: of them.
        bought_after: customers who bought after their doubt was answered; ``asked_after``: of
            so many.
    """

    kinds: pd.DataFrame
    heard: int
    goal: int
    total: int
    answered: int
    bought_after: int
    asked_after: int

    @property
    def words(self) -> Words:
        """How many were heard this month, against the goal; with none, that nobody listened."""
        if not self.heard:
            return _(
                "No doubt was heard in a month: nobody was listened to. The goal is {goal}.",
                goal=self.goal,
            )
        return n_(
            "{n} doubt was heard in a month; the goal is {goal}.",
            "{n} doubts were heard in a month; the goal is {goal}.",
            n=self.heard, goal=self.goal,
        )  # fmt: skip


def doubted(book: Book, people: pd.DataFrame, settings: VoiceSettings) -> Doubted:
    """Count what is doubted.

    Args:
        book: the tables.
        people: one row per customer, with their last purchase.
        settings: the window, the goal.
    """
    rows = _known(book, people)
    age = (pd.Timestamp(book.today) - rows["date"]).dt.days
    month = int((age < settings.doubt_days).sum())
    stopped = stopped_deals(book)
    kinds = [_of_kind(code, rows, age, settings, stopped) for code in KINDS]
    frame = pd.DataFrame(kinds)
    frame = frame[(frame["n"] > 0) | (frame["deals"] > 0)]
    ordered = frame.sort_values(["n", "deals"], ascending=False, kind="stable")
    return Doubted(
        kinds=ordered.reset_index(drop=True),
        heard=month,
        goal=settings.doubt_goal,
        total=len(rows),
        answered=int(rows["answered"].eq("yes").sum()),
        bought_after=int(rows["bought_after"].sum()),
        asked_after=int(rows["followed"].sum()),
    )


def stopped_deals(book: Book) -> pd.DataFrame:
    """Deals that were lost or put on hold, with the kind of reason (``kind``, empty: unknown).

    The kind is what the customer doubted (of the same product, or of any), else what the words of
    ``lost_reason`` tell. A deal without either stands under none.
    """
    deals = book.table("deals")
    deals = deals[deals["step"].isin(_STOPPED) & ~(deals["start_date"] > pd.Timestamp(book.today))]
    said = book.table("doubts").sort_values("date", kind="stable")
    said = said[(said["customer_id"] != "") & said["kind"].isin(KINDS)]
    both = said.set_index(["customer_id", "product"])["kind"]
    both = both[~both.index.duplicated(keep="last")]
    keys = pd.MultiIndex.from_frame(deals[["customer_id", "product"]])
    by_product = pd.Series(both.reindex(keys).to_numpy(), index=deals.index, dtype="object")
    newest = said.drop_duplicates("customer_id", keep="last").set_index("customer_id")["kind"]
    by_person = pd.Series(
        newest.reindex(pd.Index(deals["customer_id"])).to_numpy(),
        index=deals.index,
        dtype="object",
    )
    by_words = deals["lost_reason"].map(leaving_kind)
    kind = by_product.fillna(by_person).fillna(by_words).fillna("")
    return deals.assign(kind=kind.astype("str"), heard=by_product.notna() | by_person.notna())


def not_yet_asked(book: Book) -> pd.DataFrame:
    """Deals lost with a reason whose customer has no doubt on record: a doubt to write down."""
    deals = stopped_deals(book)
    known = set(book.table("doubts")["customer_id"])
    told: pd.Series[bool] = deals["lost_reason"].str.strip() != ""
    told &= ~deals["customer_id"].isin(known)
    return deals[told].sort_values(by="start_date", ascending=False, ignore_index=True)


def leaving(book: Book) -> pd.DataFrame:
    """Why customers left or said no, by kind, values (価値観) among them.

    Counted where such a reason is on record: lost deals, and contacts in which somebody declined
    or asked to stop, where their words tell a kind (most notes are about something else).

    Returns:
        kind (a key of :data:`LEAVING`, empty where the words tell none), n, example; the most
        frequent first.
    """
    deals = book.table("deals")
    lost = deals.loc[deals["step"] == "lost", "lost_reason"]
    said = book.table("activities")
    left = said.loc[said["outcome"].isin(_LEFT), "note"]
    left = left[left.map(leaving_kind) != ""]
    texts = pd.concat([lost, left], ignore_index=True).str.strip()
    told = pd.DataFrame({"text": texts[texts != ""]})
    told["kind"] = told["text"].map(leaving_kind)
    counts = told["kind"].value_counts(sort=True).rename_axis("kind").reset_index(name="n")
    return counts.merge(
        told.drop_duplicates("kind").rename(columns={"text": "example"}), on="kind"
    )


def leaving_kind(text: str) -> str:
    """The kind of reason that the words of a text tell; empty where they tell none."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return next((code for code, pattern in _patterns().items() if pattern.search(plain)), "")


def _known(book: Book, people: pd.DataFrame) -> pd.DataFrame:
    """Doubts up to today; ``followed`` were answered and have a customer in the ledger."""
    rows = book.table("doubts")
    rows = rows[~(rows["date"] > pd.Timestamp(book.today))].reset_index(drop=True)
    here = people[people["customer_id"].isin(rows["customer_id"])]
    last = here.set_index("customer_id")["last_purchase_date"]
    bought = _rows.looked_up(rows["customer_id"], last).astype("datetime64[us]")
    kind = rows["kind"].where(rows["kind"].isin(KINDS), "other")
    followed = (rows["answered"] == "yes") & rows["customer_id"].isin(last.index)
    return rows.assign(
        kind=kind, followed=followed, bought_after=followed & (bought > rows["date"])
    )


def _of_kind(
    code: str,
    rows: pd.DataFrame,
    age: pd.Series[int],
    settings: VoiceSettings,
    stopped: pd.DataFrame,
) -> dict[str, object]:
    own = (rows["kind"] == code).to_numpy()
    mine, days = rows[own], age.to_numpy()[own]
    deals = stopped[stopped["kind"] == code]
    window = settings.doubt_window
    spoken = mine[mine["words"].str.strip() != ""].sort_values("date", kind="stable")
    return {
        "kind": code,
        "n": len(mine),
        "now": int(np.sum(days < window)),
        "before": int(np.sum((days >= window) & (days < 2 * window))),
        "answered": int(mine["answered"].eq("yes").sum()),
        "bought_after": int(mine["bought_after"].sum()),
        "asked_after": int(mine["followed"].sum()),
        "deals": len(deals),
        "amount": int(deals["amount"].fillna(0).sum()),
        "words": str(spoken["words"].iloc[-1]) if len(spoken) else "",
    }


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    path = Path(__file__).parent / "leaving_words.toml"
    found = tomllib.loads(path.read_text(encoding="utf-8"))["words"]
    return {code: re.compile("|".join(map(re.escape, words))) for code, words in found.items()}
