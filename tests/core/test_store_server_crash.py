"""A shared ledger when something dies: a computer in the middle of a write, or the server."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from core.errors import StoreError
from core.workspace import Workspace, join_shared
from tests.core.keeping import TODAY, clock, everything
from tests.core.server import Server, wait_for_end
from tests.core.test_store_crash import everything_acknowledged, killed, write_until_killed
from tests.drills.forked import CONTEXT
from tests.drills.share import count, report

ROUNDS = count(100)


@pytest.fixture
def shop(server, tmp_path):
    """A business on the server, in a database of its own."""
    with Workspace.create(tmp_path, "shop", now=clock(), url=server.database()) as made:
        yield made


@pytest.mark.drill
def test_a_computer_that_dies_in_the_middle_leaves_nothing_half_and_keeps_nobody_waiting(
    shop, tmp_path
):
    acks, begin, chance = tmp_path / "acks", time.monotonic(), random.Random(7)
    acks.touch()
    for number in range(ROUNDS):
        killed(tmp_path, "shop", number, acks, chance)
        at = time.monotonic()
        shop.change_settings({"calls.per_day": 1 + number % 9})
        assert time.monotonic() - at < 10
    said = everything_acknowledged(tmp_path, acks, ROUNDS)
    result = f"{said:,} writes said to be saved, 0 lost, 0 half"
    report("a program that writes to a server is killed", ROUNDS, result, time.monotonic() - begin)


def writes_until_refused(root, number, acks):
    """A program that writes, from the moment in which something was said to be saved."""
    before = acks.stat().st_size
    writer = CONTEXT.Process(target=write_until_killed, args=(root, "shop", number, acks))
    writer.start()
    deadline = time.monotonic() + 60
    while acks.stat().st_size == before and time.monotonic() < deadline:
        assert writer.is_alive()
        time.sleep(0.001)
    return writer


@pytest.mark.drill
def test_what_was_said_to_be_saved_is_there_after_the_server_was_killed(tmp_path):
    server, acks, begin = Server(), tmp_path / "acks", time.monotonic()
    try:
        url = server.database()
        Workspace.create(tmp_path, "shop", now=clock(), url=url).close()
        acks.touch()
        with Workspace.open(tmp_path, "shop", now=clock()) as shop:
            for number in range(ROUNDS):
                writer = writes_until_refused(tmp_path, number, acks)
                server.kill()
                writer.join(60)
                assert writer.exitcode == 1  # it was told: a refusal, not a hang
                with pytest.raises(StoreError) as refused:
                    shop.book(TODAY)
                assert "cannot be reached" in refused.value.say("en")
                server.start()
            said = everything_acknowledged(tmp_path, acks, ROUNDS)
            (slug,) = join_shared(tmp_path / "there", url)
            with Workspace.open(tmp_path / "there", slug, now=clock()) as there:
                assert everything(there) == everything(shop)
    finally:
        server.stop()
    result = f"{said:,} writes said to be saved, 0 lost, 0 half"
    report("the server of a ledger is killed", ROUNDS, result, time.monotonic() - begin)


RUN = """
from tests.core.server import Server
server = Server()
print(server.pid, server.folder, flush=True)
input()
"""


def test_a_server_of_the_tests_is_gone_when_the_tests_are_killed():
    tests = subprocess.Popen(
        [sys.executable, "-c", RUN], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    pid, folder = tests.stdout.readline().split()
    assert Path(folder).is_dir()
    tests.kill()
    tests.communicate()
    deadline = time.monotonic() + 60
    while Path(folder).exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not Path(folder).exists()
    wait_for_end(int(pid), seconds=1)
