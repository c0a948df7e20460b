"""What steps of plans cost the call list, beside ordering and filtering the same steps plainly.

``python3 start.py test bench`` prints the table; nothing is judged here.
"""

from __future__ import annotations

import dataclasses
import time

import pandas as pd
import pytest

from core.calls.capacity import capacity
from core.calls.case import Case
from core.rules.follow_up import follow_up
from core.settings import Settings
from tests.bench.test_bench_calls import large
from tests.bench.test_bench_path import report
from tests.core.call_cases import TODAY, book
from tests.core.test_follow_up import cadence, plan_rows

pytestmark = pytest.mark.bench
ROUNDS = 5


def planned_anew(case):
    vars(case).pop("plan_steps", None)
    return case.plan_steps


def least(work):
    taken = []
    for _round in range(ROUNDS):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return min(taken)


def test_three_plans_of_fifty_thousand_customers():
    frame, of = large()
    rows = plan_rows(14, 60, plan="p") + plan_rows(3, 21, 90, plan="q") + cadence(plan="c")
    tables = {**of.tables, "plan_steps": book(plan_steps=rows).table("plan_steps")}
    of = dataclasses.replace(of, tables=tables)
    every = follow_up(frame, of, Settings())

    def plainly():
        still = every[every["state"].isin(["due", "later"])]
        return still.sort_values(["day", "customer_id", "plan", "step", "action"], kind="stable")

    whole = least(lambda: follow_up(frame, of, Settings()))
    case = Case(frame, of, Settings(), capacity(TODAY, Settings().calls, calls=None))
    case.table("activities")  # the list has placed its contacts by then
    still = least(lambda: planned_anew(case))
    peer = least(plainly)
    report("50,000 customers, 3 plans: all steps", whole, budget=0.35, peer=peer,
           peer_name="pandas only sorting the open ones")  # fmt: skip
    report("50,000 customers, 3 plans: open steps", still, budget=0.10, peer=peer,
           peer_name="pandas only sorting them")  # fmt: skip
    assert isinstance(every, pd.DataFrame)
    assert len(every) > len(follow_up(frame, of, Settings(), open_only=True)) > 0
