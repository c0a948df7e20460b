"""The page for a bank, printed by the browser: one sheet of A4 in both languages."""

from __future__ import annotations

import re

import pytest

from tests.core.test_export_statement import printed


@pytest.mark.parametrize("named", [False, True], ids=["nobody", "named"])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_chromium_prints_the_statement_on_a_single_sheet(page, language, named):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_content(printed(language=language, named=named))
    pdf = page.pdf(prefer_css_page_size=True)
    assert pdf.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    assert [url for url in asked if not url.startswith(("about:", "data:"))] == []
