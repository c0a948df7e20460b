"""Processes of the drills are in the place where the test is that starts them."""

from __future__ import annotations

import os
import sys
from types import ModuleType

import pytest

from tests.drills.forked import worker

NAME = "DAIFUKUCHO_DATABASE"


def told_otherwise(_root, _shop):
    """Fails with what the environment says."""
    raise AssertionError(f"<{os.environ.get(NAME)}>")


@pytest.mark.parametrize("value", ["", "elsewhere", "here"])
def test_a_process_has_the_environment_of_the_test_that_starts_it(tmp_path, monkeypatch, value):
    monkeypatch.setenv(NAME, value)
    with worker(tmp_path, told_otherwise, slug="") as process:
        said = process.do()
    assert f"<{value}>" in said


def test_nothing_of_an_earlier_test_is_left_in_it(tmp_path, monkeypatch):
    monkeypatch.delenv(NAME, raising=False)
    with worker(tmp_path, told_otherwise, slug="") as process:
        said = process.do()
    assert "<None>" in said


def test_what_a_page_test_left_as_the_main_module_is_not_run_again(tmp_path, monkeypatch):
    script = tmp_path / "script.py"
    script.write_text("raise AssertionError('run again')\n", encoding="utf-8")
    left = ModuleType("__main__")
    left.__file__ = str(script)
    monkeypatch.setitem(sys.modules, "__main__", left)
    with worker(tmp_path, told_otherwise, slug="") as process:
        assert "run again" not in process.do()
    assert sys.modules["__main__"] is left
