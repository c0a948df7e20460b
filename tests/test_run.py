"""The test run: its last line, and that nothing may be left out where it decides."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests import run

pytest.importorskip("xdist", reason="workers come with tests/requirements.txt")

#: Other plugins take seconds to load and have no part in this.
ONLY = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": "-p xdist -p randomly"}


def run_there(folder: Path, ci: str, *words: str) -> subprocess.CompletedProcess[str]:
    """The tests of a folder, run as ``start.py test`` runs ours."""
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-m", "tests.run", str(folder), *words],
        cwd=Path(run.__file__).parents[1],
        env={**os.environ, "CI": ci, "PYTHONUTF8": "1", **ONLY},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize(
    ("test", "ci", "code", "last"),
    [
        ("assert True", "true", 0, "left out: 0"),
        ("__import__('pytest').skip('not here')", "", 0, "left out: 1"),
        ("__import__('pytest').skip('not here')", "true", 1, "left out: 1"),
        ("assert False", "", 1, "left out: 0"),
    ],
)
def test_the_last_line_counts_what_was_left_out_and_ci_refuses_it(tmp_path, test, ci, code, last):
    (tmp_path / "test_one.py").write_text(f"def test_one():\n    {test}\n", encoding="utf-8")
    result = run_there(tmp_path, ci)
    assert result.returncode == code, result.stdout + result.stderr
    assert result.stdout.splitlines()[-1] == last


def test_tests_stand_in_the_same_order_only_where_the_run_decides(tmp_path):
    many = "".join(f"def test_{n}():\n    pass\n\n\n" for n in range(30))
    (tmp_path / "test_many.py").write_text(many, encoding="utf-8")

    def orders(ci: str) -> set[str]:
        runs = [run_there(tmp_path, ci, "-n", "0", "-v") for _ in range(2)]
        assert [one.returncode for one in runs] == [0, 0], runs[0].stdout
        return {" ".join(re.findall(r"::(test_\d+) PASSED", one.stdout)) for one in runs}

    assert len(orders("true")) == 1
    assert len(orders("")) == 2


@pytest.mark.skipif(not Path("/usr/bin/dpkg-query").exists(), reason="a Debian machine only")
def test_debian_packages_that_are_not_installed_are_found():
    assert run.absent(["base-files", "no-such-package-of-ours"]) == ["no-such-package-of-ours"]
