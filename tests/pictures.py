"""The pictures of docs/screenshots (画面の絵), taken anew from the samples with one command.

``python -m tests.pictures`` takes them all; names behind it take those alone. The app runs over a
temporary home in a server of its own, and Debian's Chromium looks at it: nobody in them exists.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import io
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from core.locale.words import Words, say
from core.rules.roles import Role
from core.share.people import People
from core.store.looks import keep_tour
from core.workspace import JST, Workspace, create_sample, current, set_current
from pages._ui import tour
from tests.core.sharing import GOOD
from tests.e2e.conftest import CHROMIUM, ROOT, Server, serving
from tests.e2e.look import settle

LANGUAGES = {"ja": "ja-JP", "en": "en-GB"}
FOLDER = ROOT / "docs" / "screenshots"
MOMENT = dt.datetime(2026, 11, 22, 9, 0, tzinfo=JST)
#: What a picture may weigh, so that the repository stays light.
MOST_BYTES = 150_000
#: How long is waited for a page, in milliseconds: the computer may have other work.
PATIENCE = 180_000
#: Letters, lines and bars need no more colours than these.
COLOURS = 64
WIDTH, HEIGHT = 1280, 900
PHONE, PHONE_HEIGHT = 390, 844
TALL = 1800
#: Somebody of the salon about whom much is known.
SOMEBODY = "石井 千尋"
PROMISE = "白髪染めの色見本を送る"
DRAWN = """() => [...document.querySelectorAll("[data-testid=stPlotlyChart]")].every(
  chart => chart.getBoundingClientRect().top > innerHeight || chart.querySelector(".main-svg"))"""
TO_THE_TOP = """it => {
  const main = document.querySelector("[data-testid=stMain]");
  const covered = innerWidth < 640 ? 80 : 16;
  main.scrollTop += it.getBoundingClientRect().top - covered; }"""

#: One thing done on a page before its picture is taken, in a language.
Step = Callable[[Page, str], None]


@dataclass(frozen=True)
class Picture:
    """One picture.

    Attributes:
        name: its file, without ``.png``.
        page: its address behind the server's.
        steps: what is done before, in order.
        width, height: of the window.
        home: over which of :data:`HOMES`.
    """

    name: str
    page: str
    steps: tuple[Step, ...] = ()
    width: int = WIDTH
    height: int = HEIGHT
    home: str = "salon"


def click(place: str) -> Step:
    """Click the first that there is of a selector, once the page stands still."""

    def step(page: Page, _language: str) -> None:
        page.locator(place).first.click()

    return step


def type_in(key: str, text: str) -> Step:
    """Fill the field of that key and press Enter."""

    def step(page: Page, _language: str) -> None:
        page.locator(f".st-key-{key} input").first.fill(text)
        page.keyboard.press("Enter")

    return step


def wait_for(place: str) -> Step:
    """Wait until something of a selector is in sight."""

    def step(page: Page, _language: str) -> None:
        page.locator(place).first.wait_for(timeout=PATIENCE)

    return step


def scroll(place: str) -> Step:
    """Push the page up until the first of a selector stands at its top."""

    def step(page: Page, _language: str) -> None:
        found = page.locator(place).first
        found.wait_for(timeout=PATIENCE)
        found.evaluate(TO_THE_TOP)

    return step


def heading(message: str) -> Step:
    """Push the page up until a heading of the app's own stands at its top."""

    def step(page: Page, language: str) -> None:
        words = say(Words(message), language)
        found = page.get_by_role("heading", name=words, exact=True).first
        found.wait_for(timeout=PATIENCE)
        found.evaluate(TO_THE_TOP)

    return step


def upload(file: str) -> Step:
    """Choose a file of the samples."""

    def step(page: Page, _language: str) -> None:
        chosen = str(ROOT / "sample_data" / file)
        page.locator("input[type=file]").first.set_input_files(chosen)
        page.locator(".st-key-intake_commit").wait_for(timeout=PATIENCE)

    return step


def sign_in(page: Page, _language: str) -> None:
    """Come in as the owner."""
    page.locator("#name").fill("tenshu")
    page.locator("#password").fill(GOOD)
    page.get_by_role("button").click()
    page.locator("h1").first.wait_for(timeout=PATIENCE)


#: A customer's card by name.
CARD = (
    type_in("customer_search", SOMEBODY),
    click(".st-key-found button"),
    wait_for(".st-key-person"),
)
FIRST_CARD = "[class*='st-key-call_']"
RECORDED = (
    click(f"{FIRST_CARD} [class*='st-key-no_answer_'] button"),
    wait_for(".st-key-undo button"),
)
#: Each of the views of who comes back.
VIEW = [(click(f".st-key-cohort_view button >> nth={number}"),) for number in range(4)]
DRAWER = (
    click("[class*='st-key-open_call_'] button"),
    wait_for("[role=dialog] .st-key-person"),
)

