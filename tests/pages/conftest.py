"""Pages in Streamlit's own test runner, over real ledgers in a temporary home."""

from __future__ import annotations

import datetime as dt
import functools
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from core.review import Review, review
from core.rules.roles import Role
from core.share.door import Door
from core.store.address import Shared, parse
from core.store.looks import keep_tour
from core.store.memory import Remembered
from core.workspace import JST, Workspace, current, set_current
from pages._ui import at_work, cache, recount, tour
from tests.core.keeping import TODAY, bring, customer, line, sheet
from tests.core.samples import copied
from tests.core.sharing import person, shared
from tests.counting import without_counting
from tests.pages.run import run_through_app

#: The sample businesses live on their own day; this clock only stamps the journal.
MOMENT = dt.datetime(2026, 11, 22, 9, 0, tzinfo=JST)


#: {folder of a business: what was remembered of it when it was looked at first}.
READ_BEFORE: dict[str, Remembered] = {}


@pytest.fixture(autouse=True)
def served_before(monkeypatch):
    """Run pages as a server does once app.py has run in it.

    Such a server remembers the tables that it read, and reads only what changed since; the mark in
    the journal says whether a ledger is the one that it remembers.
    """
    run_through_app(monkeypatch)
    original = Workspace.__init__

    def begin(workspace, place, *rest, **how):
        original(workspace, place, *rest, **how)
        workspace._memory.last = READ_BEFORE.get(place.folder.name)

    monkeypatch.setattr(Workspace, "__init__", begin)


