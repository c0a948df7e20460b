"""Helpers to drive a page: wait until it stands still, listen to what it asks and prints."""

from __future__ import annotations

from dataclasses import dataclass, field

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import TimeoutError as Timeout

#: Streamlit asks for these relative to a deep link first, gets a 404 and asks at the root.
PROBED = ("_stcore/health", "_stcore/host-config")
SECONDS = 30_000
TRIES = 6
#: More elements than the Tab key stops at on any page.
STOPS = 600
#: Findings of axe that keep somebody out.
SERIOUS = ("serious", "critical")
ANY = (*SERIOUS, "moderate", "minor")
#: The rules of axe that a page is held to.
WCAG = ("wcag2a", "wcag2aa")
#: Findings of axe in Streamlit itself, each with why it is not ours to mend.
UPSTREAM: dict[str, str] = {}
#: What the element with the focus is called: by its label, or by its own words.
FOCUSED = """() => {
  const it = document.activeElement;
  if (!it || it === document.body) return "";
  return (it.getAttribute("aria-label") || it.innerText || "").trim();
}"""


@dataclass
class Heard:
    """What a page asked for and printed.

    Attributes:
        foreign: addresses outside of the server.
        complaints: errors and violations on the console.
    """

    foreign: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


def listen(page, url: str) -> Heard:
    """Note every request that leaves the server, and every error on the console."""
    heard = Heard()

    def asked(request):
        if not request.url.startswith((url, url.replace("http", "ws"), "data:", "blob:")):
            heard.foreign.append(request.url)

    def printed(message):
        where = message.location.get("url", "")
        if message.type == "error" and not where.endswith(PROBED):
            heard.complaints.append(message.text)

    page.on("request", asked)
    page.on("websocket", lambda socket: None if f":{url.rsplit(':', 1)[1]}/" in socket.url
            else heard.foreign.append(socket.url))  # fmt: skip
    page.on("console", printed)
    page.on("pageerror", lambda error: heard.complaints.append(str(error)))
    return heard


def settle(page) -> None:
    """Wait until the script has run and nothing on the page is about to change."""
    page.wait_for_selector(
        '[data-testid="stApp"][data-test-script-state="notRunning"]', timeout=SECONDS
    )
    page.wait_for_function(
        "() => !document.querySelector('[data-testid=stSkeleton]')"
        " && !document.querySelector('[data-stale=true]')",
        timeout=SECONDS,
    )
    page.evaluate("document.fonts.ready.then(() => new Promise(requestAnimationFrame))")


def press(page, name: str) -> None:
    """Press a button once the page stands still: what is drawn anew under a click loses it."""
    settle(page)
    page.get_by_role("button", name=name, exact=True).first.click()


def taken_out(page, button):
    """The file that a button brings; one that is drawn anew under the click loses it."""
    for _try in range(TRIES):
        settle(page)
        try:
            with page.expect_download(timeout=SECONDS // 3) as got:
                button.click()
        except Timeout:
            continue
        return got.value
    raise AssertionError(f"{button} brings no file")


def press_until(page, name: str, text: str) -> None:
    """Press a button until what it brings is there, as somebody would whose click went nowhere."""
    brought = page.get_by_text(text).first
    for _try in range(TRIES):
        settle(page)
        button = page.get_by_role("button", name=name, exact=True).first
        if button.count():
            button.click()
        try:
            brought.wait_for(timeout=SECONDS // TRIES)
        except Timeout:
            continue
        break
    else:
        raise AssertionError(f"{name} does not bring {text}")
    settle(page)


def pick(page, label: str, option: str, *, exact: bool = True) -> None:
    """Choose from a list; it closes by itself when the page was still scrolling to it."""
    chosen = page.get_by_role("option", name=option, exact=exact)
    for _try in range(TRIES):
        page.get_by_label(label).click()
        try:
            chosen.click(timeout=SECONDS // TRIES)
        except Timeout:
            continue
        break
    else:
        raise AssertionError(f"{option} cannot be chosen for {label}")
    settle(page)


def go(page, url: str, *, title: str) -> None:
    """Open an address and wait for the page of that title."""
    page.goto(url)
    page.get_by_role("heading", name=title, exact=True).first.wait_for(timeout=SECONDS)
    settle(page)


def visit(page, link: str, *, title: str = "") -> None:
    """Follow a link of the navigation."""
    page.locator(".st-key-pages").get_by_role("link", name=link, exact=True).click()
    page.get_by_role("heading", name=title or link, exact=True).first.wait_for(timeout=SECONDS)
    settle(page)


def tab_to(page, name: str) -> None:
    """Press the Tab key until the control of that name has the focus."""
    settle(page)
    for _stop in range(STOPS):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED) == name:
            return
    raise AssertionError(f"the Tab key does not lead to {name}")


def barriers(page, *, level: tuple[str, ...] = SERIOUS, rules=WCAG) -> dict[str, list[str]]:
    """What axe finds that keeps somebody out: {rule: the elements}.

    Args:
        page: the page to look at.
        level: the impacts that count.
        rules: axe's groups of rules; empty for all that it has.
    """
    # Of what is in order the elements are not told one by one: that took as long as the finding.
    options = {"resultTypes": ["violations"]} | ({"runOnly": list(rules)} if rules else {})
    return {
        rule["id"]: [node["html"][:200] for node in rule["nodes"]]
        for rule in Axe().run(page, options=options).response["violations"]
        if rule["impact"] in level and rule["id"] not in UPSTREAM
    }
