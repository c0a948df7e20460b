"""Looks at everything that a page in the browser shows and offers."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.locale.words import say
from pages._ui.registry import PAGES
from tests.e2e.look import Heard, listen, settle, taken_out

#: What would fetch, run or lead elsewhere.
ALIVE = """(evil) => {
  const leading = ["href", "src", "srcset", "action", "formaction", "data", "poster", "style",
                   "xlink:href", "ping", "background"];
  const found = [];
  for (const one of document.querySelectorAll("*")) {
    for (const {name, value} of one.attributes) {
      if (name.startsWith("on") || (leading.includes(name) && value.includes(evil)))
        found.push(`<${one.tagName} ${name}=${value}>`.slice(0, 200));
    }
    if (one.tagName === "A" && one.href && !one.href.startsWith(location.origin + "/")
        && !/^(tel|mailto|blob|data):/.test(one.href))
      found.push(`<A ${one.href}>`.slice(0, 200));
    if (["IFRAME", "OBJECT", "EMBED", "FORM"].includes(one.tagName)) found.push(one.tagName);
    if (one.tagName === "SCRIPT" && one.text.includes(evil)) found.push(one.text.slice(0, 200));
  }
  return found;
}"""
#: Everything folded that is not yet open.
UNFOLD = """() => {
  const where = "[data-testid=stMain] details:not([open]) > summary";
  const shut = [...document.querySelectorAll(where)];
  shut.forEach(one => one.click());
  return shut.length;
}"""
#: Scripts of a page that ran would leave their mark here.
MARKED = "window.alert = window.prompt = window.confirm = () => { window.ran = true; };"
TURNS = 3
ERROR = "うまくいかないことがありました"


@dataclass
class Walked:
    """What a walk met.

    Attributes:
        heard: what the browser asked for elsewhere, and its complaints.
        alive: what would fetch, run or lead elsewhere, each with where.
        broken: pages with an error or a traceback.
        dialogs: what the browser asked the reader.
        files: {name: what is in it} of everything offered.
        shown: how often the foreign address was shown, as plain text.
        pages: how many were looked at.
    """

    heard: Heard = field(default_factory=Heard)
    alive: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    shown: int = 0
    pages: int = 0

    def follow(self, page, url: str) -> None:
        """Listen to a browser from now on."""
        self.heard = listen(page, url)
        page.add_init_script(MARKED)
        page.on("dialog", lambda dialog: (self.dialogs.append(dialog.message), dialog.dismiss()))

    def look(self, page, where: str, evil: str, *, files: bool = True) -> None:
        """Unfold a page, look at all of it, and take each file that it offers."""
        settle(page)
        for _turn in range(TURNS):
            if not page.evaluate(UNFOLD):
                break
            settle(page)
        self.pages += 1
        self.alive += [f"{where}: {one}" for one in page.evaluate(ALIVE, evil)]
        if page.evaluate("window.ran === true"):
            self.alive.append(f"{where}: a script ran")
        text = page.locator("body").inner_text()
        self.shown += text.count(evil)
        if ERROR in text or "Traceback" in text or page.get_by_test_id("stException").count():
            self.broken.append(f"{where}: {text[-2000:]}")
        if files:
            self._take(page, where)

    def _take(self, page, where: str) -> None:
        buttons = page.get_by_test_id("stMain").get_by_test_id("stDownloadButton")
        for n in range(buttons.count()):
            button = buttons.nth(n).get_by_role("button")
            if not button.is_visible() or button.is_disabled():
                continue
            got = taken_out(page, button)
            self.files[f"{where} {n} {got.suggested_filename}"] = got.path().read_bytes()


def titles(role=None) -> dict[str, str]:
    """{a page's mark in its address: its name} of every page that a role may open."""
    return {
        page.path.removeprefix("pages/").removesuffix(".py"): say(page.title)
        for page in PAGES
        if role is None or role in page.roles
    }
