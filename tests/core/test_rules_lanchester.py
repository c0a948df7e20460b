"""Lanchester: size of the need against our share of it."""

from __future__ import annotations

import pytest

from core.locale.words import say
from core.rules.lanchester import APPROACHES, CELLS, approach_of, cells, lanchester, mark
from core.settings import Settings
from tests.core.profiles import calm, profile_of
from tests.core.samples import sample

LEASE = Settings(trade_code="lease")


def cell_of(need, spend):
    return lanchester(profile_of(calm(total_need=need, spend_12m=spend)), LEASE)["cell"].iloc[0]


@pytest.mark.parametrize(
    ("spend", "cell"),
    [(417, "Aa"), (416, "Ab"), (261, "Ab"), (260, "Ac"), (1, "Ac"), (0, "Ad"), (-5, "Ad"),
     (2_000, "Aa")],
)  # fmt: skip
def test_the_share_of_the_need_decides_who_is_first(spend, cell):
    assert cell_of(1_000, spend) == cell


def test_the_size_is_that_of_abc_over_the_needs():
    rows = profile_of(
        calm("big", total_need=700, spend_12m=500),
        calm("mid", total_need=250, spend_12m=10),
        calm("small", total_need=50, spend_12m=10),
        calm("unknown", total_need=None),
        calm("nothing", total_need=0),
    )

    found = lanchester(rows, LEASE).set_index("customer_id")

    assert found["cell"].to_dict() == {"big": "Aa", "mid": "Bc", "small": "Cc"}
    assert found["approach"].to_dict() == {"big": "keep", "mid": "single", "small": "fade"}
    assert found["need_share"].tolist() == [500 / 700, 10 / 250, 10 / 50]


def test_the_seven_cells_of_the_source_have_their_approach():
    named = {cell: approach_of(cell) for cell in CELLS if approach_of(cell) != "single"}

    assert named == {
        "Aa": "keep", "Ab": "win", "Ac": "win", "Bb": "win", "Ba": "grow", "Ca": "grow",
        "Cc": "fade",
    }  # fmt: skip
    assert set(map(approach_of, CELLS)) <= set(APPROACHES)


@pytest.mark.parametrize(("share", "percent"), [(0.8, "73.9"), (0.417, "41.7"), (0.07, "6.8")])
def test_a_share_has_the_highest_mark_that_it_reached(share, percent):
    assert percent in say(mark(share), "en")
    assert say(mark(0.01), "en") == "below every mark"


def test_nobody_with_a_known_need_makes_no_cells():
    found = lanchester(profile_of(calm()), LEASE)

    assert found.empty
    assert cells(found).to_numpy().sum() == 0


def test_the_lease_firms_sixty_needs_stand_in_the_cells():
    seen = sample("lease")
    found = lanchester(seen.customers, seen.settings)

    assert len(found) == 60
    assert cells(found).to_numpy().sum() == 60
    assert (found["approach"] == "win").sum() > (found["approach"] == "keep").sum() > 0
