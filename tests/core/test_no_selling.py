"""While a complaint is open nothing is sold to its customer, wherever something is sold."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from core.calls.asking import questions, unknown_times
from core.calls.notices import notices
from core.review import review
from core.rules import passbook
from core.tables import TABLES
from tests.core.samples import sample


def sold_to(seen):
    """{where something is sold or asked: to whom}, but promises."""
    people, book, settings = seen.customers, seen.book, seen.settings
    listed = seen.calls.rows
    return {
        "calls": set(listed.loc[listed["class"] != "promise", "customer_id"]),
        "questions": set(questions(people, book, settings)["customer_id"]),
        "times": set(unknown_times(people, book, settings)["customer_id"]),
        "notices": set(notices(people, seen.calls, book, settings)["customer_id"]),
        "ready": set(passbook.ready(people, settings)["customer_id"]),
    }


def test_while_a_complaint_is_open_nothing_is_sold_anywhere():
    seen = sample("lease")
    before = sold_to(seen)
    voiced = sorted(set.union(*before.values()))
    assert len(voiced) > 20
    told = {"customer_id": voiced, "received_date": pd.Timestamp(seen.book.asof)}
    new = (
        TABLES["complaints"].shape(pd.DataFrame(told)).assign(row_id=range(900, 900 + len(voiced)))
    )
    both = pd.concat([seen.book.table("complaints"), new], ignore_index=True)
    tables = {**seen.book.tables, "complaints": both}
    book = replace(seen.book, tables=tables, digest="with complaints")
    after = sold_to(review(book, seen.settings, before=seen))
    assert not set(voiced) & set.union(*after.values())
