"""How many individuals a ledger holds (個人の数), for the line of the data guidelines."""

from __future__ import annotations

from core.book import Book


def individuals(book: Book) -> int:
    """Customers who are persons or of whom it is not known; each of several numbers once.

    A company is none, though somebody is named there as whom to ask for: that person counts.
    """
    people = book.table("customers")
    own = ~people["customer_id"].isin(book.aliases)
    persons = (people["kind"] != "company") | (people["contact_person"] != "")
    return int((own & persons).sum())


def crowd(found: int, line: int) -> bool:
    """Whether the relief for small businesses has ended."""
    return found > line
