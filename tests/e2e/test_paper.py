"""The week's calls as the browser prints them: nothing is cut, in both languages."""

from __future__ import annotations

import re

import pytest

from core.export.paper import call_paper
from tests.core.samples import sample

#: CSS pixels of a millimetre; what a sheet of A4 holds between its margins.
PIXELS = 96 / 25.4
WIDE, HIGH = (210 - 2 * 9) * PIXELS, (297 - 10 - 12) * PIXELS


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("business", ["salon", "lease", "builder"])
def test_every_card_fits_on_a_sheet_and_nothing_sticks_out(business, language, page):
    calls = sample(business).calls
    page.set_viewport_size({"width": round(WIDE), "height": round(HIGH)})
    page.emulate_media(media="print")
    page.set_content(call_paper(calls, business, language))
    boxes = page.locator("article").evaluate_all(
        "cards => cards.map(c => [c.offsetHeight, c.scrollWidth - c.clientWidth])"
    )
    assert len(boxes) == len(calls.rows)
    assert max(high for high, _over in boxes) < HIGH
    assert max(over for _high, over in boxes) <= 0
    printed = page.pdf(prefer_css_page_size=True)
    sheets = len(re.findall(rb"/Type\s*/Page\b", printed))
    assert 1 < sheets <= len(calls.rows)
