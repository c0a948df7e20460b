"""Where lines end: an amount stands whole, and a field for a day shows all of it."""

from __future__ import annotations

import pytest

from tests.e2e.conftest import serving
from tests.e2e.look import SECONDS, go, settle
from tests.e2e.test_guarded import NAMES
from tests.pictures import lease

#: Cells with an amount that stand on more than one line.
BROKEN = """() => [...document.querySelectorAll("[data-testid=stTable] td")]
  .filter(cell => /^[−+]?[0-9,]+円$/.test(cell.innerText.trim()))
  .filter(cell => { const inside = document.createRange(); inside.selectNodeContents(cell);
    return new Set([...inside.getClientRects()].map(box => Math.round(box.bottom))).size > 1
      && cell.getBoundingClientRect().height > 60; })
  .map(cell => cell.innerText)"""
AMOUNTS = """() => [...document.querySelectorAll("[data-testid=stTable] td")]
  .filter(cell => /[0-9]円$/.test(cell.innerText.trim())).length"""
#: Fields for a day of which a part lies outside.
CUT = """() => [...document.querySelectorAll("[data-testid=stDateInput] *")]
  .filter(part => part.clientWidth > 8 && part.scrollWidth > part.clientWidth + 1)
  .map(part => part.innerText)"""


@pytest.mark.parametrize("path", ["groups", "costs", "ladder"])
@pytest.mark.parametrize("width", [1280, 390])
def test_no_amount_of_a_table_is_broken_between_two_lines(salon, page, path, width):
    page.set_viewport_size({"width": width, "height": 1800})
    go(page, f"{salon.url}/{path}", title=NAMES[path])
    settle(page)
    assert page.evaluate(AMOUNTS)
    assert page.evaluate(BROKEN) == []


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """A server over the firm that leases office machines, which has open deals."""
    home = tmp_path_factory.mktemp("office") / "home"
    home.mkdir()
    lease(home, "ja")
    with serving(home) as server:
        yield server


def test_a_field_for_a_day_shows_its_whole_form(office, page):
    go(page, f"{office.url}/deals", title=NAMES["deals"])
    page.get_by_test_id("stDateInputField").first.wait_for(timeout=SECONDS)
    assert page.evaluate(CUT) == []
