"""A phone in one hand: every page fits 390 px and the thumb, a call is recorded and taken back."""

from __future__ import annotations

import re

import pytest

from core.locale.words import say
from core.workspace import Workspace, current
from pages._ui import sign_in
from pages._ui.registry import PAGES
from tests.e2e.look import SECONDS, barriers, go, listen, settle
from tests.e2e.test_guarded import NAMES
from tests.e2e.test_keyboard import MOMENT

WIDTH, HEIGHT = 390, 844
PHONE = {
    "viewport": {"width": WIDTH, "height": HEIGHT}, "is_mobile": True, "has_touch": True,
    "locale": "ja-JP", "timezone_id": "Asia/Tokyo",
}  # fmt: skip
TABLET = {"width": 768, "height": 1024}
THUMB, NARROWEST = 44, 24
MOST_TAPS = 3
CALLS = next(say(page.title) for page in PAGES if page.path == "pages/calls.py")
#: What is out of the page to the right without scrolling in a box of its own, and what is too
#: small. A field is as large as the box around it; links within a sentence are as high as it is.
BOXES = """([thumb, narrowest]) => {
  const round = Math.round;
  const said = e => e.getAttribute("aria-label") || e.innerText || e.type || "";
  const name = (e, b) => `${e.tagName} ${e.dataset.testid || ""} ${said(e).slice(0, 30)} `
    + `${round(b.width)}x${round(b.height)} to ${round(b.right)}`;
  const inside = e => {
    for (let p = e.parentElement; p; p = p.parentElement)
      if (p.dataset.testid !== "stMain"
          && /auto|scroll|hidden|clip/.test(getComputedStyle(p).overflowX)
          && p.getBoundingClientRect().right <= innerWidth + 1) return true;
    return false;
  };
  const page = document.querySelector("[data-testid=stMain]") || document.documentElement;
  const over = Math.max(document.documentElement.scrollWidth - innerWidth,
    page.scrollWidth - page.clientWidth);
  const wide = [...page.querySelectorAll("*")].map(e => [e, e.getBoundingClientRect()])
    .filter(([e, b]) => b.width && b.right > innerWidth + 1 && !e.closest("svg svg") && !inside(e))
    .map(([e, b]) => name(e, b)).slice(0, 5);
  const small = [];
  for (const e of document.querySelectorAll("button, a[href], input, textarea, summary")) {
    const other = e.tabIndex < 0 || e.closest("p a, li a, .modebar");
    if (other || e.type === "hidden" || e.type === "file") continue;
    if (!e.checkVisibility({opacityProperty: true, visibilityProperty: true})) continue;
    const around = e.tagName === "INPUT" && e.closest("label, [role=group],"
      + "[data-testid$=Element], [data-testid=stNumberInputContainer],"
      + "[data-testid=stDateInputField]");
    const b = (around || e).getBoundingClientRect();
    if (b.width <= 1 || b.right <= 0 || b.left >= innerWidth) continue;
    if (b.height < thumb - 0.5 || b.width < narrowest) small.push(name(e, b));
  }
  return {over, wide, small: small.slice(0, 12)};
}"""
NOTHING_AMISS = {"over": 0, "wide": [], "small": []}
COUNT = """() => {
    window.taps = 0;
    addEventListener("click", event => { window.taps += event.isTrusted ? 1 : 0; }, true);
}"""


@pytest.fixture(scope="module")
def phone(browser):
    """A page of a phone, with fingers."""
    context = browser.new_context(**PHONE)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def opened(salon, browser):
    """Another phone, on this server alone; what its page asked for and complained of."""
    context = browser.new_context(**PHONE)
    page = context.new_page()
    yield page, listen(page, salon.url)
    context.close()


@pytest.fixture(scope="module")
def tablet(browser):
    """A page of a tablet held upright, with fingers."""
    context = browser.new_context(**{**PHONE, "viewport": TABLET})
    yield context.new_page()
    context.close()


def boxes(page):
    return page.evaluate(BOXES, [THUMB, NARROWEST])


def calls_kept(server):
    with Workspace.open(server.home, current(server.home), now=lambda: MOMENT) as shop:
        return len(shop.book().table("activities"))


@pytest.mark.parametrize("path", list(NAMES))
def test_a_page_fits_a_phone_and_everything_on_it_a_thumb(salon, opened, path):
    page, heard = opened
    go(page, f"{salon.url}/{path}", title=NAMES[path])
    if path in ("", "growth"):
        page.locator(".js-plotly-plot .barlayer").first.wait_for(timeout=SECONDS)
    assert (heard.foreign, heard.complaints) == ([], [])
    assert boxes(page) == NOTHING_AMISS
    assert barriers(page) == {}


@pytest.mark.parametrize("path", ["", "calls", "customer"])
def test_a_page_fits_a_tablet_held_upright(salon, tablet, path):
    go(tablet, f"{salon.url}/{path}", title=NAMES[path])
    found = boxes(tablet)
    assert (found["over"], found["wide"]) == (0, [])


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_door_fits_a_phone_too(phone, language):
    phone.set_content(sign_in.page(language, open_air=True))
    assert boxes(phone) == NOTHING_AMISS


