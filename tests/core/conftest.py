"""A PostgreSQL server, and the tests of the store on both kinds of ledger.

A test that uses ``ledger_kind`` runs twice: with ledgers in files of this computer, and with
ledgers on a server. One that looks into the file itself is marked ``file_only`` and runs once.
"""

from __future__ import annotations

import pytest

from tests.core.server import MISSING, Server

KINDS = ("file",) if MISSING else ("file", "server")


@pytest.fixture(scope="session")
def server():
    """A server for all tests of this process."""
    running = Server()
    yield running
    running.stop()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run on both kinds of ledger where it is asked for."""
    if "ledger_kind" in metafunc.fixturenames:
        only = metafunc.definition.get_closest_marker("file_only")
        metafunc.parametrize("ledger_kind", ("file",) if only else KINDS, indirect=True)


@pytest.fixture
def ledger_kind(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch):
    """Where new businesses are made: ``file`` or ``server``."""
    if request.param == "server":
        running = request.getfixturevalue("server")
        monkeypatch.setenv("DAIFUKUCHO_DATABASE", running.url)
    return request.param
