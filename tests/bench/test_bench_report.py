"""How long the report of the sample salon takes once its review is there, and how large it is.

``python3 start.py test bench`` prints the table; the size is judged, for no clock moves it.
"""

from __future__ import annotations

import io
import itertools
import time

import pytest

from core.export.report import report
from core.export.report_book import report_book
from core.export.report_facts import facts
from core.export.report_html import report_html
from core.rules.roles import Role
from tests.bench.test_bench_path import report as timed
from tests.core.samples import sample

pytestmark = pytest.mark.bench
#: Seconds from the review to the page.
BUDGET = 5.0
MEGABYTES = 6.0
ROUNDS = 3


def once():
    """Seconds of counting, of both forms, and the page and the workbook."""
    marks = [time.perf_counter()]
    counted = facts(sample("salon"), "ヘアサロンつばめ")
    marks.append(time.perf_counter())
    told = report(counted, Role.OWNER, "ja")
    page = report_html(told, "ja").encode()
    marks.append(time.perf_counter())
    book = io.BytesIO()
    report_book(told, book, "ja")
    marks.append(time.perf_counter())
    return [b - a for a, b in itertools.pairwise(marks)], page, book.getvalue()


def test_the_report_of_the_salon():
    sample("salon")
    rounds = [once() for _round in range(ROUNDS)]
    parts, page, book = min(rounds, key=lambda one: sum(one[0]))
    timed("salon: report as one page", parts[0] + parts[1], budget=BUDGET)
    timed("salon: report as a workbook", parts[0] + parts[2], budget=BUDGET)
    print(f"    page {len(page) / 1e6:.2f} MB, workbook {len(book) / 1e6:.2f} MB")
    assert len(page) < MEGABYTES * 1e6
    assert len(book) < len(page)
