"""The test run: its last line, and that nothing may be left out where it decides."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import run

pytest.importorskip("xdist", reason="workers come with tests/requirements.txt")

#: Other plugins take seconds to load and have no part in this.
ONLY_XDIST = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_PLUGINS": "xdist.plugin"}


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
    (tmp_path / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")

    result = subprocess.run(
        [sys.executable, "-m", "tests.run", str(tmp_path)],
        cwd=Path(run.__file__).parents[1],
        env={**os.environ, "CI": ci, "PYTHONUTF8": "1", **ONLY_XDIST},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert result.returncode == code, result.stdout + result.stderr
    assert result.stdout.splitlines()[-1] == last


@pytest.mark.skipif(not Path("/usr/bin/dpkg-query").exists(), reason="a Debian machine only")
def test_debian_packages_that_are_not_installed_are_found():
    assert run.absent(["base-files", "no-such-package-of-ours"]) == ["no-such-package-of-ours"]
