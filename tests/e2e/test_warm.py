"""Servers as copies of a process that has imported everything: each its own, gone at the end."""

from __future__ import annotations

import os

import pytest

from tests.e2e import talk
from tests.e2e.conftest import serving
from tests.e2e.warm import copied

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="no process is copied here")


def test_two_servers_have_folders_of_their_own_and_are_gone_afterwards(tmp_path):
    with serving(tmp_path / "one/home") as one, serving(tmp_path / "other/home") as other:
        for server in (one, other):
            with talk.opened(server.port) as line:
                assert talk.ERROR not in "".join(talk.answer(line, talk.ask()).texts)
            assert str(server.port) in server.log.read_text(encoding="utf-8")
        assert one.pid != other.pid
    for server in (one, other):
        with pytest.raises(ProcessLookupError):
            os.kill(server.pid, 0)


def test_a_server_that_cannot_begin_says_why_in_its_log(tmp_path):
    log = tmp_path / "server.log"
    begun = copied(["run", "nothing.py"], dict(os.environ), log)
    assert begun.wait(60) == begun.poll() != 0
    assert "nothing.py" in log.read_text(encoding="utf-8")
    begun.terminate()  # nothing is left to be ended


def test_a_copy_heeds_the_environment_that_it_is_given(tmp_path):
    with (
        pytest.raises(AssertionError, match="no owner with a password"),
        serving(tmp_path / "home", DAIFUKUCHO_SHARE="1"),
    ):
        pass  # shared, and nobody is there who might come in