@pytest.fixture(autouse=True, scope="session")
def counted_elsewhere():
    """What core does for every page is not counted here: tests/core asks all of its lines.

    Nor is the reading of what a page drew; the page itself runs in another thread, and is.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(AppTest, "_run", without_counting(AppTest._run))
        patch.setattr(recount, "review", without_counting(recount.review))
        for name in ("book", "freeze"):
            patch.setattr(Workspace, name, without_counting(getattr(Workspace, name)))
        yield


@pytest.fixture
def counted_later(monkeypatch) -> None:
    """As with thousands of customers, before the thread has judged everybody again.

    For tests of what is written, which need not wait for the figures after every click.
    """
    monkeypatch.setattr(recount, "MANY", 1)
    monkeypatch.setattr(recount, "_behind", lambda *_what: None)


@pytest.fixture(autouse=True, scope="session")
def components_searched_once():
    """Search the installed packages for components once, as a server does when it starts.

    Streamlit's test runner searches them anew for every app it makes: a tenth of a second each.
    """
    with pytest.MonkeyPatch.context() as patch:
        found = functools.cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", found)
        yield


@dataclass(frozen=True)
class Seen:
    """A home whose business was looked at before: counted, and its week kept.

    Attributes:
        root: the home; ``slug``: its business; ``review``: what was counted.
    """

    root: Path
    slug: str
    review: Review

    @classmethod
    def of(cls, workspace: Workspace, root: Path) -> Seen:
        """Look at a business for the first time, as a page does."""
        set_current(root, workspace.business.slug)
        keep_tour(root, "", tour.OVER)
        found = review(workspace.book(), workspace.settings(), cache=workspace.folder / "cache")
        workspace.freeze(found)
        READ_BEFORE.setdefault(workspace.business.slug, workspace._memory.last)
        return cls(root, workspace.business.slug, found)

    @classmethod
    def sample(cls, code: str, root: Path) -> Seen:
        """Look at a sample business for the first time."""
        with copied(code, root, now=lambda: MOMENT) as made:
            return cls.of(made, root)

    def copy(self, root: Path) -> None:
        """A copy to write in, on a server that has shown it before."""
        shutil.copytree(self.root, root)
        self.shown_before(root)

    def at_work(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """A copy to write in, which is the data folder from now on."""
        self.copy(root)
        monkeypatch.setenv("DAIFUKUCHO_HOME", str(root))
        return root

    def look(self, monkeypatch: pytest.MonkeyPatch) -> Path:
        """Itself as the data folder from now on: look, do not write."""
        monkeypatch.setenv("DAIFUKUCHO_HOME", str(self.root))
        self.shown_before(self.root)
        return self.root

    def shown_before(self, root: Path) -> None:
        """Let the server know the review of this home, which is a copy of ours or ours."""
        was, book = self.root / "businesses" / self.slug, self.review.book
        folder = root / "businesses" / self.slug
        moved = tuple(folder / path.relative_to(was) for path in book.purchases)
        slot = recount.slot_of(str(folder), self.review.settings.mark)
        slot.latest = replace(self.review, book=replace(book, purchases=moved))


@pytest.fixture(scope="session")
def sample_seen(tmp_path_factory) -> Seen:
    """A home with the sample salon, made and counted once."""
    return Seen.sample("salon", tmp_path_factory.mktemp("sample_home"))


@pytest.fixture(scope="session")
def sample_home(sample_seen) -> Path:
    """A home with the sample salon, for tests that only look."""
    return sample_seen.root


@pytest.fixture
def shown(sample_seen, monkeypatch) -> Path:
    """The shared home: look, do not write."""
    return sample_seen.look(monkeypatch)


@pytest.fixture
def ledger(sample_seen, tmp_path, monkeypatch) -> Path:
    """A copy of the sample home to write in."""
    return sample_seen.at_work(tmp_path / "home", monkeypatch)


@pytest.fixture(scope="session")
def lease_seen(tmp_path_factory) -> Seen:
    """A home with the sample firm that leases office machines, made and counted once."""
    return Seen.sample("lease", tmp_path_factory.mktemp("lease_home"))


@pytest.fixture
def lease(lease_seen, tmp_path, monkeypatch) -> Path:
    """A copy of the lease firm to write in."""
    return lease_seen.at_work(tmp_path / "home", monkeypatch)


@pytest.fixture(scope="session")
def builder_seen(tmp_path_factory) -> Seen:
    """A home with the sample house builder, made and counted once."""
    return Seen.sample("builder", tmp_path_factory.mktemp("builder_home"))


@pytest.fixture
def builder(builder_seen, tmp_path, monkeypatch) -> Path:
    """A copy of the house builder to write in."""
    return builder_seen.at_work(tmp_path / "home", monkeypatch)


class Elsewhere:
    """The ledger as one on a server that several computers open."""

    def __get__(self, workspace, owner=None):
        return Shared(parse("postgresql://owner@db.example.jp/shop"), "salon")

    def __set__(self, workspace, value):
        """Kept for the time after, when the same opened ledger is shown by another test."""
        vars(workspace)["shared"] = value


@pytest.fixture
def shared_by_several(monkeypatch) -> None:
    """Let every ledger be one that several computers open."""
    monkeypatch.setattr(Workspace, "shared", Elsewhere(), raising=False)


@pytest.fixture
def nothing_yet(tmp_path, monkeypatch) -> Path:
    """A home in which nothing was ever done."""
    root = tmp_path / "empty_home"
    monkeypatch.setenv("DAIFUKUCHO_HOME", str(root))
    return root


@pytest.fixture(scope="session")
def small_seen(tmp_path_factory) -> Seen:
    """A small business of the owner's own, with three customers and one known from sales only."""
    root = tmp_path_factory.mktemp("small")
    with Workspace.create(root, "試験商店", now=lambda: MOMENT) as workspace:
        people = [
            customer(
                1, name="佐藤 花子", kana="サトウ ハナコ", phone="090-0123-4567", staff="野口"
            ),
            customer(2, name="鈴木 実", total_need=5000),
            customer(3, name="髙橋 桂"),
        ]
        bring(workspace, sheet(people, lines=[line(TODAY, 9)]))
        return Seen.of(workspace, root)


@pytest.fixture
def shop(small_seen, tmp_path, monkeypatch):
    """A copy of the small business to write in."""
    root = small_seen.at_work(tmp_path / "home", monkeypatch)
    with Workspace.open(root, current(root), now=lambda: MOMENT) as workspace:
        yield workspace


@dataclass
class SharedBy:
    """A ledger that is shared, seen by somebody who is signed in.

    Attributes:
        door: of the data folder; ``handle``: of the session, as the entrance would write it.
    """

    door: Door
    handle: str = ""

    def sign_in(self, role: Role) -> None:
        """Be somebody of this role from now on."""
        cookie = self.door.sessions.begin(person(self.door, role), "192.0.2.10")
        session = self.door.holder(cookie)
        assert session is not None
        self.handle = session.handle


@pytest.fixture
def sharing(tmp_path, monkeypatch) -> SharedBy:
    """Share with one person of each role; nobody is signed in yet."""
    by = SharedBy(shared(tmp_path / "people"))
    monkeypatch.setattr(at_work.SHARED, "door", by.door)
    monkeypatch.setattr(at_work, "handle", lambda: by.handle)
    cache.workspace_of.clear()
    yield by
    cache.workspace_of.clear()
