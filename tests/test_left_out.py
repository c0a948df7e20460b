"""The count of left-out tests, with and without workers."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SUITE = """
import pytest

def test_runs():
    pass

@pytest.mark.skip(reason="marked")
def test_marked():
    pass

def test_skips_itself():
    pytest.skip("by itself")

@pytest.mark.xfail(reason="known")
def test_known_to_fail():
    assert False

def test_not_chosen():
    pass
"""
MODULE = 'import pytest\npytest.skip("the whole file", allow_module_level=True)\n'


@pytest.mark.parametrize("workers", [[], ["-n", "2"]])
def test_skipped_and_deselected_tests_are_counted_once(tmp_path, workers):
    if workers:
        pytest.importorskip("xdist", reason="workers come with tests/requirements.txt")
    (tmp_path / "test_suite.py").write_text(SUITE, encoding="utf-8")
    (tmp_path / "test_module.py").write_text(MODULE, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "tests.left_out",
        "-p",
        "no:cacheprovider",
    ]
    command += ["--rootdir", str(tmp_path), "-c", os.devnull, str(tmp_path)]
    command += ["-k", "not not_chosen", *workers]
    count = tmp_path / "count"

    run = subprocess.run(
        command,
        cwd=Path(__file__).parents[1],
        env={
            **os.environ,
            "DAIFUKUCHO_LEFT_OUT": str(count),
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            "PYTEST_PLUGINS": "xdist.plugin" if workers else "",
        },
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stdout + run.stderr
    # two skipped while running, one file skipped, one test not chosen; the xfail was run
    assert count.read_text(encoding="ascii") == "4"
