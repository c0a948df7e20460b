"""Which trade a shop is in (業種), guessed from what it sells; the owner confirms it.

Until then the figures of «another trade» stand. A guess is a suggestion with its facts, never a
decision: nothing is judged by it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from core.book import Book
from core.locale.words import Words, _
from core.settings import TRADES

#: The trade of who has chosen none.
OTHER = "other"
#: Fewer customers than these tell nothing; so does a smaller part of them.
FEWEST, LEAST_SHARE = 10, 0.3
#: A guess has so many times the customers of the next trade.
CLEARLY = 1.5
#: Products that are named as examples.
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Guess:
    """A trade that a shop seems to be in.

    Attributes:
        code: of :data:`core.settings.TRADES`.
        customers: for whom something speaks for it, ``of`` so many.
        products: what they mostly buy, the most frequent first, at most three.
    """

    code: str
    customers: int
    of: int
    products: tuple[str, ...]

    @property
    def words(self) -> Words:
        """The guess with its facts, as a question."""
        trade = TRADES[self.code].label
        if not self.products:
            return _(
                "This looks like: {trade} (it shows with {n} of {all} customers). Is that so?",
                trade=trade, n=self.customers, all=self.of,
            )  # fmt: skip
        return _(
            "This looks like: {trade} (it shows with {n} of {all} customers, who mostly buy: "
            "{products}). Is that so?",
            trade=trade, n=self.customers, all=self.of, products=" / ".join(self.products),
        )  # fmt: skip


def guess(profile: pd.DataFrame, book: Book, sources: Sequence[str] = ()) -> Guess | None:
    """The trade that what is sold speaks for, None where it is not clear.

    Args:
        profile: ``customer_id, usual_product, first_product`` of :mod:`core.metrics.profile`.
        book: its ``due_dates`` tell of contracts.
        sources: the systems that sheets came from, by the names of their presets.
    """
    if len(profile) < FEWEST:
        return None
    known = _known()
    found = {code: _customers(profile, book, signs) for code, signs in known.items()}
    for code, signs in known.items():
        if set(signs.get("sources", ())) & set(sources):
            found[code] = pd.Series(True, index=profile.index)
    order = sorted(found, key=lambda code: -int(found[code].sum()))
    best, next_best = order[0], order[1]
    n = int(found[best].sum())
    clear = n >= CLEARLY * int(found[next_best].sum())
    if n < FEWEST or n < LEAST_SHARE * len(profile) or not clear:
        return None
    bought = profile.loc[found[best], "usual_product"]
    said = bought[_named(bought, known[best]["words"])].value_counts().index[:SHOWN]
    return Guess(best, n, len(profile), tuple(str(name) for name in said))


def _customers(profile: pd.DataFrame, book: Book, signs: dict[str, Any]) -> pd.Series[bool]:
    """For which customers something speaks for a trade."""
    words = signs["words"]
    found = _named(profile["usual_product"], words) | _named(profile["first_product"], words)
    due = book.table("due_dates")
    ids = due.loc[due["kind"].isin(signs.get("due", ())), "customer_id"]
    return found | profile["customer_id"].isin(ids)


def _named(products: pd.Series[str], words: list[str]) -> pd.Series[bool]:
    """Whether a product's name holds one of the words."""
    plain = products.astype("str").str.normalize("NFKC").str.lower()
    found = pd.Series(False, index=products.index)
    for word in words:
        found |= plain.str.contains(word, regex=False, na=False)
    return found


@cache
def _known() -> dict[str, dict[str, Any]]:
    path = Path(__file__).with_name("trade_words.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))