def test_a_call_is_dialled_first_recorded_in_three_taps_and_taken_back(fresh_salon, phone):
    before = calls_kept(fresh_salon)
    go(phone, f"{fresh_salon.url}/calls", title=CALLS)
    card = phone.locator("[class*=st-key-call_]").first
    first = card.locator("a[href^='tel:'], button").first
    assert re.fullmatch(r"tel:\+?[0-9]+", first.get_attribute("href"))
    phone.evaluate(COUNT)
    card.get_by_role("button", name="不在", exact=True).tap()
    undo = phone.locator(".st-key-undo button")
    undo.wait_for(timeout=SECONDS)
    settle(phone)
    assert calls_kept(fresh_salon) == before + 1
    box = undo.bounding_box()
    assert box["x"] + box["width"] <= WIDTH
    assert box["y"] + box["height"] <= HEIGHT
    assert phone.evaluate("window.taps") <= MOST_TAPS
    undo.tap()
    phone.locator(".st-key-undo").wait_for(state="detached", timeout=SECONDS)
    settle(phone)
    assert calls_kept(fresh_salon) == before


def test_the_fields_for_numbers_and_mail_bring_the_keys_they_need(salon, tablet):
    go(tablet, f"{salon.url}/ledger", title=NAMES["ledger"])
    tablet.locator(".st-key-ledger_new_customer button").tap()
    for name, mode in (("phone", "tel"), ("email", "email"), ("postal_code", "numeric")):
        field = tablet.locator(f"[class*='st-key-form'][class*='_{name}'] input").first
        field.wait_for(state="attached", timeout=SECONDS)
        tablet.wait_for_function(
            "([field, mode]) => field.inputMode === mode",
            arg=[field.element_handle(), mode],
            timeout=SECONDS,
        )
        assert field.get_attribute("inputmode") == mode


def test_the_navigation_opens_in_words_and_goes_away_once_a_page_is_chosen(salon, phone):
    go(phone, f"{salon.url}/calls", title=CALLS)
    opener = phone.get_by_test_id("stExpandSidebarButton")
    words = opener.evaluate("e => getComputedStyle(e, '::after').content")
    assert "目次をひらく" in words
    opener.tap()
    link = phone.locator(".st-key-pages").get_by_role("link", name=NAMES["growth"])
    link.tap()
    phone.get_by_role("heading", name=NAMES["growth"], exact=True).wait_for(timeout=SECONDS)
    opener.wait_for(timeout=SECONDS)
    phone.wait_for_function(
        "document.querySelector('[data-testid=stSidebar]').getBoundingClientRect().right <= 1",
        timeout=SECONDS,
    )


def test_a_card_opened_over_the_list_fills_the_screen_and_is_shut_by_a_thumb(salon, phone):
    go(phone, f"{salon.url}/calls", title=CALLS)
    phone.get_by_role("button", name="お客様カードを開く").first.tap()
    drawer = phone.get_by_role("dialog")
    drawer.get_by_role("heading", name="信頼通帳").wait_for(timeout=SECONDS)
    settle(phone)
    phone.wait_for_function(
        "Math.round(document.querySelector('[role=dialog]').getBoundingClientRect().left) === 0",
        timeout=SECONDS,
    )
    box = drawer.bounding_box()
    assert (round(box["x"]), round(box["width"])) == (0, WIDTH)
    shut = drawer.get_by_role("button", name="閉じる")
    size = shut.bounding_box()
    assert min(size["width"], size["height"]) >= THUMB - 0.5
    shut.tap()
    drawer.wait_for(state="hidden", timeout=SECONDS)


def test_a_finger_on_a_chart_moves_the_page_and_nobody_is_kept_from_zooming(salon, phone):
    go(phone, f"{salon.url}/growth", title=NAMES["growth"])
    bars = phone.locator(".js-plotly-plot .barlayer").first
    bars.wait_for(timeout=SECONDS)
    bars.scroll_into_view_if_needed()
    top = bars.bounding_box()["y"]
    touch = phone.context.new_cdp_session(phone)
    middle = {"x": WIDTH // 2, "y": HEIGHT // 2}
    under = phone.evaluate(
        "({x, y}) => { const c = document.querySelector('.js-plotly-plot');"
        " const b = c.getBoundingClientRect(), m = document.querySelector('[data-testid=stMain]');"
        " m.scrollBy(0, b.top + b.height / 2 - y);"
        " return !!document.elementFromPoint(x, y).closest('.js-plotly-plot'); }",
        middle,
    )
    assert under
    top = phone.locator(".js-plotly-plot").first.bounding_box()["y"]
    touch.send("Input.synthesizeScrollGesture", {**middle, "yDistance": -200})
    assert phone.locator(".js-plotly-plot").first.bounding_box()["y"] < top - 100
    seen = phone.locator("meta[name=viewport]").get_attribute("content")
    assert not re.search(r"user-scalable\s*=\s*(no|0)|maximum-scale", seen)