#: Every picture: name, page, what is done before, size, home. Those that write stand last.
PICTURES = (
    # ---- the first minutes
    Picture("first", "", height=560, home="nothing"),
    Picture("tour", "", home="new"),
    Picture("help", "calls", (click(".st-key-help button"), wait_for("[role=dialog] p"))),
    # ---- each page
    Picture("review", "", height=TALL),
    Picture("review_step", "?step=existing", height=2000),
    Picture("report", "", (click(".st-key-report summary"), scroll(".st-key-report")), height=600),
    Picture("calls", "calls", height=TALL),
    Picture("why_not", "calls", (type_in("why_not", SOMEBODY), scroll(".st-key-why_not")),
            height=600),
    Picture("effects", "effects", height=TALL),
    Picture("notices", "notices", height=TALL),
    Picture("plans", "plans", height=TALL),
    Picture("cases", "cases", height=TALL),
    Picture("timing", "timing", height=TALL, home="lease"),
    Picture("deals", "deals", height=TALL, home="lease"),
    Picture("growth", "growth", height=TALL),
    Picture("cohorts", "cohorts", height=TALL),
    Picture("cohorts_second", "cohorts", VIEW[1], height=TALL),
    Picture("cohorts_years", "cohorts", VIEW[2], height=1500),
    Picture("money", "money", height=TALL),
    Picture("costs", "costs", height=TALL),
    Picture("laws", "laws", height=TALL),
    Picture("ladder", "ladder", height=TALL),
    Picture("groups", "groups", height=TALL),
    Picture("classes", "classes", height=1200),
    Picture("referrals", "referrals", height=1500),
    Picture("care", "care", height=TALL),
    Picture("think", "think", height=TALL),
    Picture("voices", "voices", height=TALL),
    Picture("ideal", "ideal", height=TALL),
    Picture("asking", "ideal", (heading("What to ask"),)),
    Picture("ledger", "ledger", height=1500),
    Picture("intake", "intake", (upload("salon.xlsx"),), height=TALL, home="nothing"),
    Picture("settings", "settings", height=960),
    Picture("no_return", "settings", (heading("After how many days few come back"),)),
    Picture("backup", "settings", (heading("Backups"),)),
    Picture("carrying", "settings", (heading("Take out and take in"),)),
    # ---- one customer
    Picture("customer", "customer", CARD, height=1000),
    Picture("card", "customer", CARD, height=2600),
    Picture("passbook", "customer", (*CARD, heading("Trust passbook"))),
    Picture("foresight", "customer", (*CARD, heading("What to expect"))),
    Picture("customer_edit", "customer",
            (*CARD, click(".st-key-group_reasons button"), heading("What is known of them"))),
    Picture("erase", "customer",
            (*CARD, click(".st-key-erase summary"), click(".st-key-erase_look button"),
             wait_for(".st-key-erase_do"), scroll(".st-key-erase"))),
    # ---- a phone
    Picture("phone_start", "", width=PHONE, height=PHONE_HEIGHT),
    Picture("phone_calls", "calls", (scroll(FIRST_CARD),), PHONE, PHONE_HEIGHT),
    Picture("phone_card", "calls", DRAWER, PHONE, PHONE_HEIGHT),
    Picture("phone_outcome", "calls", RECORDED, PHONE, PHONE_HEIGHT, home="worked"),
    # ---- what was written, and taken back
    Picture("history", "customer",
            (*CARD, click(".st-key-changes summary"), wait_for("[class*='st-key-done_']"),
             scroll(".st-key-changes")), home="worked"),
    Picture("outcome", "calls", (scroll(FIRST_CARD), *RECORDED), home="worked"),
    Picture("undo", "ledger",
            (click("[class*='st-key-remove_'] button"), wait_for(".st-key-undo button")),
            home="worked"),
    Picture("restore", "settings",
            (click(".st-key-back_up button"), click(".st-key-go_back button"),
             wait_for(".st-key-restore_yes"), scroll(".st-key-restore_confirm")), home="worked"),
    Picture("damaged", "", height=500, home="damaged"),
    # ---- shared
    Picture("sign_in", "", height=620, home="shared"),
    Picture("sharing", "settings", (sign_in, heading("People who share")), home="shared"),
)  # fmt: skip


# ---- the homes


def nothing(home: Path, language: str) -> None:
    """Nothing was ever done."""


def new(home: Path, language: str, code: str = "salon") -> None:
    """A sample that somebody opened just now."""
    with create_sample(home, code, now=lambda: MOMENT, language=language) as made:
        made.change_settings({"language": language})
        set_current(home, made.business.slug)


def salon(home: Path, language: str) -> None:
    """The sample salon, whose owner was shown round."""
    new(home, language)
    keep_tour(home, "", tour.OVER)


def lease(home: Path, language: str) -> None:
    """The sample firm that leases office machines."""
    new(home, language, "lease")
    keep_tour(home, "", tour.OVER)


def worked(home: Path, language: str) -> None:
    """The salon with a promise that was written down and corrected."""
    salon(home, language)
    with Workspace.open(home, current(home), now=lambda: MOMENT) as ledger:
        people = ledger.book().table("customers")
        who = people.loc[people["name"] == SOMEBODY, "customer_id"].iloc[0]
        ledger.add("promises", {
            "customer_id": who, "made_date": MOMENT.date(), "content": PROMISE,
            "due_date": dt.date(2026, 12, 1), "by_whom": "us",
        })  # fmt: skip
        rows = ledger.book().table("promises")
        row = rows[(rows["content"] == PROMISE) & (rows["customer_id"] == who)].iloc[0]
        ledger.correct("promises", int(row["row_id"]), {"content": f"{PROMISE}（二枚）"})
        ledger.back_up()


