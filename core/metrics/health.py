"""The health of the ledger (台帳健康度, article 4): who bought what, for how much.

Article 4: a firm fails that does not know who bought what and when. A line without a day or
without a customer is left aside when a sheet is brought in, so every line here has its day; who it
is counts as known where the ledger has a name for the number.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from core.book import Book
from core.engine import Engine
from core.metrics.moment import day_number


@dataclass(frozen=True, slots=True)
class Health:
    """Lines of sales, and of how many of them each question is answered.

    Attributes:
        lines: all up to the data-as-of day, each with its day.
        who: of a customer with a name; ``what``: with a product or category; ``how_much``: with an
            amount other than nothing.
    """

    lines: int
    who: int
    what: int
    how_much: int


def health(engine: Engine, book: Book) -> Health:
    """Count the lines of sales that answer who, what and how much.

    Args:
        engine: of the book.
        book: whose customers have names.
    """
    found = engine.run("filled_lines", asof=day_number(book.asof))
    ledger = book.table("customers")
    named = set(ledger.loc[ledger["name"].str.strip() != "", "customer_id"])
    named |= {old for old, now in book.aliases.items() if now in named}
    theirs = pd.Series(found["customer_id"].isin(named), index=found.index)
    return Health(
        lines=int(found["lines"].sum()),
        who=int(found.loc[theirs, "lines"].sum()),
        what=int(found["named"].sum()),
        how_much=int(found["priced"].sum()),
    )
