"""What every test run shares.

``requirements.txt`` alone is enough for pytest; a test file that imports a package of
``tests/requirements.txt`` is then left out, with the reason.
"""

from __future__ import annotations

import gc
import importlib.util
import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from core.store import connection, places, vault
from core.workspace import Workspace, businesses
from tests.core.keeping import clock
from tests.core.locked import easily, forget, locked_home
from tests.core.recorded import Recorded
from tests.core.server import MISSING as NO_SERVER
from tests.core.server import Server
from tests.counting import (
    pytest_collection_modifyitems,  # noqa: F401 - a hook
    pytest_runtest_setup,  # noqa: F401 - a hook
    pytest_runtest_teardown,  # noqa: F401 - a hook
)

#: Packages of tests/requirements.txt that test files import.
EXTRAS = (
    "axe_playwright_python",
    "hypothesis",
    "numbers_parser",
    "phonenumbers",
    "playwright",
    "psycopg",
    "sqlglot",
)
MISSING = [name for name in EXTRAS if importlib.util.find_spec(name) is None]

if "hypothesis" not in MISSING:
    from hypothesis import HealthCheck, given, settings
    from hypothesis import strategies as st

    # Time says nothing about a property on a busy machine; the seed is printed by a failure.
    settings.register_profile(
        "house",
        deadline=None,
        max_examples=100,
        print_blob=True,
        suppress_health_check=[HealthCheck.too_slow],
    )
    settings.load_profile("house")


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--refresh-golden`` writes the golden files anew instead of comparing with them."""
    parser.addoption("--refresh-golden", action="store_true", help="write tests/golden anew")


@pytest.fixture
def golden(request: pytest.FixtureRequest):
    """What ``tests/golden/<name>.json`` holds; ``--refresh-golden`` writes it anew first."""
    folder = Path(__file__).parent / "golden"

    def kept(name: str, value: object) -> object:
        path = folder / f"{name}.json"
        if request.config.getoption("--refresh-golden"):
            path.parent.mkdir(exist_ok=True)
            text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)
            path.write_text(text + "\n", encoding="utf-8")
        return json.loads(path.read_text(encoding="utf-8"))

    return kept


def pytest_collection_finish() -> None:
    """Keep the collector away from thousands of tests and all the libraries; it takes a tenth."""
    if "hypothesis" not in MISSING:  # it asks the collector who holds its random numbers, once
        given(st.none())(lambda _nothing: None)()
    gc.collect()
    gc.freeze()


def pytest_sessionfinish() -> None:
    """Let all of it go again: libraries say at the end what of theirs was not."""
    gc.unfreeze()


#: Tests that look into other processes of ours; elsewhere those are not measured: it would double
#: the time that each takes to start, and there are thousands.
MEASURED = re.compile(
    r"test_(main|start|run|left_out)\.py"
    r"|test_ingest_(child|process|formats|numbers|bad_input|encoding|delimited)\.py"
)


@pytest.fixture(autouse=True)
def _other_processes_unmeasured(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not MEASURED.search(request.path.as_posix()):
        monkeypatch.delenv("COVERAGE_PROCESS_CONFIG", raising=False)


#: Tests of the migrations themselves.
BY_ALEMBIC = re.compile(r"test_store_(schema|postgres|migrating)\.py")


@pytest.fixture(scope="session", autouse=True)
def _new_ledgers_as_the_first():
    """Let Alembic make the first new ledger of this process, and repeat its statements."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connection, "_upgrade", Recorded(connection._upgrade))
        yield


@pytest.fixture(autouse=True)
def _migrations_by_alembic(
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    _new_ledgers_as_the_first: None,
) -> None:
    if BY_ALEMBIC.search(request.path.name):
        monkeypatch.setattr(connection, "_upgrade", connection._upgrade.upgrade)


#: Tests of what stands on the disk when a program or the power ends.
FLUSHED = re.compile(
    r"tests/drills/"
    r"|test_\w*(crash|faults|schema|restore|migrating|locking|moving|damage|backup|seal|disk)"
)


