"""The report in a real browser, opened from the disk: drawn, silent, readable, printed whole."""

from __future__ import annotations

import re
from functools import cache

import pytest

from core.export.report_plotly import pictures
from core.rules.roles import Role
from tests.core.test_report import listed, printed, told
from tests.e2e.look import barriers


@pytest.fixture
def opened(page, tmp_path):
    """Open a report from the disk; what it asked for and complained of stands beside it."""
    page.heard = []
    page.on("request", lambda request: page.heard.append(request.url))
    page.on("pageerror", lambda error: page.heard.append(f"error {error}"))
    page.on("console", lambda message: page.heard.append(message.text)
            if message.type == "error" else None)  # fmt: skip

    def show(role=Role.OWNER, language="ja"):
        path = tmp_path / "report.html"
        path.write_text(printed("salon", role, language), encoding="utf-8")
        page.goto(path.as_uri())
        page.wait_for_function(
            "() => [...document.querySelectorAll('.picture')].every(p => p.querySelector('svg'))"
        )
        return page, path.as_uri()

    return show


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("role", [Role.OWNER, Role.STAFF])
def test_every_picture_is_drawn_and_nothing_is_asked_for(opened, role, language):
    page, own = opened(role, language)
    drawn = page.locator(".picture .main-svg").count()
    assert drawn >= len([s for s in told("salon", role, language).sections if s.pictures])
    assert [url for url in page.heard if url != own and not url.startswith("data:")] == []
    # Only anchors of its own page: no link leads elsewhere, not from a picture's text either.
    links = page.eval_on_selector_all("a", "all => all.map(a => a.getAttribute('href'))")
    assert links
    assert all(link.startswith("#") for link in links)
    assert page.locator("svg a").count() == 0


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("role", [Role.OWNER, Role.STAFF])
def test_axe_finds_nothing_serious(opened, role, language):
    page, _own = opened(role, language)
    assert barriers(page, rules=()) == {}


def test_on_a_phone_nothing_stands_beside_the_screen(opened):
    page, _own = opened()
    page.set_viewport_size({"width": 390, "height": 844})
    page.reload()
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390


@cache
def _rows(role):
    return [cell for row in listed(told("salon", role), "call_list").rows for cell in row[1:2]]


@pytest.mark.parametrize("role", [Role.OWNER, Role.STAFF])
def test_chromium_prints_it_on_a4_with_everybody_of_the_list_and_no_row_cut(opened, role):
    page, _own = opened(role)
    pdf = page.pdf(prefer_css_page_size=True)
    sizes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", pdf)
    assert {(round(float(w)), round(float(h))) for w, h in sizes} == {(595, 842)}
    page.emulate_media(media="print")
    styles = page.eval_on_selector_all(
        "tr", "all => [...new Set(all.map(r => getComputedStyle(r).breakInside))]"
    )
    assert styles == ["avoid"]
    heads = page.eval_on_selector_all(
        "thead", "all => [...new Set(all.map(r => getComputedStyle(r).display))]"
    )
    assert heads == ["table-header-group"]
    # No row is higher than a page can hold, so that none has to be cut.
    tallest = page.eval_on_selector_all(
        "tr", "all => Math.max(...all.map(r => r.getBoundingClientRect().height))"
    )
    assert tallest < 900
    body = page.inner_text("body")
    assert [name for name in _rows(role) if name not in body] == []


def test_hostile_names_in_pictures_are_never_links(page, tmp_path):
    evil = '<a href="http://evil.example">名</a><b onclick=x>'
    html = printed()
    assert html.count("plotly.js v") == 1
    figure = {"data": [{"type": "bar", "x": [evil], "y": [1], "text": [evil], "name": evil}],
              "layout": {"title": {"text": evil}, "showlegend": True}}  # fmt: skip
    block = pictures({"picture_weeks": figure})
    start = html.index('id="pictures">') + len('id="pictures">')
    path = tmp_path / "evil.html"
    path.write_text(html[:start] + block + html[html.index("</script>", start) :], "utf-8")
    page.goto(path.as_uri())
    page.wait_for_selector("#picture_weeks svg")
    assert page.locator("svg a").count() == 0
    assert "<a href=" in page.locator("#picture_weeks").inner_text()
