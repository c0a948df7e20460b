"""Same person? The hard list of 38,000 people: precision, recall and seconds.

``python3 start.py test bench`` prints the table; nothing is judged here.
"""

from __future__ import annotations

import time

import pytest

from core.ingest.people import household_ids, same_people
from core.settings import Settings
from tests.people_list import hard_list, score

pytestmark = pytest.mark.bench
PEOPLE = 38_000


def test_the_hard_list_of_38000_people():
    made, settings = hard_list(PEOPLE), Settings()

    start = time.perf_counter()
    found = same_people(made.customers, settings=settings)
    taken = time.perf_counter() - start
    start = time.perf_counter()
    household_ids(made.customers, settings)
    homes = time.perf_counter() - start

    print(f"\n{len(made.customers):,} customers, {len(made.truth):,} kept twice")
    automatic = found[found["verdict"] == "same"]
    assert score(automatic, made.truth)[0] >= 0.995  # nobody is joined to somebody else
    assert score(found, made.truth)[1] >= 0.93
    for name, pairs in (("joined without asking", automatic), ("with those asked about", found)):
        precision, recall = score(pairs, made.truth)
        print(f"{name:24} {len(pairs):6,} pairs   P {precision:.4f}   R {recall:.4f}")
    print(f"pairs {taken:.1f} s, households {homes:.1f} s")