def damaged(home: Path, language: str) -> None:
    """The salon, of whose ledger a part is not what it was."""
    salon(home, language)
    with Workspace.open(home, current(home), now=lambda: MOMENT) as ledger:
        ledger.back_up()
        file = ledger.folder / "ledger.db"
    content = bytearray(file.read_bytes())
    content[4096:12288] = bytes(8192)
    file.write_bytes(content)


def shared(home: Path, language: str) -> None:
    """The salon, shared by its owner with two others."""
    salon(home, language)
    people = People(home)
    for name, role in (("tenshu", Role.OWNER), ("hanako", Role.STAFF), ("taro", Role.VIEWER)):
        who = people.add(name, role, GOOD)
        keep_tour(home, who.id, tour.OVER)


HOMES: dict[str, Callable[[Path, str], None]] = {
    each.__name__: each for each in (nothing, new, salon, lease, worked, damaged, shared)
}
ENVIRONMENT = {"shared": {"DAIFUKUCHO_SHARE": "1"}}


# ---- taking them


def take(
    browser: Browser, pictures: Sequence[Picture], language: str, folder: Path
) -> Iterator[Path]:
    """Take pictures, one server for each home.

    Args:
        browser: Chromium.
        pictures: which.
        language: ``ja`` or ``en``.
        folder: where the language's folder lies.

    Yields:
        each picture's file once it is written.
    """
    target = folder / language
    target.mkdir(parents=True, exist_ok=True)
    for name in dict.fromkeys(picture.home for picture in pictures):
        with _served(name, language) as server, contextlib.ExitStack() as opened:
            looks: dict[bool, BrowserContext] = {}
            for picture in pictures:
                if picture.home != name:
                    continue
                phone = picture.width == PHONE
                if phone not in looks:  # kept, so that the app's own files are fetched once
                    looks[phone] = _looking(browser, language, phone=phone)
                    opened.callback(looks[phone].close)
                yield _taken(looks[phone], server, picture, language, target)


@contextlib.contextmanager
def _served(name: str, language: str) -> Iterator[Server]:
    with tempfile.TemporaryDirectory() as temporary:
        home = Path(temporary) / "home"
        home.mkdir()
        HOMES[name](home, language)
        with serving(home, **ENVIRONMENT.get(name, {})) as server:
            yield server


def _looking(browser: Browser, language: str, *, phone: bool) -> BrowserContext:
    return browser.new_context(
        locale=LANGUAGES[language], timezone_id="Asia/Tokyo", is_mobile=phone, has_touch=phone
    )


def _taken(
    context: BrowserContext, server: Server, picture: Picture, language: str, target: Path
) -> Path:
    page = context.new_page()
    try:
        page.set_viewport_size({"width": picture.width, "height": picture.height})
        page.goto(f"{server.url}/{picture.page}")
        page.locator("h1, .st-key-damaged").first.wait_for(timeout=PATIENCE)
        _stand_still(page)
        for step in picture.steps:
            step(page, language)
            _stand_still(page)
        file = target / f"{picture.name}.png"
        file.write_bytes(light(page.screenshot()))
        return file
    finally:
        page.close()


def _stand_still(page: Page) -> None:
    if page.locator("[data-testid=stApp]").count():
        settle(page)
        page.wait_for_function(DRAWN, timeout=PATIENCE)
    page.wait_for_timeout(400)  # what fades in has faded in


def light(picture: bytes) -> bytes:
    """The same picture with few colours: a third of the weight."""
    few = Image.open(io.BytesIO(picture)).convert("RGB").quantize(
        COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE
    )  # fmt: skip
    out = io.BytesIO()
    few.save(out, "PNG", optimize=True)
    return out.getvalue()


def main(arguments: Sequence[str] | None = None) -> None:
    """Take the pictures that are asked for, all without a name."""
    parser = argparse.ArgumentParser(description="Take the pictures of docs/screenshots anew.")
    names = [picture.name for picture in PICTURES]
    parser.add_argument("names", nargs="*", help="which; all without any")
    parser.add_argument("--language", choices=list(LANGUAGES), help="one language alone")
    parser.add_argument("--to", type=Path, default=FOLDER, help="another folder")
    asked = parser.parse_args(arguments)
    if unknown := set(asked.names) - set(names):
        parser.error(f"no such picture: {', '.join(sorted(unknown))}")
    wanted = [p for p in PICTURES if p.name in asked.names or not asked.names]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        for language in [asked.language] if asked.language else LANGUAGES:
            for file in take(browser, wanted, language, asked.to):
                sys.stdout.write(f"{file} {file.stat().st_size:,}\n")
                sys.stdout.flush()
        browser.close()


if __name__ == "__main__":
    main()