@pytest.fixture(autouse=True)
def _unflushed(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing wait for the disk where nobody pulls the plug."""
    if FLUSHED.search(request.path.as_posix()):
        return
    original = connection._on_connect

    def on_connect(plain: Any, record: object, **how: Any) -> None:
        original(plain, record, **how)
        plain.execute("PRAGMA synchronous=OFF")

    monkeypatch.setattr(connection, "_on_connect", on_connect)
    monkeypatch.setattr(places, "_sync", lambda _handle: None)


@pytest.fixture(scope="session")
def made_once(tmp_path_factory):
    """Opens a business that a function filled, in a folder; the second time that is a copy.

    On a server each is made for itself.
    """
    homes: dict[object, Path] = {}

    def opened(fill, root: Path, name: str = "shop", *, who: str = "", **how) -> Workspace:
        if os.environ.get("DAIFUKUCHO_DATABASE") or vault.any_open():
            made = Workspace.create(root, name, now=clock(), who=who, **how)
            fill(made)
            return made
        if fill not in homes:
            homes[fill] = tmp_path_factory.mktemp("made_once")
            with Workspace.create(homes[fill], name, now=clock(), who=who, **how) as made:
                fill(made)
        shutil.copytree(homes[fill], root, dirs_exist_ok=True)
        (found,) = businesses(root)
        return Workspace.open(root, found.slug, now=clock(), who=who)

    return opened


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data and odd files that stands beside the project."""
    folder = Path(__file__).parents[2] / "shared"
    if not folder.is_dir():
        if os.environ.get("CI"):
            pytest.fail("the real data do not stand beside this checkout")
        pytest.skip("the real data do not stand beside this checkout")
    return folder


class NeedsMore(pytest.File):
    """A test file that cannot be imported in this environment."""

    def collect(self):
        pytest.skip(f"{needs(self.path)} comes with tests/requirements.txt")


def needs(path: Path) -> str:
    """The first missing package that a test file imports at its top, or an empty string."""
    source = path.read_text(encoding="utf-8")
    found = (n for n in MISSING if re.search(rf"^(from|import) {n}\b", source, re.MULTILINE))
    return next(found, "")


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector):
    """Put a skipped file in the place of one that cannot be imported."""
    return NeedsMore.from_parent(parent, path=module_path) if needs(module_path) else None


# The store on both kinds of ledger: a test that uses ``ledger_kind`` runs twice, with ledgers in
# files of this computer and on a server. One that is marked ``file_only`` runs with files.
KINDS = ("file",) if NO_SERVER else ("file", "server")
#: What is done most, and what is done once, runs in a locked data folder too.
LOCKED_TOO = re.compile(
    "test_(store_(imports|rows|people|overlaps|beside)|workspace|past)$"
    if not vault.missing()
    else "$^"
)


@pytest.fixture(scope="session")
def server():
    """A server for all tests of this process.

    Nobody pulls its plug, so it need not wait for the disk; the drills have their own.
    """
    running = Server()
    running.do("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
    yield running
    running.stop()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run on both kinds of ledger where it is asked for."""
    if "ledger_kind" in metafunc.fixturenames:
        only = metafunc.definition.get_closest_marker("file_only")
        locked = ("locked",) if LOCKED_TOO.search(metafunc.module.__name__) else ()
        kinds = ("file",) if only else (*KINDS, *locked)
        metafunc.parametrize("ledger_kind", kinds, indirect=True)


@pytest.fixture
def ledger_kind(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch):
    """Where new businesses are made: ``file``, ``server``, or ``locked`` in a locked folder."""
    if request.param == "server":
        running = request.getfixturevalue("server")
        monkeypatch.setenv("DAIFUKUCHO_DATABASE", running.url)
    if request.param == "locked":
        easily(monkeypatch)
        locked_home(request.getfixturevalue("tmp_path"))
    yield request.param
    forget()
